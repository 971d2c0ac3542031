/* The table of commands, and `testr commands`, which shows it. */
#include "cmd/commands.h"

#include "base/table.h"
#include "cmd/arguments.h"
#include "report/output.h"

extern const struct command command_commands, command_environment, command_failing, command_fsck,
	command_help, command_init, command_instances, command_last, command_list_tests,
	command_load, command_presets, command_quickstart, command_run, command_slowest,
	command_stats, command_upgrade, command_why;

/* Sorted by name. */
static const struct command *const commands[] = {
	&command_commands,   &command_environment, &command_failing,   &command_fsck,
	&command_help,       &command_init,        &command_instances, &command_last,
	&command_list_tests, &command_load,        &command_presets,   &command_quickstart,
	&command_run,        &command_slowest,     &command_stats,     &command_upgrade,
	&command_why,
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int cmd_commands(struct context *context, char **argv)
{
	static const char *const headings[] = {"command", "description", NULL};
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	scoped(table) table = table_new(headings);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		table_add(table, (const char *const[]){commands[i]->name, commands[i]->summary});
	g_autofree char *text = table_format(table);
	output_string(context->output, text);
	return EXIT_PASSED;
}

const struct command command_commands = {
	.name = "commands",
	.summary = "List available commands.",
	.usage = "[options]",
	.description = "List the commands of testr.",
	.run = cmd_commands,
};
