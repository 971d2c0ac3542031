/*
 * A shell command run to its end, without the engine: in the foreground, for a person at the
 * terminal, or apart from it, for a callout that is run on its own.
 */
#ifndef TESTR_RUN_STANDALONE_COMMAND_H
#define TESTR_RUN_STANDALONE_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/process_groups.h"
#include "model/ending.h"

struct standalone_command {
	const char *command; /* for /bin/sh -c */
	const char *folder;  /* where it runs */
	/* Set in its environment: names and values in turn, ended by a NULL name. */
	const char *const *environment;
	/*
	 * True: it has our stdin, stdout and terminal, and interrupts are its own affair. False: it
	 * has nothing to read, its output goes to our stderr (harmless if that is a terminal), it
	 * has a session of its own, and an interrupt of testr does not reach it.
	 */
	bool is_foreground;
	/* Microseconds; after `timeout_us` (0: never) its process group is ended, by TERM, and, if
	 * it is still there `kill_grace_us` later, by KILL. Only if it is not in the foreground. */
	int64_t timeout_us;
	int64_t kill_grace_us;
	/* Those of a guardian, which ends it if testr dies. May be NULL. */
	struct process_groups *groups;
};

/* Runs it. Returns how it ended. */
struct ending standalone_command_run(const struct standalone_command *command);

#endif
