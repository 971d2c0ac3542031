/* `testr failing` */
#include "cmd/arguments.h"
#include "report/failure_printer.h"
#include "report/message.h"
#include "report/output.h"
#include "report/summary_lines.h"
#include "run/project.h"
#include "run/subunit_output.h"

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
	results_end(results);
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

static int cmd_failing(struct context *context, char **argv)
{
	gboolean is_list = false;
	gboolean is_subunit = false;
	const GOptionEntry entries[] = {
		{"list", 0, 0, G_OPTION_ARG_NONE, &is_list, "Show only the ids of the tests.",
		 NULL},
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &is_subunit,
		 "Show the failures as a subunit stream.", NULL},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	if (!repository)
		return EXIT_CANNOT;
	g_autoptr(GPtrArray) ids = repository_failing(repository, &error);
	const struct failing_tests failing = {context, repository, ids};
	if (ids && is_list && !is_subunit)
		show_failing_ids(&failing);
	else if (!ids || !(is_subunit ? write_failing_stream : show_failing)(&failing, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return ids->len > 0 ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

const struct command command_failing = {
	.name = "failing",
	.summary = "Show the current failures known by the repository.",
	.usage = "[options]",
	.description = "Show the tests that fail: those whose last result, over all runs, is a "
		       "failure, and\n"
		       "that no later full run lacks.\n"
		       "\n"
		       "The exit status is 1 if there are any, with --list and --subunit too.",
	.run = cmd_failing,
};
