#include "cmd/isolation.h"

#include "base/table.h"
#include "cmd/launch.h"
#include "cmd/message.h"
#include "cmd/output.h"
#include "cmd/parallel.h"
#include "cmd/running_order.h"
#include "model/result.h"
#include "select/culprits.h"

struct analysis {
	const struct run_request *request;
	struct running_order *order; /* of the last run */
	struct table *table;
	size_t rows;
	int signal; /* the one that interrupted a probe */
};

/* One test run after others, in one execution, to see whether it fails. */
struct probe {
	struct launch launch;   /* first, as launch_request() wants it */
	const GPtrArray *tests; /* in running order */
	const char *target;
	bool has_failed;
};

static void probe_clear(struct probe *probe)
{
	launch_clear(&probe->launch);
}

/* What culprits_find() is given. */
struct suspicion {
	struct analysis *analysis;
	const char *target;
};

static GArray *plan(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	const struct probe *probe = data;
	GArray *tests = g_array_new(false, false, sizeof(struct core_test));

	(void)listed;
	(void)error;
	*is_open = false;
	for (size_t i = 0; i < probe->tests->len; i++) {
		/* One group: they stay together and in order. */
		const struct core_test test = {
			.id = probe->tests->pdata[i], .group = "", .duration_us = -1};
		g_array_append_val(tests, test);
	}
	return tests;
}

static bool take_result(const struct result *result, void *data, GError **error)
{
	struct probe *probe = data;

	(void)error;
	if (strcmp(result->test_id, probe->target) == 0 && outcome_is_failure(result->outcome))
		probe->has_failed = true;
	return true;
}

static bool run_probe(struct analysis *analysis, struct probe *probe, GError **error)
{
	const struct run_request *run = analysis->request;
	scoped(collector) collector = collector_new(take_result, probe);
	struct engine_report report = {0};

	struct engine_request request = launch_request(&probe->launch);
	request.arguments = (const char *const *)run->arguments;
	request.options = parallel_none(run->config);
	request.options.is_static = true;
	request.sink = collector_sink(collector);
	request.plan = plan;
	bool is_done = engine_run(&request, &report, error) && collector_end(collector, error);
	launch_settle(&probe->launch, &report);
	if (report.signal != 0 && is_done)
		g_set_error_literal(error, ENGINE_ERROR, ENGINE_ERROR_CALLOUT,
				    "the analysis was interrupted");
	analysis->signal = report.signal;
	return is_done && report.signal == 0;
}

/* A culprits_probe_fn: does the target fail after `suspects`? */
static bool fails_after(const GPtrArray *suspects, bool *fails, void *data, GError **error)
{
	const struct suspicion *suspicion = data;
	const struct run_request *run = suspicion->analysis->request;
	g_autoptr(GPtrArray) tests = g_ptr_array_new();
	cleared(probe) probe = {.tests = tests, .target = suspicion->target};

	for (size_t i = 0; i < suspects->len; i++)
		g_ptr_array_add(tests, suspects->pdata[i]);
	g_ptr_array_add(tests, (char *)suspicion->target);
	if (!launch_init(&probe.launch, run->context, run->config, run->repository, -1, error) ||
	    !run_probe(suspicion->analysis, &probe, error))
		return false;
	*fails = probe.has_failed;
	return true;
}

static void add_row(struct analysis *analysis, const char *target, const char *cause)
{
	table_add(analysis->table, (const char *const[]){target, cause});
	analysis->rows++;
}

/* Searches those that ran before the target, which passes alone. */
static bool search(struct suspicion *suspicion, const GPtrArray *before, GError **error)
{
	struct analysis *analysis = suspicion->analysis;
	bool fails;

	if (!fails_after(before, &fails, suspicion, error))
		return false;
	if (!fails) {
		add_row(analysis, suspicion->target, "unknown - no conflicts");
		return true;
	}
	g_autoptr(GPtrArray) culprits = culprits_find(before, fails_after, suspicion, error);
	if (!culprits)
		return false;
	for (size_t i = 0; i < culprits->len; i++)
		add_row(analysis, suspicion->target, culprits->pdata[i]);
	return true;
}

static bool analyse_test(struct analysis *analysis, const char *target, GError **error)
{
	struct suspicion suspicion = {analysis, target};
	g_autoptr(GPtrArray) nothing = g_ptr_array_new();
	bool fails_alone;

	g_autoptr(GPtrArray) before = running_order_before(analysis->order, target);
	if (!before) {
		add_row(analysis, target, "unknown - not in the last run");
		return true;
	}
	if (!fails_after(nothing, &fails_alone, &suspicion, error))
		return false;
	if (fails_alone) {
		message("%s fails alone: no other test makes it fail", target);
		return true;
	}
	return search(&suspicion, before, error);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The failing tests that the request selects, sorted: those that are to be analysed. */
static GPtrArray *targets_of(const struct run_request *request)
{
	GPtrArray *failing = g_ptr_array_new();
	GHashTableIter next;
	gpointer id;

	g_hash_table_iter_init(&next, request->selection.only);
	while (g_hash_table_iter_next(&next, &id, NULL))
		g_ptr_array_add(failing, id);
	g_ptr_array_sort(failing, compare_ids);
	GPtrArray *targets = selection_apply(&request->selection, failing);
	g_ptr_array_unref(failing);
	return targets;
}

static bool analyse_tests(struct analysis *analysis, const GPtrArray *targets, GError **error)
{
	struct repository *repository = analysis->request->repository;
	struct run last;

	if (!parallel_demand_choice(analysis->request->config, error) ||
	    !repository_last(repository, &last, error))
		return false;
	analysis->order = running_order_read(repository, last.number, error);
	if (!analysis->order)
		return false;
	for (size_t i = 0; i < targets->len; i++)
		if (!analyse_test(analysis, targets->pdata[i], error))
			return false;
	return true;
}

static void show(const struct analysis *analysis)
{
	const struct context *context = analysis->request->context;
	g_autoptr(GString) shown = g_string_new(NULL);

	if (analysis->rows == 0)
		return;
	g_autofree char *text = table_format(analysis->table);
	terminal_append(shown, text_of(text), &context->style);
	output_string(context->output, shown->str);
}

static void analysis_clear(struct analysis *analysis)
{
	running_order_free(analysis->order);
	table_free(analysis->table);
}

int isolation_analyse(const struct run_request *request)
{
	static const char *const headings[] = {"failing test", "caused by test", NULL};
	cleared(analysis) analysis = {.request = request, .table = table_new(headings)};
	g_autoptr(GPtrArray) targets = targets_of(request);
	g_autoptr(GError) error = NULL;

	bool is_done = analyse_tests(&analysis, targets, &error);
	show(&analysis);
	if (!is_done) {
		message_error(error);
		return analysis.signal != 0 ? 128 + analysis.signal : EXIT_CANNOT;
	}
	return analysis.rows > 0 ? EXIT_TESTS_FAILED : EXIT_PASSED;
}
