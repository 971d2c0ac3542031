#include "run/isolation.h"

#include "base/table.h"
#include "report/message.h"
#include "report/output.h"
#include "run/isolation_trials.h"
#include "run/run_settings.h"
#include "run/running_order.h"
#include "select/culprits.h"

/* A trial that wavers is repeated so often in all. */
#define VOTES 5

struct analysis {
	const struct run_request *request;
	struct running_order *order; /* of the last run */
	struct table *table;
	size_t rows;
	size_t width;  /* how many trials run at once */
	size_t trials; /* so far */
	int signal;    /* the one that interrupted a trial */
};

/* A failing test, for which culprits are searched. */
struct suspicion {
	struct analysis *analysis;
	const char *target;
	bool wavers; /* trials of the same tests have come out differently */
};

/* ---- trials ---- */

/* How many tests run before the target: "alone", "after 1 test", "after 17 tests". */
static char *describe_set(const GPtrArray *set)
{
	if (set->len == 0)
		return g_strdup("alone");
	return g_strdup_printf("after %u test%s", set->len, set->len == 1 ? "" : "s");
}

/* Says what is about to be tried, so that one sees it go on. */
static void tell_trials(const struct suspicion *suspicion, GPtrArray *const *sets, size_t count)
{
	struct analysis *analysis = suspicion->analysis;

	for (size_t i = 0; i < count && !analysis->request->context->is_quiet; i++) {
		g_autofree char *set = describe_set(sets[i]);
		message("trial %zu: %s %s", ++analysis->trials, suspicion->target, set);
	}
}

/* Tries the target after each of `count` sets. */
static bool try_sets(struct suspicion *suspicion, GPtrArray *const *sets, size_t count, bool *fails,
		     GError **error)
{
	struct analysis *analysis = suspicion->analysis;
	g_autofree struct isolation_trial *trials = g_new0(struct isolation_trial, count);

	for (size_t i = 0; i < count; i++)
		trials[i] =
			(struct isolation_trial){.before = sets[i], .target = suspicion->target};
	tell_trials(suspicion, sets, count);
	if (!isolation_trials_run(analysis->request, trials, count, analysis->width,
				  &analysis->signal, error))
		return false;
	for (size_t i = 0; i < count; i++)
		fails[i] = trials[i].fails;
	return true;
}

