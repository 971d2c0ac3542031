/* `testr init`: makes a repository in the current folder. */
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "report/message.h"
#include "store/repository.h"

static int cmd_init(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	if (!repository_create(context->folder, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return EXIT_PASSED;
}

const struct command command_init = {
	.name = "init",
	.summary = "Create a new repository.",
	.usage = "[options]",
	.description = "Create a new repository: the folder .testrepository, beside .testr.conf, "
		       "in which\n"
		       "the results of runs are kept.",
	.run = cmd_init,
};
