/*
 * A command of the command line. To add one: write src/cmd/NAME.c that exports
 * `const struct command command_NAME`, add it to the table in src/cmd/commands.c and to
 * src/meson.build, write man/testr-NAME.1 and tests/cli/NAME.bats.
 */
#ifndef TESTR_CMD_COMMAND_H
#define TESTR_CMD_COMMAND_H

#include <glib.h>
#include <stdbool.h>

/* Exit statuses (DESIGN.md section 6). 128+N is used when signal N stopped the run. */
enum exit_status {
	EXIT_PASSED = 0,
	EXIT_TESTS_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_CANNOT = 3,   /* configuration, callout, repository */
	EXIT_NO_TESTS = 4, /* none was listed or none matched */
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What every command is given. */
struct context {
	const char *folder; /* the project's: -d, or the current one */
	bool is_quiet;      /* -q: only the primary output and errors */
	bool is_verbose;    /* -v */
	enum color color;
};

struct command {
	const char *name;
	const char *summary; /* one line, for `testr commands` */
	const char *usage;   /* what follows the name: "[options] [FILTER...] [-- TESTARGS...]" */
	const char *description; /* for `testr help NAME` */
	/* argv[0] is the command's name. Returns the exit status. */
	int (*run)(const struct context *context, int argc, char **argv);
};

#endif
