/* What follows a command's name: its options, the options of all commands, words, TESTARGS. */
#ifndef TESTR_CMD_ARGUMENTS_H
#define TESTR_CMD_ARGUMENTS_H

#include "cmd/command.h"

struct arguments {
	char **words; /* what is no option, NULL-terminated */
	char **after; /* what follows `--`, NULL-terminated */
};

/*
 * Parses `argv` (see struct command) for the command that its first word names, whose own options
 * are `entries`, ended by G_OPTION_ENTRY_NULL; NULL: it has none. Options may stand anywhere before
 * `--`. Fills `context`, `arguments` and what the entries point at. Returns false when the command
 * is not to go on, its help having been shown or its usage being wrong; then `*status` is what to
 * exit with.
 */
bool arguments_parse(struct context *context, const GOptionEntry *entries, char **argv,
		     struct arguments *arguments, int *status);

void arguments_clear(struct arguments *arguments);

/*
 * Takes the command's name out of `argv`, main's, and puts it first: the first word that is
 * neither an option nor the value of an option that all commands have. False if there is none.
 */
bool arguments_bring_name_forward(char **argv);

#endif
