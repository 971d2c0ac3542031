#include "cmd/recorded_run.h"

#include "cmd/keeping.h"
#include "cmd/launch.h"
#include "cmd/live_line.h"
#include "cmd/message.h"
#include "cmd/output.h"
#include "cmd/packets.h"
#include "cmd/plan.h"
#include "cmd/run_ending.h"
#include "cmd/summary.h"
#include "report/results.h"

/* A run on its way. */
struct run_state {
	struct launch launch; /* first, as launch_request() wants it */
	const struct run_request *request;
	struct run_recorder *recorder;
	struct plan plan;
	struct packets packets;
	struct results *results;
	struct live_line live;
	struct order order; /* with a seed, if it is random */
};

static void run_state_clear(struct run_state *state)
{
	launch_clear(&state->launch);
	plan_clear(&state->plan);
	packets_clear(&state->packets);
	results_free(state->results);
}

static GArray *plan(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	struct run_state *state = data;

	(void)error;
	GArray *tests = plan_make(&state->plan, listed, is_open);
	g_autofree char *missing = plan_describe_missing(&state->plan);
	if (missing)
		launch_warn(&state->launch, missing);
	return tests;
}

static bool flush(void *data, GError **error)
{
	struct run_state *state = data;

	output_flush(state->request->context->output);
	return run_recorder_flush(state->recorder, error);
}

static void progress(void *data, const struct coordinator *coordinator, int64_t now_us)
{
	struct run_state *state = data;

	live_line_update(&state->live, coordinator, now_us);
}

static void show_block(void *data, struct text block)
{
	struct run_state *state = data;

	display_print(state->launch.display, CHANNEL_PRIMARY,
		      (struct bytes){(const uint8_t *)block.data, block.length});
}

static bool prepare(struct run_state *state, GError **error)
{
	const struct run_request *request = state->request;
	const struct context *context = request->context;
	const struct results_options options = {
		.filter_tags = (const char *const *)request->config->filter_tags,
		.style = context->style,
		.show = request->is_subunit ? NULL : show_block,
		.data = state,
	};

	if (!plan_init(&state->plan, &request->selection, request->config, request->repository,
		       error) ||
	    !launch_init(&state->launch, context, request->config, request->repository,
			 run_recorder_number(state->recorder), error))
		return false;
	packets_init(&state->packets, context->output);
	state->results = results_new(&options);
	live_line_init(&state->live, state->launch.display, &state->plan, &context->style);
	return true;
}

/* Runs the tests, from provisioning to disposal. */
static bool execute(struct run_state *state, struct engine_report *report, GError **error)
{
	struct sink *sinks[] = {
		run_recorder_sink(state->recorder),
		results_sink(state->results),
		&state->packets.sink,
	};
	struct tee tee;

	tee_init(&tee, sinks, state->request->is_subunit ? 3 : 2);
	struct engine_request request = launch_request(&state->launch);
	request.arguments = (const char *const *)state->request->arguments;
	request.options = state->request->core;
	request.options.order = state->order;
	request.sink = &tee.sink;
	request.flush = flush;
	request.plan = plan;
	if (display_is_live(state->launch.display) && !state->request->is_subunit)
		request.progress = progress;
	bool is_done = engine_run(&request, report, error);
	launch_settle(&state->launch, report);
	results_end(state->results);
	display_settle(state->launch.display);
	return is_done;
}

/* Finishes the run, or gives it up if nothing was recorded. */
static bool conclude(struct run_state *state, const struct run_ending *ending, GError **error)
{
	struct run_recorder *recorder = g_steal_pointer(&state->recorder);
	const struct summary summary = {
		.repository = state->request->repository,
		.run = run_recorder_number(recorder),
		.filter_tags = (const char *const *)state->request->config->filter_tags,
		.filtered = results_filtered(state->results),
	};

	if (run_ending_is_empty(ending, run_recorder_tally(recorder))) {
		run_recorder_discard(recorder);
		return true;
	}
	if (!run_recorder_finish(recorder, run_ending_kind(ending), error))
		return false;
	return state->request->is_subunit || summary_show(state->request->context, &summary, error);
}

/* From here on the run has been opened, and is concluded whatever happens. */
static int run(struct run_state *state, bool *has_run)
{
	struct engine_report report = {.verdict = VERDICT_FAILED};
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) conclusion = NULL;

	if (!prepare(state, &error)) {
		run_recorder_discard(g_steal_pointer(&state->recorder));
		message_error(error);
		return EXIT_CANNOT;
	}
	execute(state, &report, &error);
	*has_run = report.summary.executions > 0;
	const struct run_ending ending = {&report, &state->plan, state->results, error};
	bool is_stored = conclude(state, &ending, &conclusion);
	output_flush(state->request->context->output);
	run_ending_tell(&ending);
	keeping_tell(state->request->context, state->launch.kept);
	if (!is_stored)
		message_error(conclusion);
	return is_stored ? run_ending_status(&ending) : EXIT_CANNOT;
}

struct order recorded_run_order(const struct run_request *request)
{
	struct order order = request->core.order;

	if (order.kind != ORDER_RANDOM)
		return order;
	if (!order.has_seed)
		order.seed = g_random_int();
	order.has_seed = true;
	g_autofree char *word = order_format(&order);
	if (!request->context->is_quiet)
		message("the tests run in order %s", word);
	return order;
}

int recorded_run(const struct run_request *request, bool *has_run)
{
	cleared(run_state) state = {
		.request = request,
		.order = recorded_run_order(request),
	};
	bool is_listed = state.order.kind == ORDER_LISTED;
	g_autofree char *order = is_listed ? NULL : order_format(&state.order);
	const struct run_start start = {
		.is_partial = request->is_partial || !selection_is_everything(&request->selection),
		.flaky_fails = request->core.is_flaky_failure,
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
	return run(&state, has_run);
}
