/* Adds a run to the index: all its results at once, in the order of the tables. */
#include "store/digest_table.h"
#include "store/index.h"
#include "store/index_fixtures.h"
#include "store/index_queries.h"
#include "store/test_numbers.h"

/* A run that is being added, and what has to be known of the others. */
struct addition {
	struct database *index;
	int64_t number;
	struct indexed_answers *results; /* those to be added; borrowed */
	int64_t first_result;            /* the id that the first of them gets */
	bool is_newest;                  /* no run has a higher number */
	int64_t has_full_after;          /* 1: a full run has */
	GHashTable *failing;             /* int64_t * test to int64_t * run: the failing tests */
	GHashTable *answered; /* set of int64_t *: tests of which a run with a higher number says
				 something; not looked for if `has_full_after` */
};

/* Adds what `query_number` finds of the run to `numbers`: tests, each with a number or none. */
static bool query_tests(const struct addition *addition, GHashTable *numbers, int query_number,
			const char *types, GError **error)
{
	sqlite3_stmt *query =
		database_query(addition->index, error, query_number, types, addition->number);
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(addition->index, query, error)) == QUERY_ROW) {
		int64_t *pair = g_new(int64_t, 2);

		pair[0] = sqlite3_column_int64(query, 0);
		pair[1] = sqlite3_column_int64(query, 1);
		g_hash_table_replace(numbers, pair, pair + 1);
	}
	return step == QUERY_DONE;
}

static bool query_other_runs(struct addition *addition, GError **error)
{
	int64_t last;

	if (!database_number(addition->index, &last, -1, error, INDEX_LAST_RUN, "") ||
	    !database_number(addition->index, &addition->has_full_after, 0, error,
			     INDEX_HAS_FULL_RUN_AFTER, "n", addition->number) ||
	    !database_number(addition->index, &addition->first_result, 1, error,
			     INDEX_END_OF_RESULTS, ""))
		return false;
	addition->is_newest = last < addition->number;
	if (!query_tests(addition, addition->failing, INDEX_FAILING, "", error))
		return false;
	/* After a full run nobody asks, and what later runs say may be a lot. */
	return addition->is_newest || addition->has_full_after ||
	       query_tests(addition, addition->answered, INDEX_ANSWERED_AFTER, "n", error);
}

static bool add_run_row(const struct addition *addition, const struct run_digest *digest,
			GError **error)
{
	const struct run_markers *markers = &digest->markers;
	const size_t *count = digest->answers->tally.count;
	const struct answers *answers = digest->answers;
	bool has_tests = answers->first_ns != TIME_NONE;

	return database_change(
		addition->index, error, INDEX_ADD_RUN, "nnnnnnnottnnnnnnnnnnn", addition->number,
		(int64_t)markers->is_partial, (int64_t)!run_digest_has_ended(digest),
		(int64_t)run_digest_is_full(digest),
		has_tests ? answers->first_ns : markers->started_ns,
		has_tests ? answers->last_ns : markers->started_ns, answers->work_ns / 1000,
		(int64_t)(markers->concurrency > 0 ? markers->concurrency : -1), markers->command,
		markers->order, (int64_t)markers->flaky_fails, addition->first_result,
		addition->first_result + (int64_t)addition->results->count,
		(int64_t)count[OUTCOME_SUCCESS], (int64_t)count[OUTCOME_FLAKY],
		(int64_t)count[OUTCOME_SKIP], (int64_t)count[OUTCOME_XFAIL],
		(int64_t)count[OUTCOME_UXSUCCESS], (int64_t)count[OUTCOME_FAIL],
		(int64_t)count[OUTCOME_LOST], (int64_t)count[OUTCOME_NOT_RUN]);
}

