/* `testr upgrade`: turns a repository of Python's testr into one of this program. */
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "report/message.h"
#include "report/output.h"
#include "store/format_upgrade.h"

static int cmd_upgrade(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	bool is_done = repository_upgrade(context->folder, notices, &error);
	for (size_t i = 0; i < notices->len && !context->is_quiet; i++)
		output_format(context->output, "%s\n", (const char *)notices->pdata[i]);
	if (is_done)
		return EXIT_PASSED;
	message_error(error);
	return EXIT_CANNOT;
}

const struct command command_upgrade = {
	.name = "upgrade",
	.summary = "Upgrade a repository of Python's testr.",
	.usage = "[options]",
	.description =
		"Convert a repository of Python's testr to the format of this program. Runs and\n"
		"failing tests are converted; the original files are kept.\n"
		"\n"
		"If it is killed, nothing has changed, and it can be run again.",
	.run = cmd_upgrade,
};
