/*
 * Runs shell commands for tests: a folder in which the command `show` keeps the arguments it is
 * given, and in which hostile strings that get to run leave a trace.
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

/* Makes the folders. False if there is no `program`. */
bool shell_init(struct shell *shell, const char *program);

/*
 * Runs `command` with `program -c`, and returns the arguments of all calls of `show` in it, one
 * after the other: NULL-terminated, owned by the caller. Each call ends with the argument "end".
 */
char **shell_show(const struct shell *shell, const char *command);

/* Strings that each try to run `touch ran` in one place or another: NULL-terminated. */
extern const char *const hostile_strings[];

/* True if one of them did since the folder was made. */
bool shell_has_run_hostile(const struct shell *shell);

/* Removes the folders. */
void shell_clear(struct shell *shell);

#endif
