#include "run/stored_summary.h"

#include "report/output.h"
#include "report/results.h"
#include "report/summary_lines.h"

static struct run_figures figures_of(const struct run *run, size_t filtered)
{
	return (struct run_figures){
		.tests = tally_total(&run->tally) - run->tally.count[OUTCOME_NOT_RUN] - filtered,
		.failures = tally_failures(&run->tally),
		.time_ns = run->ended_ns - run->started_ns,
	};
}

/* How many results of `run` the tags filter: only its stream tells. */
static bool count_filtered(const struct stored_summary *summary, const struct run *run,
			   size_t *filtered, GError **error)
{
	const struct results_options options = {.filter_tags = summary->filter_tags};

	*filtered = 0;
	if (!summary->filter_tags[0])
		return true;
	scoped(results) results = results_new(&options);
	if (!repository_read(summary->repository, run->number, results_sink(results), error))
		return false;
	results_end(results, false);
	*filtered = results_filtered(results);
	return true;
}

/* Sets `*has_previous`; and `*figures`, if there is a run before. */
static bool find_previous(const struct stored_summary *summary, struct run_figures *figures,
			  bool *has_previous, GError **error)
{
	g_autoptr(GError) why = NULL;
	struct run previous;
	size_t filtered;

	*has_previous = repository_previous(summary->repository, summary->run, &previous, &why);
	if (!*has_previous) {
		if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN))
			return true;
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (!count_filtered(summary, &previous, &filtered, error))
		return false;
	*figures = figures_of(&previous, filtered);
	return true;
}

bool stored_summary_show(const struct context *context, const struct stored_summary *summary,
			 GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	struct run_figures previous;
	bool has_previous;
	struct run run;

	if (context->is_quiet)
		return true;
	if (!repository_run(summary->repository, summary->run, &run, error) ||
	    !find_previous(summary, &previous, &has_previous, error))
		return false;
	const struct summary_lines content = {
		.run = run.number,
		.figures = figures_of(&run, summary->filtered),
		.skips = run.tally.count[OUTCOME_SKIP],
		.flaky = run.tally.count[OUTCOME_FLAKY],
		.not_run = run.tally.count[OUTCOME_NOT_RUN],
		.is_interrupted = run.is_interrupted,
		.flaky_fails = run.flaky_fails,
		.previous = has_previous ? &previous : NULL,
	};
	if (summary->skips)
		skip_counts_format(summary->skips, lines, &context->style);
	summary_lines_format(lines, &content, &context->style);
	output_string(context->output, lines->str);
	return true;
}
