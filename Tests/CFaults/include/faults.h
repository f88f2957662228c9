#ifndef SLUICE_FAULTS_H
#define SLUICE_FAULTS_H

/* A layer below SQLite that lets one call of the file system fail, for tests.
 *
 * It stands before the machine's own VFS and hands everything on to it, but for the files of one
 * directory while a plan is armed for it. One plan at a time; safe from any thread. */

enum faults_operation {
    FAULTS_OPEN,
    FAULTS_READ,
    FAULTS_WRITE,
    FAULTS_TRUNCATE,
    FAULTS_SYNC,
    FAULTS_SIZE,
    FAULTS_LOCK,
    FAULTS_FILE_CONTROL,
    FAULTS_SHM_MAP,
    FAULTS_SHM_LOCK,
    FAULTS_DELETE,
    FAULTS_ACCESS
};

struct faults_plan {
    enum faults_operation operation;
    /* Which call fails, counted from 1; 0: none, they are only counted. */
    long call;
    /* The result of SQLite it fails with. */
    int code;
    /* Whether every call after it fails too. */
    int lasts;
    /* Whether the failing call is done all the same, and only its answer lost; of a write that is
     * not, the first half is done. */
    int happens;
};

/* Makes the layer SQLite's default, for connections opened from now on. */
void faults_install(void);

/* Arms a plan for the files of a directory whose path contains `name`. */
void faults_arm(const char *directory, const char *name, struct faults_plan plan);

/* Lets everything succeed again.
 * Returns how many calls were counted; `failed` is set to how many of them failed. */
long faults_disarm(long *failed);

/* Closes what is open in a directory as the end of the process would, without a word to SQLite.
 * Connections to it must not be used any more. */
void faults_end_process(const char *directory);

#endif
