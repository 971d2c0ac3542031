/*
 * A pipe in front of a descriptor, for programs that must not get hold of the descriptor itself:
 * OCI runtimes give stdin, stdout and stderr to the container's user, whether they are pipes, the
 * user's files or terminals. A process of its own copies from the pipe to the descriptor.
 */
#ifndef TESTR_ENVIRONMENTS_STDIO_RELAY_H
#define TESTR_ENVIRONMENTS_STDIO_RELAY_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/scoped.h"

struct stdio_relay {
	int input;    /* what is written here arrives behind it */
	int stop;     /* closed: nothing more is waited for */
	pid_t copier; /* the process that copies */
};

/* Opens one that leads to `output`. ENVIRONMENT_ERROR_FAILED. Owned by the caller. */
struct stdio_relay *stdio_relay_open(int output, GError **error);

/* The same, but what comes before `mark`, and the mark itself, goes nowhere; NULL: there is none.
 * It is borrowed. */
struct stdio_relay *stdio_relay_open_after(int output, const char *mark, GError **error);

/* Waits until all has arrived that has been written, but not for those who still might write. NULL
 * is accepted. */
void stdio_relay_free(struct stdio_relay *relay);
SCOPED(stdio_relay)

#endif
