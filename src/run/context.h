/*
 * What a command is run with: the project's folder, how its user wants to be told things, and the
 * guard of what it starts. The exit statuses that say how it went.
 */
#ifndef TESTR_RUN_CONTEXT_H
#define TESTR_RUN_CONTEXT_H

#include <glib.h>
#include <stdbool.h>

#include "report/terminal.h"

/* Exit statuses, as testr(1) tells them. 128+N is used when signal N stopped the run. */
enum exit_status {
	EXIT_PASSED = 0,
	EXIT_TESTS_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_CANNOT = 3,   /* configuration, callout, repository */
	EXIT_NO_TESTS = 4, /* none was listed or none matched */
};

struct guard;
struct output;

/* What main and the command line say; complete once a command has parsed its arguments. */
struct context {
	char *folder;          /* the project's, absolute: -d, or the current one */
	bool is_quiet;         /* -q: only the primary output and errors */
	bool is_verbose;       /* -v */
	bool has_terminal;     /* stdout and stderr are one terminal that knows escape sequences */
	struct style style;    /* of what is written to stdout */
	struct output *output; /* stdout */
	struct guard *guard;   /* of a command that runs the engine: guard.h */
};

#endif
