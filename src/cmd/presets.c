/* `testr presets`: lists the presets, or shows what one stands for. */
#include "base/scoped.h"
#include "base/table.h"
#include "cmd/arguments.h"
#include "config/preset.h"
#include "config/preset_rules.h"
#include "report/message.h"
#include "report/output.h"

/* A row of the table: name, summary, where it is from. False with an error. */
static bool add_preset_row(struct table *table, const char *folder, const char *name,
			   GError **error)
{
	scoped(preset) preset = preset_find(folder, name, error);
	scoped(ini) ini = preset ? preset_ini(preset, error) : NULL;
	scoped(preset_rules) rules = ini ? preset_rules_read(ini, error) : NULL;

	if (!rules)
		return false;
	const char *const row[] = {name, rules->summary,
				   preset->is_built_in ? "built in" : preset->path, NULL};
	table_add(table, row);
	return true;
}

static int list_presets(const struct context *context)
{
	static const char *const headings[] = {"preset", "for", "from", NULL};
	g_auto(GStrv) names = preset_names(context->folder);
	scoped(table) table = table_new(headings);
	int status = EXIT_PASSED;

	for (size_t i = 0; names[i]; i++) {
		g_autoptr(GError) error = NULL;
		if (add_preset_row(table, context->folder, names[i], &error))
			continue;
		message_error(error);
		status = EXIT_CANNOT;
	}
	g_autofree char *text = table_format(table);
	output_string(context->output, text);
	return status;
}

static int show_preset(const struct context *context, const char *name)
{
	g_autoptr(GError) error = NULL;
	scoped(preset) preset = preset_find(context->folder, name, &error);

	if (!preset) {
		message_error(error);
		return EXIT_CANNOT;
	}
	g_autofree char *body = preset_body(preset);
	output_string(context->output, body);
	return EXIT_PASSED;
}

static int cmd_presets(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	return arguments.words[0] ? show_preset(context, arguments.words[0])
				  : list_presets(context);
}

const struct command command_presets = {
	.name = "presets",
	.summary = "List the presets for test runners, or show one.",
	.usage = "[options] [NAME]",
	.description = "List the presets: names that stand for all that .testr.conf has to say of "
		       "a test\n"
		       "runner. With NAME, show what it stands for, ready to be pasted into "
		       ".testr.conf in\n"
		       "place of preset=NAME.",
	.words_max = 1,
	.run = cmd_presets,
};