static bool add_executions(const struct addition *addition, const GPtrArray *executions,
			   GError **error)
{
	for (guint i = 0; i < executions->len; i++) {
		const struct execution_announcement *execution = executions->pdata[i];

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
static int64_t mean_duration_us(const struct addition *addition, int64_t old, int64_t latest)
{
	int64_t weight = addition->is_newest ? 7 : 3;

	return (weight * latest + (10 - weight) * old) / 10;
}

/* Nobody plans by a millisecond, and writing each mean anew is the dearest part of adding. */
static bool is_near(int64_t old, int64_t mean)
{
	return ABS(mean - old) <= 1000 + old / 50;
}

static bool learn_duration(const struct addition *addition, const struct indexed_answer *result,
			   GError **error)
{
	int64_t old = result->known_us;
	int64_t latest = indexed_answer_measured_us(result);
	int64_t mean = old < 0 ? latest : mean_duration_us(addition, old, latest);

	if (old == TEST_NOT_KNOWN || latest < 0 || (old >= 0 && is_near(old, mean)))
		return true;
	return database_change(addition->index, error, INDEX_SET_DURATION, "nn", result->number,
			       mean);
}

/* ---- results ---- */

/* The rule of docs/design/store.md, for runs that may have finished in another order than begun. */
static bool judge_failing(const struct addition *addition, size_t place, GError **error)
{
	const struct indexed_answer *result = &addition->results->rows[place];
	int64_t test = result->number;
	enum outcome outcome = answer_outcome(result->answer);
	const int64_t *failed_in = g_hash_table_lookup(addition->failing, &test);
	bool is_mended = false;

	if (outcome == OUTCOME_NOT_RUN || (failed_in && *failed_in > addition->number))
		return true;
	if (!outcome_is_failure(outcome))
		return !failed_in ||
		       database_change(addition->index, error, INDEX_UNSET_FAILING, "n", test);
	if (addition->has_full_after || g_hash_table_contains(addition->answered, &test))
		return true;
	if (!addition->is_newest && !index_fixtures_ask(addition->index, addition->number,
							result->answer->test_id, &is_mended, error))
		return false;
	if (is_mended)
		return true;
	return database_change(addition->index, error, INDEX_SET_FAILING, "nnn", test,
			       addition->number, addition->first_result + (int64_t)place);
}

static bool add_results(const struct addition *addition, GError **error)
{
	const struct indexed_answers *results = addition->results;

	if (!database_change(addition->index, error, INDEX_ADD_TESTS, "p", results) ||
	    !database_change(addition->index, error, INDEX_ADD_RESULTS, "pn", results,
			     addition->number))
		return false;
	for (size_t i = 0; i < results->count; i++)
		if (!learn_duration(addition, &results->rows[i], error) ||
		    !judge_failing(addition, i, error))
			return false;
	return true;
}

static bool add_whole_run(const struct addition *addition, const struct run_digest *digest,
			  GError **error)
{
	if (!add_run_row(addition, digest, error) ||
	    !add_executions(addition, digest->answers->origins.executions, error) ||
	    !test_numbers_assign(addition->index, addition->results, error) ||
	    !add_results(addition, error))
		return false;
	if (!index_fixtures_mend(addition->index, addition->number, addition->results, error))
		return false;
	return !run_digest_is_full(digest) ||
	       database_change(addition->index, error, INDEX_FORGET_FAILING, "n", addition->number);
}

/* ---- what is to be added ---- */

/* Those that have an answer, which are not many less. Its rows are the caller's. */
static struct indexed_answers decided_results(const struct answers *answers)
{
	guint count = answers->tests->len;
	struct indexed_answers decided = {.answers = answers,
					  .rows = g_new(struct indexed_answer, count)};

	for (guint i = 0; i < count; i++) {
		const struct answer *answer = answers->tests->pdata[i];

		if (answer_outcome(answer) != OUTCOME_UNDECIDED)
			decided.rows[decided.count++] = (struct indexed_answer){.answer = answer};
	}
	return decided;
}

static bool add_in_transaction(struct database *index, int64_t number,
			       const struct run_digest *digest, struct indexed_answers *results,
			       index_added_fn added, void *data, GError **error)
{
	struct addition addition = {.index = index, .number = number, .results = results};

	if (!database_begin(index, error))
		return false;
	addition.failing = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	addition.answered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	bool is_added = query_other_runs(&addition, error) &&
			add_whole_run(&addition, digest, error) && (!added || added(data, error));
	g_hash_table_unref(addition.failing);
	g_hash_table_unref(addition.answered);
	return database_end(index, is_added, error);
}

bool index_add(struct database *index, int64_t number, const struct run_digest *digest,
	       index_added_fn added, void *data, GError **error)
{
	struct indexed_answers results = decided_results(digest->answers);
	bool is_added = add_in_transaction(index, number, digest, &results, added, data, error);

	g_free(results.rows);
	return is_added;
}
