/*
 * Processes, known beyond their end: a process id alone may have been given to another since, so
 * the time it started and the boot of the machine belong to it.
 */
#ifndef TESTR_BASE_PROCESS_IDENTITY_H
#define TESTR_BASE_PROCESS_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/process.h"

/* The identity of the running process `pid`, as one line to be kept in a file. NULL if there is no
 * such process. Owned by the caller. */
char *process_identity_text(pid_t pid);

/* The identity of the nearest ancestor of this process that runs the same program: the testr whose
 * callout this is. NULL if there is none. Owned by the caller. */
char *process_identity_text_of_ancestor(void);

/* True if the process that `identity` was made from is still running. False for NULL. */
bool process_identity_text_is_alive(const char *identity);

/*
 * Ends that process, if it is still running: TERM, up to `grace_ms` for it to end by itself, KILL.
 * Returns when it has ended, or after another `grace_ms` if it will not.
 */
void process_identity_text_end(const char *identity, int grace_ms);

#endif
