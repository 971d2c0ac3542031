/* What the commands have in common that only look at the project's repository. */
#ifndef TESTR_CMD_REPOSITORY_COMMAND_H
#define TESTR_CMD_REPOSITORY_COMMAND_H

#include "cmd/command.h"
#include "store/repository.h"

/*
 * The deed of such a command; `options` are its own, parsed. Returns the exit status. Sets `error`
 * if it fails, unless the user has been told why.
 */
typedef int (*repository_command_fn)(struct context *context, struct repository *repository,
				     const void *options, GError **error);

/*
 * Runs such a command, which takes no words: parses `argv` as arguments_parse() does, opens the
 * repository, calls `deed` with `options`, to which `entries` point, and tells of its error.
 * Returns the exit status: EXIT_CANNOT if there is an error.
 */
int repository_command_run(struct context *context, const GOptionEntry *entries, char **argv,
			   repository_command_fn deed, const void *options);

#endif