/* Tries the same set `count` times, and adds to `*failures` how often the target failed. */
static bool try_set(struct suspicion *suspicion, GPtrArray *set, size_t count, size_t *failures,
		    GError **error)
{
	GPtrArray *sets[VOTES];
	bool fails[VOTES];

	for (size_t i = 0; i < count; i++)
		sets[i] = set;
	if (!try_sets(suspicion, sets, count, fails, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*failures += fails[i];
	return true;
}

/*
 * Whether the target fails after `set`, given in `*fails` what a first trial said. A failure is
 * tried once more; from the first time that two trials of one set come out differently, each set
 * is tried VOTES times and the majority decides.
 */
static bool decide_by_vote(struct suspicion *suspicion, GPtrArray *set, bool *fails, GError **error)
{
	size_t failures = *fails ? 1 : 0;
	size_t trials = 1;

	if (!suspicion->wavers && *fails) {
		if (!try_set(suspicion, set, 1, &failures, error))
			return false;
		trials++;
		suspicion->wavers = failures < trials;
	}
	if (!suspicion->wavers)
		return true;
	if (!try_set(suspicion, set, VOTES - trials, &failures, error))
		return false;
	*fails = failures > VOTES / 2;
	return true;
}

/* A culprits_trial_fn: does the target fail after one of `sets`? */
static bool find_first_failing(GPtrArray *const *sets, size_t count, size_t *first, void *data,
			       GError **error)
{
	g_autofree bool *fails = g_new0(bool, count);

	if (!try_sets(data, sets, count, fails, error))
		return false;
	for (*first = 0; *first < count; (*first)++) {
		if (!decide_by_vote(data, sets[*first], &fails[*first], error))
			return false;
		if (fails[*first])
			return true;
	}
	return true;
}

/* ---- one test after the other ---- */

static void add_cause(struct analysis *analysis, const char *target, const char *cause)
{
	table_add(analysis->table, (const char *const[]){target, cause});
	analysis->rows++;
}

/* Sets `*fails` to whether the target fails after all of `before`, at least now and then. */
static bool reproduce(struct suspicion *suspicion, GPtrArray *before, bool *fails, GError **error)
{
	size_t failures = 0;

	if (!try_set(suspicion, before, 1, &failures, error))
		return false;
	if (failures == 0) {
		if (!try_set(suspicion, before, VOTES - 1, &failures, error))
			return false;
		suspicion->wavers = failures > 0;
	}
	*fails = failures > 0;
	return true;
}

static GPtrArray *tests_without(const GPtrArray *tests, size_t left_out)
{
	GPtrArray *rest = g_ptr_array_new();

	for (size_t i = 0; i < tests->len; i++)
		if (i != left_out)
			g_ptr_array_add(rest, tests->pdata[i]);
	return rest;
}

static void unref_set(void *set)
{
	g_ptr_array_unref(set);
}

/*
 * The search has found `culprits` all to be needed. If the target fails without one of them after
 * all, it has passed by chance before: it wavers.
 */
static bool doubt_culprits(struct suspicion *suspicion, const GPtrArray *culprits, GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(unref_set);
	size_t first;

	if (suspicion->wavers || culprits->len == 1)
		return true;
	for (size_t i = 0; i < culprits->len; i++)
		g_ptr_array_add(sets, tests_without(culprits, i));
	if (!find_first_failing((GPtrArray *const *)sets->pdata, sets->len, &first, suspicion,
				error))
		return false;
	suspicion->wavers |= first < sets->len;
	return true;
}

/* Those of `before` that make the target fail; NULL with an error. */
static GPtrArray *find_culprits(struct suspicion *suspicion, const GPtrArray *before,
				GError **error)
{
	size_t width = suspicion->analysis->width;
	g_autoptr(GPtrArray) culprits =
		culprits_find(before, width, find_first_failing, suspicion, error);

	if (!culprits || !doubt_culprits(suspicion, culprits, error))
		return NULL;
	if (!suspicion->wavers)
		return g_steal_pointer(&culprits);
	/* There are fewer now: they can be looked at more closely. */
	return culprits_find(culprits, width, find_first_failing, suspicion, error);
}

/* Searches those that ran before the target, which passes alone. */
static bool search_for_culprits(struct suspicion *suspicion, GPtrArray *before, GError **error)
{
	struct analysis *analysis = suspicion->analysis;
	bool fails;

	if (!reproduce(suspicion, before, &fails, error))
		return false;
	if (!fails) {
		add_cause(analysis, suspicion->target, "unknown - no conflicts");
		return true;
	}
	g_autoptr(GPtrArray) culprits = find_culprits(suspicion, before, error);
	if (!culprits)
		return false;
	for (size_t i = 0; i < culprits->len; i++)
		add_cause(analysis, suspicion->target, culprits->pdata[i]);
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

	if (!try_set(suspicion, nothing, 1, &failures, error))
		return false;
	*fails = failures > 0;
	if (!*fails)
		return true;
	if (!try_set(suspicion, nothing, 1, &failures, error))
		return false;
	if (failures == 2)
		message("%s fails even when run alone", suspicion->target);
	else
		message("%s fails intermittently even when run alone", suspicion->target);
	return true;
}

static bool analyse_test(struct analysis *analysis, const char *target, GError **error)
{
	struct suspicion suspicion = {.analysis = analysis, .target = target};
	bool fails_alone;

	g_autoptr(GPtrArray) before = running_order_before(analysis->order, target);
	if (!before) {
		add_cause(analysis, target, "unknown - not in the last run");
		return true;
	}
	return try_alone(&suspicion, &fails_alone, error) &&
	       (fails_alone || search_for_culprits(&suspicion, before, error));
}

static int compare_targets(const void *a, const void *b)
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
	g_ptr_array_sort(failing, compare_targets);
	GPtrArray *targets = selection_apply(&request->selection, failing);
	g_ptr_array_unref(failing);
	return targets;
}

static bool analyse_tests(struct analysis *analysis, const GPtrArray *targets, GError **error)
{
	struct repository *repository = analysis->request->repository;
	struct run last;

	if (!run_settings_demand_choice(analysis->request->config, error) ||
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

static void show_causes(const struct analysis *analysis)
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
	/* On this machine trials would get into each other's way. */
	bool are_apart = request->config->instance_provision != NULL;
	cleared(analysis) analysis = {
		.request = request,
		.table = table_new(headings),
		.width = are_apart ? (size_t)request->core.concurrency : 1,
	};
	g_autoptr(GPtrArray) targets = targets_of(request);
	g_autoptr(GError) error = NULL;

	bool is_done = analyse_tests(&analysis, targets, &error);
	show_causes(&analysis);
	if (!is_done) {
		message_error(error);
		return analysis.signal != 0 ? 128 + analysis.signal : EXIT_CANNOT;
	}
	return analysis.rows > 0 ? EXIT_TESTS_FAILED : EXIT_PASSED;
}
