/* The command of an execution: the test command for a batch of tests, and for an instance. */
#ifndef TESTR_ENGINE_EXECUTION_COMMAND_H
#define TESTR_ENGINE_EXECUTION_COMMAND_H

#include "engine/engine.h"

struct execution_command {
	int execution;           /* its number */
	const char *instance_id; /* NULL: this machine */
	const char *const *ids;  /* of the tests, NULL-terminated; NULL: all there are */
	const char *report_mark; /* NULL: the runner writes no report */
};

/*
 * The whole shell command, owned by the caller. `*id_file` becomes the path of the file that has
 * been written for it (engine/id_file.h), NULL if it needs none; it is set on failure, too. NULL
 * with G_FILE_ERROR or COMMAND_TEMPLATE_ERROR.
 */
char *execution_command_make(const struct execution_command *command,
			     const struct engine_request *request, char **id_file, GError **error);

/* A line that no test can guess; NULL if the test command does not want one. Owned by the caller.
 */
char *execution_command_report_mark(const struct config *config);

#endif
