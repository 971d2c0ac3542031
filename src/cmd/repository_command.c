#include "cmd/repository_command.h"

#include "cmd/arguments.h"
#include "report/message.h"
#include "run/project.h"

int repository_command_run(struct context *context, const GOptionEntry *entries, char **argv,
			   repository_command_fn deed, const void *options)
{
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	if (!repository)
		return EXIT_CANNOT;
	status = deed(context, repository, options, &error);
	if (!error)
		return status;
	message_error(error);
	return EXIT_CANNOT;
}
