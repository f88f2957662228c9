/* Preloaded, it shows a program the time of day of SHIFT_S seconds from now: the world of the pictures
 * has a past. Spans, which the monotonic clock measures, stay what they are. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time)
{
    /* Past libc, for what is found by name there is this. */
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    const char *shift = getenv("SHIFT_S");
    if (result == 0 && clock == CLOCK_REALTIME && shift) time->tv_sec += atol(shift);
    return result;
}
