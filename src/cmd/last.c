/* `testr last` */
#include "cmd/arguments.h"
#include "cmd/message.h"
#include "cmd/packets.h"
#include "cmd/project.h"
#include "cmd/showing.h"
#include "cmd/summary.h"

/* Writes the whole stream of `run`. */
static bool write_stream(struct context *context, struct repository *repository,
			 const struct run *run, GError **error)
{
	cleared(packets) packets = {0};

	packets_init(&packets, context->output);
	return repository_read(repository, run->number, &packets.sink, error);
}

/* Shows failures and closing lines. The stream is read only if it has something to tell. */
static bool show(struct context *context, struct repository *repository, const struct run *run,
		 char **filter_tags, GError **error)
{
	scoped(results) results = showing_results(context, filter_tags, true);

	if (tally_failures(&run->tally) > 0 || run->tally.count[OUTCOME_FLAKY] > 0 ||
	    filter_tags[0]) {
		if (!repository_read(repository, run->number, results_sink(results), error))
			return false;
		results_end(results);
	}
	const struct summary summary = {
		.repository = repository,
		.run = run->number,
		.filter_tags = (const char *const *)filter_tags,
		.filtered = results_filtered(results),
	};
	return summary_show(context, &summary, error);
}

static int report(struct context *context, struct repository *repository, bool is_subunit)
{
	g_autoptr(GError) error = NULL;
	struct run run;

	g_auto(GStrv) filter_tags = project_filter_tags(context);
	if (!filter_tags)
		return EXIT_CANNOT;
	bool is_done = repository_last(repository, &run, &error) &&
		       (is_subunit ? write_stream(context, repository, &run, &error)
				   : show(context, repository, &run, filter_tags, &error));
	if (!is_done) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return run_has_failed(&run) ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

static int run(struct context *context, char **argv)
{
	gboolean is_subunit = false;
	const GOptionEntry entries[] = {
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &is_subunit,
		 "Show the whole run as a subunit stream.", NULL},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	scoped(repository) repository = project_repository(context, REPOSITORY_NEEDED);
	if (!repository)
		return EXIT_CANNOT;
	return report(context, repository, is_subunit);
}

const struct command command_last = {
	.name = "last",
	.summary = "Show the last run loaded into a repository.",
	.usage = "[options]",
	.description =
		"Show the failures of the last run, then how many tests it ran and how it ended.\n"
		"\n"
		"The exit status is 1 if the run failed or was interrupted, with --subunit too.",
	.run = run,
};
