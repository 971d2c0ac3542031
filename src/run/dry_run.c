#include "run/dry_run.h"

#include "base/table.h"
#include "core/forecast.h"
#include "report/message.h"
#include "report/output.h"
#include "run/engine_session.h"
#include "run/plan.h"
#include "run/run_settings.h"

/* So many ids of an execution are shown. */
#define IDS_SHOWN 3

#define US_PER_SECOND 1e6

/* Sets `*listed`; NULL if the tests cannot be listed, but were asked for by id. */
static bool list_for_forecast(const struct run_request *request, GPtrArray **listed,
			      struct engine_report *report, GError **error)
{
	const struct selection *selection = &request->selection;

	*listed = NULL;
	if (!config_can_list(request->config))
		return selection->load_list || selection->only ||
		       run_settings_demand_listing(request->config, error);
	*listed = engine_session_list(request->context, request->config, request->repository,
				      request->arguments, report, error);
	return *listed != NULL;
}

/* ---- what is shown ---- */

static char *first_ids(const struct forecast_execution *execution, const struct planned_test *tests)
{
	GString *ids = g_string_new(NULL);

	for (unsigned int i = 0; i < execution->tests->len && i < IDS_SHOWN; i++)
		g_string_append_printf(ids, "%s%s", i > 0 ? " " : "",
				       tests[g_array_index(execution->tests, size_t, i)].id);
	if (execution->tests->len > IDS_SHOWN)
		g_string_append(ids, " ...");
	return g_string_free(ids, FALSE);
}

static void add_execution_row(struct table *table, const struct forecast_execution *execution,
			      const struct planned_test *tests)
{
	double began = (double)execution->began_us / US_PER_SECOND;
	double ended = (double)execution->ended_us / US_PER_SECOND;
	g_autofree char *worker = g_strdup_printf("worker-%d", execution->worker);
	g_autofree char *start = g_strdup_printf("%.3f", began);
	g_autofree char *duration = g_strdup_printf("%.3f", ended - began);
	g_autofree char *count = g_strdup_printf("%u", execution->tests->len);
	g_autofree char *ids = first_ids(execution, tests);

	table_add(table, (const char *const[]){worker, start, duration, count, ids});
}

static void append_executions(GString *out, const struct forecast *forecast,
			      const struct planned_test *tests, const struct style *style)
{
	static const char *const headings[] = {"Worker", "Start (s)", "Duration (s)",
					       "Tests",  "First",     NULL};
	scoped(table) table = table_new(headings);

	for (size_t column = 1; column <= 3; column++)
		table_align_right(table, column);
	for (unsigned int i = 0; i < forecast->executions->len; i++)
		add_execution_row(
			table, &g_array_index(forecast->executions, struct forecast_execution, i),
			tests);
	g_autofree char *text = table_format(table);
	terminal_append(out, text_of(text), style);
}

static void append_totals(GString *out, const struct forecast *forecast,
			  const struct run_request *request,
			  const struct forecast_assumptions *assumptions)
{
	int workers = request->core.concurrency;
	int64_t bound_us = forecast_bound_us(forecast, workers, assumptions);
	size_t run = forecast->summary.listed - forecast->summary.tally.count[OUTCOME_NOT_RUN];

	if (forecast->summary.instances > 0)
		g_string_append_printf(out, "Would provision %d instance%s\n",
				       forecast->summary.instances,
				       forecast->summary.instances == 1 ? "" : "s");
	g_string_append_printf(out, "Would run %zu test%s in %u execution%s on %d worker%s\n", run,
			       run == 1 ? "" : "s", forecast->executions->len,
			       forecast->executions->len == 1 ? "" : "s", workers,
			       workers == 1 ? "" : "s");
	g_string_append_printf(out, "Would take %.3fs; no schedule could take less than %.3fs\n",
			       (double)forecast->ended_us / US_PER_SECOND,
			       (double)bound_us / US_PER_SECOND);
}

/* What makes the figures doubtful, or the run end otherwise than by passing. */
static void tell_doubts(const struct forecast *forecast, const GArray *tests)
{
	size_t failures = tally_failures(&forecast->summary.tally);
	unsigned int unknown = 0;

	for (unsigned int i = 0; i < tests->len; i++)
		unknown += g_array_index(tests, struct planned_test, i).duration_us < 0;
	if (unknown > 0)
		message("%u of %u tests have no recorded duration: what they take is guessed",
			unknown, tests->len);
	if (forecast->verdict == VERDICT_RUN_TIMED_OUT)
		message("the run would be stopped when its time is up (run_timeout)");
	else if (forecast->verdict == VERDICT_TOO_MANY_FAILURES)
		message("the run would be stopped because of tests whose time is up "
			"(max_failures)");
	else if (failures > 0)
		message("%zu test%s would be stopped when the time is up (test_timeout, "
			"execute_timeout)",
			failures, failures == 1 ? "" : "s");
}

static void show_forecast(const struct run_request *request, const GArray *tests,
			  const struct forecast_assumptions *assumptions)
{
	const struct context *context = request->context;
	struct coordinator_options core = request->core;
	const struct planned_test *first = (const struct planned_test *)(const void *)tests->data;
	cleared(forecast) forecast = {0};
	g_autoptr(GString) out = g_string_new(NULL);

	core.scheduling.order = recorded_run_order(request);
	forecast_run(&forecast, &core, first, tests->len, assumptions);
	append_executions(out, &forecast, first, &context->style);
	append_totals(out, &forecast, request, assumptions);
	output_string(context->output, out->str);
	output_flush(context->output);
	if (!context->is_quiet)
		tell_doubts(&forecast, tests);
}

/* ---- the whole ---- */

static int forecast_plan(const struct run_request *request, struct plan *plan, GPtrArray *listed,
			 const struct engine_report *report)
{
	/* The listing tells how long instances take to come and a runner to start. */
	const struct forecast_assumptions assumptions = {
		.arrival_us = report->summary.ready_us,
		.listing_us = report->summary.listing_us,
		.startup_us = report->summary.listing_us,
	};
	bool is_open;
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) tests = plan_make(plan, listed, &is_open, &error);
	if (!tests) {
		message_error(error);
		return EXIT_CANNOT;
	}
	g_autofree char *missing = plan_describe_missing(plan);

	if (missing)
		message("%s", missing);
	if (tests->len > 0) {
		show_forecast(request, tests, &assumptions);
		return EXIT_PASSED;
	}
	g_autofree char *why = plan_describe_nothing(plan);
	message("%s", why);
	return plan_is_empty_shard(plan) ? EXIT_PASSED : EXIT_NO_TESTS;
}

int dry_run(const struct run_request *request)
{
	cleared(plan) plan = {0};
	struct engine_report report = {0};
	g_autoptr(GPtrArray) listed = NULL;
	g_autoptr(GError) error = NULL;

	if (plan_init(&plan, &request->selection, request->config, request->repository, &error) &&
	    list_for_forecast(request, &listed, &report, &error))
		return forecast_plan(request, &plan, listed, &report);
	message_error(error);
	return report.signal != 0 ? 128 + report.signal : EXIT_CANNOT;
}
