/* `testr help`: explains one command, or testr as a whole. */
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "cmd/commands.h"
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
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
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
