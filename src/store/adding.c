/* Adding a run to the index: all its results at once, in the order of the tables. */
#include "store/gathered_table.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/numbering.h"

/* A run that is being added, and what has to be known of the others. */
struct addition {
	struct database *index;
	int64_t number;
	GPtrArray *results;     /* of struct gathered *: those to be added; borrowed */
	bool is_newest;         /* no run has a higher number */
	int64_t has_full_after; /* 1: a full run has */
	GHashTable *failing;    /* int64_t * test to int64_t * run: the failing tests */
};

static bool look_at_failing(struct addition *addition, GError **error)
{
	sqlite3_stmt *query = database_query(addition->index, error, INDEX_FAILING, "");
	enum step step = STEP_FAILED;

	while (query && (step = database_step(addition->index, query, error)) == STEP_ROW) {
		int64_t *pair = g_new(int64_t, 2);

		pair[0] = sqlite3_column_int64(query, 0);
		pair[1] = sqlite3_column_int64(query, 1);
		g_hash_table_replace(addition->failing, pair, pair + 1);
	}
	return step == STEP_DONE;
}

static bool look_around(struct addition *addition, GError **error)
{
	int64_t last;

	if (!database_number(addition->index, &last, -1, error, INDEX_LAST_RUN, "") ||
	    !database_number(addition->index, &addition->has_full_after, 0, error,
			     INDEX_HAS_FULL_RUN_AFTER, "n", addition->number))
		return false;
	addition->is_newest = last < addition->number;
	return look_at_failing(addition, error);
}

static bool add_run(const struct addition *addition, const struct gathering *gathering,
		    GError **error)
{
	const struct bookends *bookends = &gathering->bookends;
	const size_t *count = gathering->tally.count;
	bool has_tests = gathering->first_ns != TIME_NONE;

	return database_change(
		addition->index, error, INDEX_ADD_RUN, "nnnnnnnottnnnnnnnnn", addition->number,
		(int64_t)bookends->is_partial, (int64_t)!gathering_has_ended(gathering),
		(int64_t)gathering_is_full(gathering),
		has_tests ? gathering->first_ns : bookends->started_ns,
		has_tests ? gathering->last_ns : bookends->started_ns, gathering->work_ns / 1000,
		(int64_t)(bookends->concurrency > 0 ? bookends->concurrency : -1),
		bookends->command, bookends->order, (int64_t)bookends->flaky_fails,
		(int64_t)count[OUTCOME_SUCCESS], (int64_t)count[OUTCOME_FLAKY],
		(int64_t)count[OUTCOME_SKIP], (int64_t)count[OUTCOME_XFAIL],
		(int64_t)count[OUTCOME_UXSUCCESS], (int64_t)count[OUTCOME_FAIL],
		(int64_t)count[OUTCOME_LOST], (int64_t)count[OUTCOME_NOT_RUN]);
}

static bool add_executions(const struct addition *addition, const GPtrArray *executions,
			   GError **error)
{
	for (guint i = 0; i < executions->len; i++) {
		const struct execution *execution = executions->pdata[i];

		if (!database_change(addition->index, error, INDEX_ADD_EXECUTION, "nnnnv",
				     addition->number, (int64_t)execution->number,
				     (int64_t)execution->worker, (int64_t)execution->attempt,
				     &execution->instance))
			return false;
	}
	return true;
}

/* ---- durations ---- */

/* The mean duration after `latest`: it follows change, and a single outlier does not upset it. */
static int64_t mean_us(const struct addition *addition, int64_t old, int64_t latest)
{
	int64_t weight = addition->is_newest ? 7 : 3;

	return (weight * latest + (10 - weight) * old) / 10;
}

/* Nobody plans by a millisecond, and writing each mean anew is the dearest part of adding. */
static bool is_near(int64_t old, int64_t mean)
{
	return ABS(mean - old) <= 1000 + old / 50;
}

struct old_duration {
	guint place; /* of the test's result */
	int64_t us;  /* -1: not known */
};

static bool learn_duration(const struct addition *addition, const struct old_duration *old,
			   GError **error)
{
	const struct gathered *gathered = addition->results->pdata[old->place];
	int64_t latest = gathered_telling_us(gathered);
	int64_t mean = old->us < 0 ? latest : mean_us(addition, old->us, latest);

	if (old->us >= 0 && is_near(old->us, mean))
		return true;
	return database_change(addition->index, error, INDEX_SET_DURATION, "nn", gathered->number,
			       mean);
}

