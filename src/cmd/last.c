/* `testr last`: shows the last run again. */
#include "base/table.h"
#include "cmd/repository_command.h"
#include "report/failure_printer.h"
#include "report/output.h"
#include "run/project.h"
#include "run/stored_summary.h"
#include "run/subunit_output.h"

struct last_options {
	gboolean is_subunit;
	gboolean is_detailed;
};

/* Writes the whole stream of `run`. */
static bool write_run_stream(struct context *context, struct repository *repository,
			     const struct run *run, GError **error)
{
	cleared(subunit_output) subunit = {0};

	subunit_output_init(&subunit, context->output);
	return repository_read(repository, run->number, &subunit.sink, error);
}

/* "-" for what is not known. Owned by the caller. */
static char *number_cell(int number)
{
	return number < 0 ? g_strdup("-") : g_strdup_printf("%d", number);
}

static void add_place_row(struct table *table, const struct test_place *place)
{
	g_autofree char *duration =
		place->duration_us < 0
			? g_strdup("-")
			: g_strdup_printf("%.3f", (double)place->duration_us / G_USEC_PER_SEC);
	g_autofree char *worker = number_cell(place->worker);
	g_autofree char *execution = number_cell(place->execution);
	g_autofree char *attempt = number_cell(place->attempt);

	table_add(table, (const char *const[]){
				 place->test_id,
				 place->outcome,
				 duration,
				 worker,
				 execution,
				 attempt,
				 place->instance ? place->instance : "-",
			 });
}

/* Shows where each test was run. */
static bool show_details(const struct context *context, struct repository *repository,
			 int64_t number, GError **error)
{
	static const char *const headings[] = {"test",      "outcome", "seconds",  "worker",
					       "execution", "attempt", "instance", NULL};
	scoped(table) table = table_new(headings);
	g_autoptr(GString) shown = g_string_new(NULL);

	g_autoptr(GArray) places = repository_places(repository, number, error);
	if (!places)
		return false;
	for (size_t column = 2; column < 6; column++)
		table_align_right(table, column);
	for (size_t i = 0; i < places->len; i++)
		add_place_row(table, &g_array_index(places, struct test_place, i));
	g_autofree char *text = table_format(table);
	terminal_append(shown, text_of(text), &context->style);
	output_string(context->output, shown->str);
	return true;
}

/* True if the stream of `run` has something to tell that the index does not know. */
static bool has_more_to_tell(const struct run *run, char **filter_tags, bool tells_skips)
{
	const size_t *count = run->tally.count;

	return tally_failures(&run->tally) > 0 || count[OUTCOME_FLAKY] > 0 || filter_tags[0] ||
	       (tells_skips && count[OUTCOME_SKIP] > 0);
}

/* Shows failures and summary lines. The stream is read only if it has something to tell. */
static bool show_run(struct context *context, struct repository *repository, const struct run *run,
		     char **filter_tags, bool is_detailed, GError **error)
{
	scoped(results) results =
		failure_printer_new(context->output, &context->style, filter_tags);
	bool tells_skips = is_detailed || context->is_verbose;
	cleared(skip_counts) skips;

	skip_counts_init(&skips);
	results_count_skips(results, &skips);
	if (has_more_to_tell(run, filter_tags, tells_skips)) {
		if (!repository_read(repository, run->number, results_sink(results), error))
			return false;
		results_end(results, false);
	}
	if (is_detailed && !show_details(context, repository, run->number, error))
		return false;
	const struct stored_summary summary = {
		.repository = repository,
		.run = run->number,
		.filter_tags = (const char *const *)filter_tags,
		.filtered = results_filtered(results),
		.skips = tells_skips ? &skips : NULL,
	};
	return stored_summary_show(context, &summary, error);
}

static int report_last(struct context *context, struct repository *repository, const void *data,
		       GError **error)
{
	const struct last_options *options = data;
	struct run run;

	g_auto(GStrv) filter_tags = project_filter_tags(context);
	if (!filter_tags || !repository_last(repository, &run, error))
		return EXIT_CANNOT;
	bool is_done = options->is_subunit ? write_run_stream(context, repository, &run, error)
					   : show_run(context, repository, &run, filter_tags,
						      options->is_detailed, error);
	if (!is_done)
		return EXIT_CANNOT;
	return run_has_failed(&run) ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

static int cmd_last(struct context *context, char **argv)
{
	struct last_options options = {0};
	const GOptionEntry entries[] = {
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &options.is_subunit,
		 "Show the whole run as a subunit stream.", NULL},
		{"details", 0, 0, G_OPTION_ARG_NONE, &options.is_detailed,
		 "Show also where each test ran: worker, execution, attempt and instance.", NULL},
		G_OPTION_ENTRY_NULL,
	};

	return repository_command_run(context, entries, argv, report_last, &options);
}

const struct command command_last = {
	.name = "last",
	.summary = "Show the last run loaded into a repository.",
	.usage = "[options]",
	.description =
		"Show the failures of the last run, then how many tests it ran and how it ended.\n"
		"\n"
		"The exit status is 1 if the run failed or was interrupted, also with --subunit.",
	.run = cmd_last,
};
