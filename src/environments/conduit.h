/*
 * A pipe of our own in front of a descriptor, for programs that must not get at what somebody else
 * has made: OCI runtimes give stdin, stdout and stderr to the container's user, whether they are
 * pipes, the user's files or terminals.
 */
#ifndef TESTR_ENVIRONMENTS_CONDUIT_H
#define TESTR_ENVIRONMENTS_CONDUIT_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/scoped.h"

struct conduit {
	int input;    /* what is written here arrives behind it */
	int stop;     /* closed: nothing more is waited for */
	pid_t copier; /* the process that copies */
};

/* Opens one that leads to `output`. ENVIRONMENT_ERROR_FAILED. Owned by the caller. */
struct conduit *conduit_open(int output, GError **error);

/* Waits until all has arrived that has been written, but not for those who still might write. NULL
 * is accepted. */
void conduit_free(struct conduit *conduit);
SCOPED(conduit)

#endif
