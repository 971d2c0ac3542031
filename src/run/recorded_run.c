#include "run/recorded_run.h"

#include "report/message.h"
#include "report/output.h"
#include "report/results.h"
#include "run/engine_session.h"
#include "run/kept_instances.h"
#include "run/other_company.h"
#include "run/plan.h"
#include "run/progress_display.h"
#include "run/run_ending.h"
#include "run/run_journal.h"
#include "run/stored_summary.h"
#include "run/subunit_output.h"
#include "subunit/fitting.h"

/* A run on its way. */
struct ongoing_run {
	struct engine_session session; /* first, as engine_session_request() wants it */
	const struct run_request *request;
	struct run_recorder *recorder;
	struct run_journal journal;
	struct plan plan;
	struct subunit_output subunit;
	struct results *results;
	struct skip_counts skips;
	struct answers *answers; /* whole once the run is stored */
	struct progress_display progress;
	struct order order; /* with a seed, if it is random */
};

static void ongoing_run_clear(struct ongoing_run *state)
{
	engine_session_clear(&state->session);
	plan_clear(&state->plan);
	subunit_output_clear(&state->subunit);
	results_free(state->results);
	skip_counts_clear(&state->skips);
	answers_free(state->answers);
	run_journal_clear(&state->journal);
}

static GArray *recorded_run_plan(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	struct ongoing_run *state = data;

	GArray *tests = plan_make(&state->plan, listed, is_open, error);
	if (!tests)
		return NULL;
	g_autofree char *missing = plan_describe_missing(&state->plan);
	g_autofree char *strays = plan_describe_strays(&state->plan);
	if (missing)
		engine_session_warn(&state->session, missing);
	if (strays)
		engine_session_warn(&state->session, strays);
	return tests;
}

/* A run whose journal cannot be written goes on without. */
static void write_journal(struct ongoing_run *state)
{
	g_autoptr(GError) why = NULL;

	if (run_journal_flush(&state->journal, &why))
		return;
	g_autofree char *line =
		g_strdup_printf("%s: `testr why` will not know all of this run", why->message);
	engine_session_warn(&state->session, line);
}

static bool recorded_run_flush(void *data, GError **error)
{
	struct ongoing_run *state = data;

	output_flush(state->request->context->output);
	if (!run_recorder_flush(state->recorder, error))
		return false;
	write_journal(state);
	return true;
}

static void recorded_run_progress(void *data, const struct coordinator *coordinator, int64_t now_us)
{
	struct ongoing_run *state = data;

	progress_display_update(&state->progress, coordinator, now_us);
}

static void show_failure_block(void *data, struct text block)
{
	struct ongoing_run *state = data;

	display_print(state->session.display, CHANNEL_PRIMARY,
		      (struct bytes){(const uint8_t *)block.data, block.length});
}

static bool prepare_run(struct ongoing_run *state, GError **error)
{
	const struct run_request *request = state->request;
	const struct context *context = request->context;
	const struct results_options options = {
		.filter_tags = (const char *const *)request->config->filter_tags,
		.style = context->style,
		.show = request->config->run.is_subunit ? NULL : show_failure_block,
		.data = state,
	};

	if (!plan_init(&state->plan, &request->selection, request->config, request->repository,
		       error) ||
	    !engine_session_init(&state->session, context, request->config, request->repository,
				 run_recorder_number(state->recorder), error))
		return false;
	run_journal_init(&state->journal, state->recorder);
	subunit_output_init(&state->subunit, context->output);
	state->results = results_new(&options);
	skip_counts_init(&state->skips);
	results_count_skips(state->results, &state->skips);
	progress_display_init(&state->progress, state->session.display, &state->plan,
			      &context->style);
	return true;
}

/* Runs the tests, from provisioning to disposal. */
static bool execute_run(struct ongoing_run *state, struct engine_report *report, GError **error)
{
	struct sink *sinks[] = {
		run_recorder_sink(state->recorder),
		results_sink(state->results),
		&state->subunit.sink,
	};
	struct tee tee;
	struct fitting fitting;

	tee_init(&tee, sinks, state->request->config->run.is_subunit ? 3 : 2);
	fitting_init(&fitting, &tee.sink);
	struct engine_request request = engine_session_request(&state->session);
	request.arguments = (const char *const *)state->request->arguments;
	request.options = state->request->core;
	request.options.scheduling.order = state->order;
	request.sink = &fitting.sink;
	request.flush = recorded_run_flush;
	request.journal = &state->journal.sink;
	request.plan = recorded_run_plan;
	if (display_is_live(state->session.display) && !state->request->config->run.is_subunit)
		request.progress = recorded_run_progress;
	bool is_done = engine_run(&request, report, error);
	write_journal(state);
	engine_session_settle(&state->session, report);
	const struct run_ending ending = {.report = report};
	results_end(state->results, run_ending_kind(&ending) != RUN_ENDED);
	display_settle(state->session.display);
	return is_done;
}

