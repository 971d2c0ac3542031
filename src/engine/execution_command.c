#include "engine/execution_command.h"

#include "config/command_template.h"
#include "config/id_parts.h"
#include "engine/id_file.h"

/*
 * Writes the id file if the command wants one: of `names`, or, if these are NULL, of the tests that
 * run by default.
 */
static bool write_id_file(const struct execution_command *command,
			  const struct engine_request *request, const char *const *names,
			  char **id_file, GError **error)
{
	g_auto(GStrv) by_default = names ? NULL : command_template_default_ids(request->config);
	const char *const *written = names ? names : (const char *const *)by_default;

	*id_file = NULL;
	if (!written || !command_template_needs_id_file(request->config))
		return true;
	*id_file = id_file_write(request->private_folder, command->execution, written, error);
	return *id_file;
}

char *execution_command_make(const struct execution_command *command,
			     const struct engine_request *request, char **id_file, GError **error)
{
	const struct config *config = request->config;
	g_auto(GStrv) names = command->ids ? id_parts_names(config, command->ids) : NULL;
	cleared(id_parts) first = {0};

	if (!write_id_file(command, request, (const char *const *)names, id_file, error))
		return NULL;
	if (command->ids && command->ids[0])
		first = id_parts_of(config, command->ids[0]);
	const struct test_command_request wanted = {
		.ids = (const char *const *)names,
		.id_count = names ? g_strv_length(names) : 0,
		.group = first.group,
		.id_file = *id_file,
		.report_mark = command->report_mark,
		.arguments = request->arguments,
	};
	g_autofree char *filled = command_template_fill_test(config, &wanted, error);
	if (!filled || !command->instance_id)
		return g_steal_pointer(&filled);
	const char *files[] = {*id_file, NULL};
	return command_template_fill_execute(config, command->instance_id, files, filled, error);
}

char *execution_command_report_mark(const struct config *config)
{
	if (!command_template_has_report(config))
		return NULL;
	g_autofree char *random = g_uuid_string_random();
	return g_strdup_printf("testr-report-%s", random);
}
