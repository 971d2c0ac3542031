/* Finding a command by its name, in the table of all of them. */
#ifndef TESTR_CMD_COMMANDS_H
#define TESTR_CMD_COMMANDS_H

#include "cmd/command.h"

/* The command called `name`, or NULL. */
const struct command *command_find(const char *name);

#endif
