/* Help as text, made from what commands and options say of themselves. */
#ifndef TESTR_CMD_HELP_TEXT_H
#define TESTR_CMD_HELP_TEXT_H

#include "cmd/command.h"

/* Appends `usage: testr NAME ...`, the description, and the heading of the options. */
void help_text_append_command(GString *out, const struct command *command);

/* Appends each option of `entries` and what it does, but for hidden ones. */
void help_text_append_options(GString *out, const GOptionEntry *entries);

/*
 * Appends the keys of `.testr.conf` and what they mean, in the words of their table, and the
 * variables that their commands may use.
 */
void help_text_append_config(GString *out);

#endif
