/* `testr instances check`: the checkup of a project's callouts, as the user sees it. */
#ifndef TESTR_CMD_INSTANCES_CHECK_H
#define TESTR_CMD_INSTANCES_CHECK_H

#include "cmd/command.h"
#include "config/config.h"
#include "store/repository.h"

/* As given on the command line; NULL: not given. */
struct instances_check_options {
	char *environment; /* in place of the project's callouts */
	char *timeout;     /* of each execution */
};

/*
 * Runs the checkup of the callouts of `config`, in which it sets what the options ask for, and
 * shows the checklist. Returns the exit status.
 */
int instances_check(const struct context *context, struct config *config,
		    const struct repository *repository,
		    const struct instances_check_options *options);

void instances_check_options_clear(struct instances_check_options *options);

#endif
