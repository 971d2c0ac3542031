/*
 * Processes, known beyond their end: a process id alone may have been given to another since, so
 * the time it started and the boot of the machine belong to it.
 */
#ifndef TESTR_ENVIRONMENTS_IDENTITY_H
#define TESTR_ENVIRONMENTS_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

/* The identity of the running process `pid`, as one line to be kept in a file. NULL if there is no
 * such process. Owned by the caller. */
char *identity_of(pid_t pid);

/* The identity of the nearest ancestor of this process that runs the same program: the testr whose
 * callout this is. NULL if there is none. Owned by the caller. */
char *identity_of_caller(void);

/* True if the process that `identity` was made from is still running. False for NULL. */
bool identity_is_alive(const char *identity);

/*
 * Ends that process, if it is still running: TERM, up to `grace_ms` for it to end by itself, KILL.
 * Returns when it has ended, or after another `grace_ms` if it will not.
 */
void identity_end(const char *identity, int grace_ms);

#endif
