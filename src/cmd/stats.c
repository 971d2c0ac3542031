/* `testr stats` */
#include <inttypes.h>

#include "cmd/arguments.h"
#include "cmd/message.h"
#include "cmd/output.h"
#include "cmd/project.h"

static int run(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	if (!repository)
		return EXIT_CANNOT;
	int64_t runs = repository_run_count(repository, &error);
	if (runs < 0) {
		message_error(error);
		return EXIT_CANNOT;
	}
	output_format(context->output, "runs=%" PRId64 "\n", runs);
	return EXIT_PASSED;
}

const struct command command_stats = {
	.name = "stats",
	.summary = "Report stats about a repository.",
	.usage = "[options]",
	.description = "Show how many runs the repository holds.",
	.run = run,
};
