/*
 * The child process that does a callout's work. It has the callout's stderr, gets the signals that
 * the callout gets, and ends when the callout ends; how it ended is how the callout ends.
 */
#ifndef TESTR_ENVIRONMENTS_CALLOUT_CHILD_H
#define TESTR_ENVIRONMENTS_CALLOUT_CHILD_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Told once that the program has been started. */
typedef void (*callout_child_started_fn)(pid_t child, void *data);

/* Hands on `signal` to where it belongs. `child` is the program, leader of a process group. */
typedef void (*callout_child_forward_fn)(pid_t child, int signal, void *data);

struct callout_child {
	const GPtrArray *words; /* the program and its arguments (program.h) */
	int input;              /* the descriptor that becomes its stdin; -1: nothing to be read */
	int output;             /* the one that becomes its stdout */
	int error;              /* the one that becomes its stderr; 0: it keeps ours */
	char *const *variables; /* "NAME=VALUE" each, set for it; ended by NULL, or NULL */
	const int *inherited; /* more that it gets, under the same numbers; ended by -1, or NULL */
	callout_child_started_fn started; /* may be NULL */
	callout_child_forward_fn forward; /* NULL: to the program's process group */
	void *data;                       /* for these two */
};

/*
 * Runs it to its end in a process group of its own. Sets `*wait_status` as waitpid(2) gives it.
 * False, with PROGRAM_ERROR_MISSING, if it cannot be started.
 */
bool callout_child_run(const struct callout_child *program, int *wait_status, GError **error);

/* A status of waitpid(2) as a callout's exit status: 128+N for death by signal N, and 254 for 255,
 * which means the loss of an instance. */
int callout_child_status(int wait_status);

#endif
