#include "cmd/isolation.h"

#include "base/table.h"
#include "cmd/message.h"
#include "cmd/output.h"
#include "cmd/parallel.h"
#include "cmd/probes.h"
#include "cmd/running_order.h"
#include "select/culprits.h"

/* A probe that wavers is repeated so often in all. */
#define VOTES 5

struct analysis {
	const struct run_request *request;
	struct running_order *order; /* of the last run */
	struct table *table;
	size_t rows;
	size_t width; /* how many probes run at once */
	int signal;   /* the one that interrupted a probe */
};

/* A failing test, for which culprits are searched. */
struct suspicion {
	struct analysis *analysis;
	const char *target;
	bool wavers; /* probes of the same tests have come out differently */
};

/* ---- probing ---- */

/* Probes the target after each of `count` sets. */
static bool probe_sets(struct suspicion *suspicion, GPtrArray *const *sets, size_t count,
		       bool *fails, GError **error)
{
	struct analysis *analysis = suspicion->analysis;
	g_autofree struct probe *probes = g_new0(struct probe, count);

	for (size_t i = 0; i < count; i++)
		probes[i] = (struct probe){.before = sets[i], .target = suspicion->target};
	if (!probes_run(analysis->request, probes, count, analysis->width, &analysis->signal,
			error))
		return false;
	for (size_t i = 0; i < count; i++)
		fails[i] = probes[i].fails;
	return true;
}

/* Probes the same set `count` times, and adds to `*failures` how often the target failed. */
static bool probe_again(struct suspicion *suspicion, GPtrArray *set, size_t count, size_t *failures,
			GError **error)
{
	GPtrArray *sets[VOTES];
	bool fails[VOTES];

	for (size_t i = 0; i < count; i++)
		sets[i] = set;
	if (!probe_sets(suspicion, sets, count, fails, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*failures += fails[i];
	return true;
}

/*
 * Whether the target fails after `set`, given in `*fails` what a first probe said. A failure is
 * probed once more; from the first time that two probes of one set come out differently, each set
 * is probed VOTES times and the majority decides.
 */
static bool settle(struct suspicion *suspicion, GPtrArray *set, bool *fails, GError **error)
{
	size_t failures = *fails ? 1 : 0;
	size_t probes = 1;

	if (!suspicion->wavers && *fails) {
		if (!probe_again(suspicion, set, 1, &failures, error))
			return false;
		probes++;
		suspicion->wavers = failures < probes;
	}
	if (!suspicion->wavers)
		return true;
	if (!probe_again(suspicion, set, VOTES - probes, &failures, error))
		return false;
	*fails = failures > VOTES / 2;
	return true;
}

/* A culprits_trial_fn: does the target fail after one of `sets`? */
static bool find_first(GPtrArray *const *sets, size_t count, size_t *first, void *data,
		       GError **error)
{
	g_autofree bool *fails = g_new0(bool, count);

	if (!probe_sets(data, sets, count, fails, error))
		return false;
	for (*first = 0; *first < count; (*first)++) {
		if (!settle(data, sets[*first], &fails[*first], error))
			return false;
		if (fails[*first])
			return true;
	}
	return true;
}

/* ---- one test after the other ---- */

static void add_row(struct analysis *analysis, const char *target, const char *cause)
{
	table_add(analysis->table, (const char *const[]){target, cause});
	analysis->rows++;
}

/* Sets `*fails` to whether the target fails after all of `before`, at least now and then. */
static bool reproduce(struct suspicion *suspicion, GPtrArray *before, bool *fails, GError **error)
{
	size_t failures = 0;

	if (!probe_again(suspicion, before, 1, &failures, error))
		return false;
	if (failures == 0) {
		if (!probe_again(suspicion, before, VOTES - 1, &failures, error))
			return false;
		suspicion->wavers = failures > 0;
	}
	*fails = failures > 0;
	return true;
}

static GPtrArray *without(const GPtrArray *tests, size_t left_out)
{
	GPtrArray *rest = g_ptr_array_new();

	for (size_t i = 0; i < tests->len; i++)
		if (i != left_out)
			g_ptr_array_add(rest, tests->pdata[i]);
	return rest;
}

static void set_free(void *set)
{
	g_ptr_array_unref(set);
}

/*
 * The search has found `culprits` all to be needed. If the target fails without one of them after
 * all, it has passed by chance before: it wavers.
 */
static bool doubt(struct suspicion *suspicion, const GPtrArray *culprits, GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(set_free);
	size_t first;

	if (suspicion->wavers || culprits->len == 1)
		return true;
	for (size_t i = 0; i < culprits->len; i++)
		g_ptr_array_add(sets, without(culprits, i));
	if (!find_first((GPtrArray *const *)sets->pdata, sets->len, &first, suspicion, error))
		return false;
	suspicion->wavers |= first < sets->len;
	return true;
}

/* Those of `before` that make the target fail; NULL with an error. */
static GPtrArray *find_culprits(struct suspicion *suspicion, const GPtrArray *before,
				GError **error)
{
	size_t width = suspicion->analysis->width;
	g_autoptr(GPtrArray) culprits = culprits_find(before, width, find_first, suspicion, error);

	if (!culprits || !doubt(suspicion, culprits, error))
		return NULL;
	if (!suspicion->wavers)
		return g_steal_pointer(&culprits);
	/* There are fewer now: they can be looked at more closely. */
	return culprits_find(culprits, width, find_first, suspicion, error);
}

/* Searches those that ran before the target, which passes alone. */
static bool search(struct suspicion *suspicion, GPtrArray *before, GError **error)
{
	struct analysis *analysis = suspicion->analysis;
	bool fails;

	if (!reproduce(suspicion, before, &fails, error))
		return false;
	if (!fails) {
		add_row(analysis, suspicion->target, "unknown - no conflicts");
		return true;
	}
	g_autoptr(GPtrArray) culprits = find_culprits(suspicion, before, error);
	if (!culprits)
		return false;
	for (size_t i = 0; i < culprits->len; i++)
		add_row(analysis, suspicion->target, culprits->pdata[i]);
	if (suspicion->wavers)
		message("%s does not fail each time: what is found is likely, not sure",
			suspicion->target);
	return true;
}

/* Sets `*fails` to whether the target fails without others, and tells the user if so. */
static bool try_alone(struct suspicion *suspicion, bool *fails, GError **error)
{
	g_autoptr(GPtrArray) nothing = g_ptr_array_new();
	size_t failures = 0;

	if (!probe_again(suspicion, nothing, 1, &failures, error))
		return false;
	*fails = failures > 0;
	if (!*fails)
		return true;
	if (!probe_again(suspicion, nothing, 1, &failures, error))
		return false;
	if (failures == 2)
		message("%s fails alone: no other test makes it fail", suspicion->target);
	else
		message("%s fails alone, though not each time: no other test makes it fail",
			suspicion->target);
	return true;
}

static bool analyse_test(struct analysis *analysis, const char *target, GError **error)
{
	struct suspicion suspicion = {.analysis = analysis, .target = target};
	bool fails_alone;

	g_autoptr(GPtrArray) before = running_order_before(analysis->order, target);
	if (!before) {
		add_row(analysis, target, "unknown - not in the last run");
		return true;
	}
	return try_alone(&suspicion, &fails_alone, error) &&
	       (fails_alone || search(&suspicion, before, error));
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
	/* On this machine probes would get into each other's way. */
	bool are_apart = request->config->instance_provision != NULL;
	cleared(analysis) analysis = {
		.request = request,
		.table = table_new(headings),
		.width = are_apart ? (size_t)request->core.concurrency : 1,
	};
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
