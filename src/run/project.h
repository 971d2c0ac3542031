/* What commands need of a project: its configuration and its repository. */
#ifndef TESTR_RUN_PROJECT_H
#define TESTR_RUN_PROJECT_H

#include "config/config.h"
#include "run/context.h"
#include "store/repository.h"

/*
 * Reads the project's `.testr.conf`; if there is none, it is as if it named the one preset that
 * fits. Warnings go to stderr. NULL after having told the user why. Owned by the caller.
 */
struct config *project_config(const struct context *context);

/*
 * The value of `filter_tags` (NULL-terminated, owned by the caller) for commands that work
 * without a test command too: empty when there is no `.testr.conf` or no such key in it. NULL
 * after having told the user that the file cannot be read.
 */
char **project_filter_tags(const struct context *context);

enum repository_need {
	REPOSITORY_NEEDED,
	REPOSITORY_FORCED,   /* it is made if there is none */
	REPOSITORY_OPTIONAL, /* it is no error if there is none of our format */
};

/*
 * Opens the project's repository; recoveries are told on stderr. NULL after having told the user
 * why, unless it is optional. Owned by the caller.
 */
struct repository *project_repository(const struct context *context, enum repository_need need);

#endif
