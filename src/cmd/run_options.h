/* The options of `testr run`: how its command line is parsed and what is asked for. */
#ifndef TESTR_CMD_RUN_OPTIONS_H
#define TESTR_CMD_RUN_OPTIONS_H

#include "cmd/arguments.h"
#include "cmd/setting_options.h"

/* Parses `argv` as arguments_parse() does, and checks what can be checked of the options alone. */
bool run_options_parse(struct context *context, char **argv, struct setting_options *options,
		       struct arguments *arguments, int *status);

#endif
