/* `testr help`: explains one command, or testr as a whole. */
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "cmd/commands.h"
#include "cmd/setting_table.h"
#include "report/message.h"
#include "report/output.h"

static const char overview[] =
	"testr " TESTR_VERSION " -- runs tests in environments, and remembers every result\n"
	"\n"
	"testr commands -- list commands\n"
	"testr quickstart -- starter documentation\n"
	"testr help [command] -- help system\n";

static int cmd_help(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	gboolean wants_settings = false;
	const GOptionEntry entries[] = {
		{"settings", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &wants_settings, NULL,
		 NULL},
		G_OPTION_ENTRY_NULL,
	};
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	if (wants_settings) {
		g_autoptr(GString) table = g_string_new(NULL);
		setting_table_append(table);
		output_string(context->output, table->str);
		return EXIT_PASSED;
	}
	const char *name = arguments.words[0];
	if (!name) {
		output_string(context->output, overview);
		return EXIT_PASSED;
	}
	const struct command *command = command_find(name);
	if (!command) {
		message_usage(NULL, "there is no command '%s'", name);
		return EXIT_USAGE;
	}
	return command->run(context, (char *[]){(char *)name, (char *)"--help", NULL});
}

const struct command command_help = {
	.name = "help",
	.summary = "Get help on a command.",
	.usage = "[options] [COMMAND]",
	.description = "Show what COMMAND does and its options.",
	.words_max = 1,
	.run = cmd_help,
};
