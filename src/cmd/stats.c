/* `testr stats`: counts what the repository holds. */
#include <inttypes.h>

#include "cmd/repository_command.h"
#include "report/output.h"
#include "select/durations.h"

static int show_count(const struct context *context, struct repository *repository, GError **error)
{
	int64_t runs = repository_run_count(repository, error);

	if (runs < 0)
		return EXIT_CANNOT;
	output_format(context->output, "runs=%" PRId64 "\n", runs);
	return EXIT_PASSED;
}

static int show_durations(const struct context *context, struct repository *repository,
			  GError **error)
{
	g_autoptr(GHashTable) durations = repository_durations(repository, error);
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autoptr(GString) shown = g_string_new(NULL);

	if (!durations)
		return EXIT_CANNOT;
	durations_append(lines, durations);
	terminal_append(shown, (struct text){lines->str, lines->len}, &context->style);
	output_string(context->output, shown->str);
	return EXIT_PASSED;
}

static int show_stats(struct context *context, struct repository *repository, const void *options,
		      GError **error)
{
	const gboolean *wants_durations = options;

	return *wants_durations ? show_durations(context, repository, error)
				: show_count(context, repository, error);
}

static int cmd_stats(struct context *context, char **argv)
{
	gboolean wants_durations = false;
	const GOptionEntry entries[] = {
		{"durations", 0, 0, G_OPTION_ARG_NONE, &wants_durations,
		 "Show what each test takes instead: its id, a tab, and seconds, one test a line.",
		 NULL},
		G_OPTION_ENTRY_NULL,
	};

	return repository_command_run(context, entries, argv, show_stats, &wants_durations);
}

const struct command command_stats = {
	.name = "stats",
	.summary = "Report stats about a repository.",
	.usage = "[options]",
	.description = "Show how many runs the repository holds, or how long its tests take.",
	.run = cmd_stats,
};