/* Finishes the run, or gives it up if nothing was recorded, and notes in `ending` if it failed. */
static bool conclude_recording(struct ongoing_run *state, struct run_ending *ending, GError **error)
{
	struct run_recorder *recorder = g_steal_pointer(&state->recorder);
	const struct stored_summary summary = {
		.repository = state->request->repository,
		.run = run_recorder_number(recorder),
		.filter_tags = (const char *const *)state->request->config->filter_tags,
		.filtered = results_filtered(state->results),
		.skips = state->request->context->is_verbose ? &state->skips : NULL,
	};

	struct run run;

	if (run_ending_is_empty(ending)) {
		run_recorder_discard(recorder);
		return true;
	}
	if (!run_recorder_finish(recorder, run_ending_kind(ending), error) ||
	    !repository_run(summary.repository, summary.run, &run, error))
		return false;
	ending->has_failed = run_has_failed(&run);
	return state->request->config->run.is_subunit ||
	       stored_summary_show(state->request->context, &summary, error);
}

/* Tells of failures that may be the doing of tests that ran before. */
static void tell_other_company(const struct ongoing_run *state, int64_t number)
{
	const struct run_request *request = state->request;
	bool is_dynamic = request->core.scheduling.schedule == SCHEDULE_DYNAMIC;
	g_autoptr(GError) why = NULL;

	if (request->context->is_quiet)
		return;
	g_autofree char *told = other_company_describe(request->repository, number, state->answers,
						       is_dynamic, &why);
	if (told)
		message("%s", told);
	else if (why)
		message_error(why);
}

/* From here on the run has been opened, and is concluded whatever happens. */
static int record_run(struct ongoing_run *state, bool *has_run)
{
	struct engine_report report = {.verdict = VERDICT_FAILED};
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) conclusion = NULL;

	if (!prepare_run(state, &error)) {
		run_recorder_discard(g_steal_pointer(&state->recorder));
		message_error(error);
		return EXIT_CANNOT;
	}
	execute_run(state, &report, &error);
	const int64_t number = run_recorder_number(state->recorder);
	*has_run = report.summary.executions > 0;
	state->answers = answers_share(run_recorder_answers(state->recorder));
	struct run_ending ending = {&report, &state->plan, state->answers, error, false};
	bool is_stored = conclude_recording(state, &ending, &conclusion);
	output_flush(state->request->context->output);
	run_ending_tell(&ending);
	if (is_stored)
		tell_other_company(state, number);
	kept_instances_tell(state->request->context, state->session.kept);
	if (!is_stored)
		message_error(conclusion);
	return is_stored ? run_ending_status(&ending) : EXIT_CANNOT;
}

struct order recorded_run_order(const struct run_request *request)
{
	struct order order = request->core.scheduling.order;

	if (order.kind != ORDER_RANDOM)
		return order;
	if (!order.has_seed)
		order.seed = g_random_int();
	order.has_seed = true;
	g_autofree char *word = order_format(&order);
	if (!request->context->is_quiet)
		message("test order: %s", word);
	return order;
}

int recorded_run(const struct run_request *request, bool *has_run)
{
	cleared(ongoing_run) state = {
		.request = request,
		.order = recorded_run_order(request),
	};
	bool is_listed = state.order.kind == ORDER_LISTED;
	g_autofree char *order = is_listed ? NULL : order_format(&state.order);
	const struct run_start start = {
		.is_partial = request->config->run.is_partial ||
			      !selection_is_everything(&request->selection),
		.flaky_fails = request->core.failures.flaky == FLAKY_FAILS,
		.concurrency = request->core.concurrency,
		.order = order,
		.command = "run",
	};
	g_autoptr(GError) error = NULL;

	*has_run = false;
	state.recorder = repository_record(request->repository, &start, &error);
	if (!state.recorder) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return record_run(&state, has_run);
}
