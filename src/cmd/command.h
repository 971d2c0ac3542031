/*
 * A command of the command line. To add one: write src/cmd/NAME.c that exports
 * `const struct command command_NAME`, add it to the table in src/cmd/commands.c and to
 * src/cmd/meson.build, write man/testr-NAME.1 and tests/cli/NAME.bats.
 */
#ifndef TESTR_CMD_COMMAND_H
#define TESTR_CMD_COMMAND_H

#include <glib.h>
#include <stdbool.h>

#include "run/context.h"

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
	bool is_of_folder;    /* it works in the current folder, not on the project above it */
	bool takes_arguments; /* `--` and what follows it */
	/* argv is NULL-terminated and begins with the command's name. Returns the exit status. */
	int (*run)(struct context *context, char **argv);
};

#endif
