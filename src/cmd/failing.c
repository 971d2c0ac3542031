/* `testr failing`: shows the tests that fail now, by what the repository knows. */
#include "cmd/repository_command.h"
#include "report/failure_printer.h"
#include "report/output.h"
#include "report/summary_lines.h"
#include "run/subunit_output.h"

struct failing_options {
	gboolean is_list;
	gboolean is_subunit;
};

struct failing_tests {
	struct context *context;
	struct repository *repository;
	const GPtrArray *ids; /* of the tests that fail, sorted */
};

static void show_failing_ids(const struct failing_tests *failing)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (size_t i = 0; i < failing->ids->len; i++) {
		terminal_append(lines, text_of(failing->ids->pdata[i]), &failing->context->style);
		g_string_append_c(lines, '\n');
	}
	output_string(failing->context->output, lines->str);
}

static bool write_failing_stream(const struct failing_tests *failing, GError **error)
{
	cleared(subunit_output) subunit = {0};

	subunit_output_init(&subunit, failing->context->output);
	return repository_read_failing(failing->repository, &subunit.sink, error);
}

static bool show_failing(const struct failing_tests *failing, GError **error)
{
	static char *no_tags[] = {NULL};
	const struct context *context = failing->context;
	scoped(results) results = failure_printer_new(context->output, &context->style, no_tags);
	g_autoptr(GString) lines = g_string_new(NULL);
	struct run last;

	if (!repository_last(failing->repository, &last, error) ||
	    !repository_read_failing(failing->repository, results_sink(results), error))
		return false;
	results_end(results, false);
	const struct summary_lines content = {
		.run = last.number,
		.figures = {.tests = failing->ids->len,
			    .failures = failing->ids->len,
			    .time_ns = results_span_ns(results)},
	};
	summary_lines_format(lines, &content, &context->style);
	if (!context->is_quiet)
		output_string(context->output, lines->str);
	return true;
}

static int report_failing(struct context *context, struct repository *repository, const void *data,
			  GError **error)
{
	const struct failing_options *options = data;
	bool is_done = true;

	g_autoptr(GPtrArray) ids = repository_failing(repository, error);
	if (!ids)
		return EXIT_CANNOT;
	const struct failing_tests failing = {context, repository, ids};
	if (options->is_subunit)
		is_done = write_failing_stream(&failing, error);
	else if (options->is_list)
		show_failing_ids(&failing);
	else
		is_done = show_failing(&failing, error);
	if (!is_done)
		return EXIT_CANNOT;
	return ids->len > 0 ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

static int cmd_failing(struct context *context, char **argv)
{
	struct failing_options options = {0};
	const GOptionEntry entries[] = {
		{"list", 0, 0, G_OPTION_ARG_NONE, &options.is_list,
		 "Show only the ids of the tests.", NULL},
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &options.is_subunit,
		 "Show the failures as a subunit stream.", NULL},
		G_OPTION_ENTRY_NULL,
	};

	return repository_command_run(context, entries, argv, report_failing, &options);
}

const struct command command_failing = {
	.name = "failing",
	.summary = "Show the current failures known by the repository.",
	.usage = "[options]",
	.description =
		"Show the failing tests: those whose latest result is a failure, unless a later\n"
		"full run did not contain them.\n"
		"\n"
		"The exit status is 1 if there are any, also with --list and --subunit.",
	.run = cmd_failing,
};