/* The tests that the index has already tell of the durations that they had. */
static bool learn_durations(const struct addition *addition, GError **error)
{
	g_autoptr(GArray) olds = g_array_new(false, false, sizeof(struct old_duration));
	sqlite3_stmt *query =
		database_query(addition->index, error, INDEX_OLD_DURATIONS, "p", addition->results);
	enum step step = STEP_FAILED;

	/* They are not changed while they are being read. */
	while (query && (step = database_step(addition->index, query, error)) == STEP_ROW) {
		bool is_known = sqlite3_column_type(query, 1) != SQLITE_NULL;
		struct old_duration old = {.place = (guint)sqlite3_column_int(query, 0),
					   .us = is_known ? sqlite3_column_int64(query, 1) : -1};
		g_array_append_val(olds, old);
	}
	if (step != STEP_DONE)
		return false;
	for (guint i = 0; i < olds->len; i++)
		if (!learn_duration(addition, &g_array_index(olds, struct old_duration, i), error))
			return false;
	return true;
}

/* ---- results ---- */

/* The rule of DESIGN.md section 7, for runs that may have finished in another order than begun. */
static bool judge_failing(const struct addition *addition, const struct gathered *gathered,
			  GError **error)
{
	int64_t test = gathered->number;
	enum outcome outcome = gathered->outcome;
	const int64_t *failed_in = g_hash_table_lookup(addition->failing, &test);
	int64_t has_answer_after = 0;

	if (outcome == OUTCOME_NOT_RUN || (failed_in && *failed_in > addition->number))
		return true;
	if (!outcome_is_failure(outcome))
		return !failed_in ||
		       database_change(addition->index, error, INDEX_UNSET_FAILING, "n", test);
	if (addition->has_full_after)
		return true;
	if (!addition->is_newest &&
	    !database_number(addition->index, &has_answer_after, 0, error, INDEX_HAS_ANSWER_AFTER,
			     "nn", addition->number, test))
		return false;
	return has_answer_after || database_change(addition->index, error, INDEX_SET_FAILING, "nn",
						   test, addition->number);
}

static bool add_results(const struct addition *addition, GError **error)
{
	const GPtrArray *results = addition->results;

	if (!learn_durations(addition, error) ||
	    !database_change(addition->index, error, INDEX_ADD_TESTS, "p", results) ||
	    !database_change(addition->index, error, INDEX_ADD_RESULTS, "pn", results,
			     addition->number))
		return false;
	for (guint i = 0; i < results->len; i++)
		if (!judge_failing(addition, results->pdata[i], error))
			return false;
	return true;
}

static bool add(const struct addition *addition, const struct gathering *gathering, GError **error)
{
	if (!add_run(addition, gathering, error) ||
	    !add_executions(addition, gathering->executions, error) ||
	    !numbering_give(addition->index, addition->results, error) ||
	    !add_results(addition, error))
		return false;
	return !gathering_is_full(gathering) ||
	       database_change(addition->index, error, INDEX_FORGET_FAILING, "n", addition->number);
}

/* Those that have an outcome, which are not many less. Owned by the caller. */
static GPtrArray *decided_results(const struct gathering *gathering)
{
	GPtrArray *decided = g_ptr_array_sized_new(gathering->results->len);

	for (guint i = 0; i < gathering->results->len; i++) {
		struct gathered *gathered = gathering->results->pdata[i];

		if (gathered->outcome != OUTCOME_UNDECIDED)
			g_ptr_array_add(decided, gathered);
	}
	return decided;
}

bool index_add(struct database *index, int64_t number, const struct gathering *gathering,
	       index_added_fn added, void *data, GError **error)
{
	g_autoptr(GPtrArray) results = decided_results(gathering);
	struct addition addition = {.index = index, .number = number, .results = results};

	if (!database_begin(index, error))
		return false;
	addition.failing = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	bool is_added = look_around(&addition, error) && add(&addition, gathering, error) &&
			(!added || added(data, error));
	g_hash_table_unref(addition.failing);
	return database_end(index, is_added, error);
}
