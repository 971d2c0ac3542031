/* `testr instances check`: the checkup of a project's callouts, as the user sees it. */
#ifndef TESTR_CMD_INSTANCES_CHECK_H
#define TESTR_CMD_INSTANCES_CHECK_H

#include "cmd/command.h"
/* As given on the command line; NULL: not given. */
struct instances_check_options {
	char *environment; /* in place of the project's callouts */
	char *timeout;     /* of each execution */
};

/* Runs the checkup of the project's callouts and shows the checklist. Returns the exit status. */
int instances_check(struct context *context, const struct instances_check_options *options);

void instances_check_options_clear(struct instances_check_options *options);

#endif
