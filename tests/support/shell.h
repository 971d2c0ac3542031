/*
 * Asks a shell, for tests, how it reads commands. Many commands go to one shell, for starting one
 * for each costs more than all the rest. They run in a folder in which the command `show` keeps the
 * arguments it is given, and in which hostile strings that get to run leave a trace.
 */
#ifndef TESTR_SUPPORT_SHELL_H
#define TESTR_SUPPORT_SHELL_H

#include <glib.h>
#include <stdbool.h>

struct shell {
	const char *program; /* "/bin/sh" */
	char *folder;        /* where commands run */
	char *programs; /* on their PATH: the folder of `show`, out of the way of redirections */
};

/* What became of one command. */
struct shell_reading {
	char **shown; /* the arguments of all calls of `show`, NULL-terminated; each call ends with
			 the argument "end" */
	bool has_run_hostile; /* a hostile string was run by it, or by one before it */
};

/*
 * Put before a command it makes its `sh -c CODE` run CODE in the shell that runs the command, which
 * reads it as a shell of its own would, and starts no process.
 */
extern const char shell_without_processes[];

/* Makes the folders. False if there is no `program`. */
bool shell_init(struct shell *shell, const char *program);

/*
 * Runs `commands` (char *), one after the other, each in a subshell of one `program`. Returns what
 * became of each: an array of struct shell_reading, owned by the caller, freed with its contents.
 */
GArray *shell_read(const struct shell *shell, const GPtrArray *commands);

/* What became of the command at `index`. Borrowed from `readings`. */
const struct shell_reading *shell_reading_at(const GArray *readings, size_t index);

/* Strings that each try to run `touch ran` in one place or another: NULL-terminated. */
extern const char *const hostile_strings[];

/* Removes the folders. */
void shell_clear(struct shell *shell);

#endif
