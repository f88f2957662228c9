#include "faults.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

struct file {
    sqlite3_file base;
    /* The machine's own; its memory follows this struct. NULL once the process has ended. */
    sqlite3_file *real;
    const char *path;
    struct file *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file *files;
static char directory[1024];
static char name[64];
static struct faults_plan plan;
static int is_armed;
static long calls;
static long failures;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs layer;

static int is_within(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return path && strncmp(path, folder, length) == 0 && path[length] == '/';
}

/* Counts a call. Returns the code it fails with, or SQLITE_OK; `happens` tells how. */
static int meet(enum faults_operation operation, const char *path, int *happens) {
    int code = SQLITE_OK;
    pthread_mutex_lock(&lock);
    if (is_armed && operation == plan.operation && is_within(path, directory) &&
        strstr(path + strlen(directory), name)) {
        calls += 1;
        if (plan.call > 0 && (calls == plan.call || (plan.lasts && calls > plan.call))) {
            code = plan.code;
            failures += 1;
        }
        *happens = plan.happens;
    }
    pthread_mutex_unlock(&lock);
    return code;
}

/* Does `call` on the real file unless it is to fail. */
#define PASS(operation, call)                                                                      \
    struct file *file = (struct file *)base;                                                       \
    int happens = 0;                                                                               \
    if (!file->real) return SQLITE_IOERR;                                                          \
    int code = meet(operation, file->path, &happens);                                              \
    if (code != SQLITE_OK && !happens) return code;                                                \
    int result = file->real->pMethods->call;                                                       \
    return code != SQLITE_OK ? code : result

static int file_close(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    pthread_mutex_lock(&lock);
    for (struct file **link = &files; *link; link = &(*link)->next) {
        if (*link == file) {
            *link = file->next;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    return file->real ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    PASS(FAULTS_READ, xRead(file->real, bytes, count, offset));
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    int happens = 0;
    if (!file->real) return SQLITE_IOERR;
    int code = meet(FAULTS_WRITE, file->path, &happens);
    int done = code == SQLITE_OK || happens ? count : count / 2;
    int result = file->real->pMethods->xWrite(file->real, bytes, done, offset);
    return code != SQLITE_OK ? code : result;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    PASS(FAULTS_TRUNCATE, xTruncate(file->real, size));
}

static int file_sync(sqlite3_file *base, int flags) { PASS(FAULTS_SYNC, xSync(file->real, flags)); }

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    PASS(FAULTS_SIZE, xFileSize(file->real, size));
}

static int file_lock(sqlite3_file *base, int level) { PASS(FAULTS_LOCK, xLock(file->real, level)); }

static int file_unlock(sqlite3_file *base, int level) {
    struct file *file = (struct file *)base;
    return file->real ? file->real->pMethods->xUnlock(file->real, level) : SQLITE_OK;
}

static int file_check_lock(sqlite3_file *base, int *is_reserved) {
    struct file *file = (struct file *)base;
    if (!file->real) return SQLITE_IOERR;
    return file->real->pMethods->xCheckReservedLock(file->real, is_reserved);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
    PASS(FAULTS_FILE_CONTROL, xFileControl(file->real, operation, argument));
}

static int file_sector_size(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    return file->real ? file->real->pMethods->xSectorSize(file->real) : 4096;
}

static int file_characteristics(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    return file->real ? file->real->pMethods->xDeviceCharacteristics(file->real) : 0;
}

static int shm_map(sqlite3_file *base, int page, int size, int extends, void volatile **memory) {
    PASS(FAULTS_SHM_MAP, xShmMap(file->real, page, size, extends, memory));
}

static int shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    struct file *file = (struct file *)base;
    int happens = 0;
    if (!file->real) return SQLITE_IOERR;
    /* To give a lock back never fails. */
    int code = flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : meet(FAULTS_SHM_LOCK, file->path, &happens);
    if (code != SQLITE_OK) return code;
    return file->real->pMethods->xShmLock(file->real, offset, count, flags);
}

static void shm_barrier(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    if (file->real) file->real->pMethods->xShmBarrier(file->real);
}

static int shm_unmap(sqlite3_file *base, int deletes) {
    struct file *file = (struct file *)base;
    return file->real ? file->real->pMethods->xShmUnmap(file->real, deletes) : SQLITE_OK;
}

/* Version 2: without memory mapped files, which the stores do not use. */
static const sqlite3_io_methods methods = {
    2,           file_close, file_read,       file_write,      file_truncate,
    file_sync,   file_size,  file_lock,       file_unlock,     file_check_lock,
    file_control, file_sector_size, file_characteristics, shm_map, shm_lock,
    shm_barrier, shm_unmap,  NULL,            NULL};

static int is_watched(const char *path) {
    pthread_mutex_lock(&lock);
    int watched = is_armed && is_within(path, directory);
    pthread_mutex_unlock(&lock);
    return watched;
}

static int vfs_open(
    sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *flags_out) {
    (void)vfs;
    if (!is_watched(path)) return real_vfs->xOpen(real_vfs, path, base, flags, flags_out);
    struct file *file = (struct file *)base;
    int happens = 0;
    base->pMethods = NULL;
    int code = meet(FAULTS_OPEN, path, &happens);
    if (code != SQLITE_OK) return code;
    file->real = (sqlite3_file *)(file + 1);
    file->path = path;
    code = real_vfs->xOpen(real_vfs, path, file->real, flags, flags_out);
    if (!file->real->pMethods) return code;
    base->pMethods = &methods;
    pthread_mutex_lock(&lock);
    file->next = files;
    files = file;
    pthread_mutex_unlock(&lock);
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
    (void)vfs;
    int happens = 0;
    int code = meet(FAULTS_DELETE, path, &happens);
    return code != SQLITE_OK ? code : real_vfs->xDelete(real_vfs, path, syncs);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    int happens = 0;
    int code = meet(FAULTS_ACCESS, path, &happens);
    return code != SQLITE_OK ? code : real_vfs->xAccess(real_vfs, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out) {
    (void)vfs;
    return real_vfs->xFullPathname(real_vfs, path, size, out);
}

static void install(void) {
    real_vfs = sqlite3_vfs_find(NULL);
    /* All that has nothing to do with files is the real one's, at the real one's address. */
    layer = *real_vfs;
    layer.pNext = NULL;
    layer.zName = "sluice-faults";
    layer.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    layer.xOpen = vfs_open;
    layer.xDelete = vfs_delete;
    layer.xAccess = vfs_access;
    layer.xFullPathname = vfs_full_path;
    sqlite3_vfs_register(&layer, 1);
}

void faults_install(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    sqlite3_initialize();
    pthread_once(&once, install);
}

void faults_arm(const char *folder, const char *part, struct faults_plan next) {
    pthread_mutex_lock(&lock);
    strncpy(directory, folder, sizeof(directory) - 1);
    strncpy(name, part, sizeof(name) - 1);
    plan = next;
    calls = 0;
    failures = 0;
    is_armed = 1;
    pthread_mutex_unlock(&lock);
}

long faults_disarm(long *failed) {
    pthread_mutex_lock(&lock);
    is_armed = 0;
    *failed = failures;
    long counted = calls;
    pthread_mutex_unlock(&lock);
    return counted;
}

void faults_end_process(const char *folder) {
    pthread_mutex_lock(&lock);
    for (struct file *file = files; file; file = file->next) {
        if (!file->real || !is_within(file->path, folder)) continue;
        if (file->real->pMethods->iVersion >= 2) {
            file->real->pMethods->xShmUnmap(file->real, 0);
        }
        file->real->pMethods->xClose(file->real);
        file->real = NULL;
    }
    pthread_mutex_unlock(&lock);
}
