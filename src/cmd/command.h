/*
 * A command of the command line. To add one: write src/cmd/NAME.c that exports
 * `const struct command command_NAME`, add it to the table in src/cmd/commands.c and to
 * src/cmd/meson.build, write man/testr-NAME.1 and tests/cli/NAME.bats.
 */
#ifndef TESTR_CMD_COMMAND_H
#define TESTR_CMD_COMMAND_H

#include <glib.h>
#include <stdbool.h>

#include "report/terminal.h"

/* Exit statuses (testr(1)). 128+N is used when signal N stopped the run. */
enum exit_status {
	EXIT_PASSED = 0,
	EXIT_TESTS_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_CANNOT = 3,   /* configuration, callout, repository */
	EXIT_NO_TESTS = 4, /* none was listed or none matched */
};

struct command;
struct guard;

/* What every command is given, once arguments_parse() has filled it from the options. */
struct context {
	const struct command *command; /* the one that runs */
	char *folder;                  /* the project's, absolute: -d, or the current one */
	bool is_quiet;                 /* -q: only the primary output and errors */
	bool is_verbose;               /* -v */
	bool has_terminal;     /* stdout and stderr are one terminal that knows escape sequences */
	struct style style;    /* of what is written to stdout */
	struct output *output; /* stdout */
	struct guard *guard;   /* of a command that runs the engine: guard.h */
};

/* Any number of words. */
#define WORDS_ANY (-1)

struct command {
	const char *name;
	const char *summary; /* one line, for `testr commands` */
	const char *usage;   /* what follows the name: "[options] [FILTER...] [-- TESTARGS...]" */
	const char *description; /* for `testr help NAME`; lines of at most 79 columns */
	/* Appends more of the same that has to be made; may be NULL. */
	void (*describe)(GString *out);
	int words_max;        /* how many words it takes besides options, or WORDS_ANY */
	bool takes_arguments; /* `--` and what follows it */
	/* argv is NULL-terminated and begins with the command's name. Returns the exit status. */
	int (*run)(struct context *context, char **argv);
};

#endif
