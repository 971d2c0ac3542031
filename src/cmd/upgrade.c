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
	.description = "Bring the repository that Python's testr made into the format of this "
		       "program. The\n"
		       "runs and the failing tests are taken over; the original files stay where "
		       "they are.\n"
		       "\n"
		       "Killed on its way it has done nothing, and can be called again.",
	.run = cmd_upgrade,
};
