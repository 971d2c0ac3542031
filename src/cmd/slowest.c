/* `testr slowest`: shows the tests of the last run that took longest. */
#include "base/table.h"
#include "cmd/repository_command.h"
#include "report/output.h"

#define ROWS_SHOWN 10
#define US_PER_SECOND 1e6

/* The durations are as wide as the first, the longest, so that their points stand below each
 * other. */
static void show_durations_of(struct context *context, const GArray *tests)
{
	static const char *const headings[] = {"Test id", "Runtime (s)", NULL};
	scoped(table) table = table_new(headings);
	int width = 0;

	for (size_t i = 0; i < tests->len; i++) {
		const struct test_duration *test = &g_array_index(tests, struct test_duration, i);
		g_autofree char *seconds =
			g_strdup_printf("%*.3f", width, (double)test->duration_us / US_PER_SECOND);
		width = (int)strlen(seconds);
		table_add(table, (const char *const[]){test->test_id, seconds});
	}
	g_autofree char *text = table_format(table);
	g_autoptr(GString) shown = g_string_new(NULL);
	terminal_append(shown, text_of(text), &context->style);
	output_string(context->output, shown->str);
}

static int show_slowest(struct context *context, struct repository *repository, const void *options,
			GError **error)
{
	const gboolean *wants_all = options;
	struct run last;

	if (!repository_last(repository, &last, error))
		return EXIT_CANNOT;
	g_autoptr(GArray) tests =
		repository_slowest(repository, last.number, *wants_all ? -1 : ROWS_SHOWN, error);
	if (!tests)
		return EXIT_CANNOT;
	if (tests->len > 0)
		show_durations_of(context, tests);
	return EXIT_PASSED;
}

static int cmd_slowest(struct context *context, char **argv)
{
	gboolean wants_all = false;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &wants_all,
		 "Show all tests, not only the slowest ten.", NULL},
		G_OPTION_ENTRY_NULL,
	};

	return repository_command_run(context, entries, argv, show_slowest, &wants_all);
}

const struct command command_slowest = {
	.name = "slowest",
	.summary = "Show the slowest tests from the last test run.",
	.usage = "[options]",
	.description = "Show a table of the tests of the last run that took longest.",
	.run = cmd_slowest,
};
