#include "store/index.h"

#include "store/index_queries.h"
#include "store/index_v1.h"
#include "store/repository.h"

#define INDEX_VERSION 1

/* ---- opening ---- */

/* Reads what SQLite has to read of any database: its header and what tables it has. */
static bool read_head(struct database *index, int *version, GError **error)
{
	/* NORMAL: what a crash of the machine may cost is made good from the streams. */
	return database_version(index, version, error) &&
	       database_execute(index, "PRAGMA synchronous = NORMAL", error) &&
	       database_execute(index, "SELECT 1 FROM sqlite_master", error);
}

bool index_look(struct database *index, enum index_state *state, GError **error)
{
	g_autoptr(GError) why = NULL;
	int version = 0;

	if (!read_head(index, &version, &why)) {
		*state = INDEX_DAMAGED;
		if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED))
			return true;
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*state = version == INDEX_VERSION ? INDEX_GOOD : INDEX_EMPTY;
	if (version <= INDEX_VERSION)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT,
		    "cannot use '%s': a newer testr made it (format %d, this one knows %d)",
		    index->path, version, INDEX_VERSION);
	return false;
}

struct database *index_open(const char *path, enum database_mode mode, enum index_state *state,
			    GError **error)
{
	scoped(database) index =
		database_open(path, mode, index_queries, INDEX_QUERIES_COUNT, error);

	if (!index)
		return NULL;
	index->remedy = ": `testr fsck --repair` makes it anew from the streams";
	/* What was not copied into the database proper stays beside it, where any process finds
	 * it: copying costs syncs, and takes care of itself once there is a lot. */
	sqlite3_db_config(index->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return index_look(index, state, error) ? g_steal_pointer(&index) : NULL;
}

bool index_reset(struct database *index, GError **error)
{
	/* How SQLite's manual says to empty a database that may be broken. Reading something from
	 * it first, whether that works or not, keeps other connections' ways of access valid. */
	sqlite3_exec(index->connection, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL);
	sqlite3_db_config(index->connection, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
	bool is_empty = database_execute(index, "VACUUM", error);
	sqlite3_db_config(index->connection, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);

	return is_empty &&
	       database_execute(index, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
				error) &&
	       database_begin(index, error) &&
	       database_end(index, database_execute(index, index_v1, error), error) &&
	       database_execute(index, "PRAGMA wal_checkpoint(TRUNCATE)", error);
}

GArray *index_runs(struct database *index, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(false, false, sizeof(int64_t));
	sqlite3_stmt *query = database_query(index, error, INDEX_RUN_NUMBERS, "");
	enum step step = STEP_FAILED;

	while (query && (step = database_step(index, query, error)) == STEP_ROW) {
		int64_t number = sqlite3_column_int64(query, 0);
		g_array_append_val(numbers, number);
	}
	return step == STEP_DONE ? g_steal_pointer(&numbers) : NULL;
}

/* ---- adding ---- */

/* A run that is being added, and what has to be known of the others. */
struct addition {
	struct database *index;
	int64_t number;
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
		addition->index, error, INDEX_ADD_RUN, "nnnnnnnotnnnnnnn", addition->number,
		(int64_t)bookends->is_partial, (int64_t)!gathering_has_ended(gathering),
		(int64_t)gathering_is_full(gathering),
		has_tests ? gathering->first_ns : bookends->started_ns,
		has_tests ? gathering->last_ns : bookends->started_ns, gathering->work_ns / 1000,
		(int64_t)(bookends->concurrency > 0 ? bookends->concurrency : -1),
		bookends->command, (int64_t)count[OUTCOME_SUCCESS], (int64_t)count[OUTCOME_SKIP],
		(int64_t)count[OUTCOME_XFAIL], (int64_t)count[OUTCOME_UXSUCCESS],
		(int64_t)count[OUTCOME_FAIL], (int64_t)count[OUTCOME_LOST],
		(int64_t)count[OUTCOME_NOT_RUN]);
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

/* What the answer tells of how long the test takes, in microseconds; -1: nothing. */
static int64_t telling_duration_us(const struct gathered *gathered)
{
	bool has_run = gathered->outcome == OUTCOME_SUCCESS || gathered->outcome == OUTCOME_FAIL ||
		       gathered->outcome == OUTCOME_XFAIL || gathered->outcome == OUTCOME_UXSUCCESS;

	return has_run && gathered->duration_ns >= 0 ? gathered->duration_ns / 1000 : -1;
}

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

static bool learn_duration(const struct addition *addition, int64_t test, int64_t old,
			   int64_t latest, GError **error)
{
	if (latest < 0)
		return true;
	int64_t mean = old < 0 ? latest : mean_us(addition, old, latest);
	if (old >= 0 && is_near(old, mean))
		return true;
	return database_change(addition->index, error, INDEX_SET_DURATION, "nn", test, mean);
}

/* Sets `*test` to the number of the test that `gathered` is about, and notes how long it took. */
static bool enter_test(const struct addition *addition, const struct gathered *gathered,
		       int64_t *test, GError **error)
{
	struct database *index = addition->index;
	int64_t latest = telling_duration_us(gathered);
	sqlite3_stmt *find = database_query(index, error, INDEX_FIND_TEST, "v", &gathered->test_id);
	enum step step = find ? database_step(index, find, error) : STEP_FAILED;

	if (step == STEP_FAILED)
		return false;
	if (step == STEP_DONE) {
		bool is_added = database_change(index, error, INDEX_ADD_TEST, "vo",
						&gathered->test_id, latest);
		*test = sqlite3_last_insert_rowid(index->connection);
		return is_added;
	}
	bool is_known = sqlite3_column_type(find, 1) != SQLITE_NULL;
	int64_t old = is_known ? sqlite3_column_int64(find, 1) : -1;
	*test = sqlite3_column_int64(find, 0);
	sqlite3_reset(find);
	return learn_duration(addition, *test, old, latest, error);
}

/* The rule of DESIGN.md section 7, for runs that may have finished in another order than begun. */
static bool judge_failing(const struct addition *addition, int64_t test, enum outcome outcome,
			  GError **error)
{
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

static bool add_result(const struct addition *addition, const struct gathered *gathered,
		       GError **error)
{
	int64_t duration_us = gathered->duration_ns < 0 ? -1 : gathered->duration_ns / 1000;
	int64_t test;

	return enter_test(addition, gathered, &test, error) &&
	       database_change(addition->index, error, INDEX_ADD_RESULT, "nntooonn",
			       addition->number, test, outcome_name(gathered->outcome), duration_us,
			       (int64_t)gathered->worker, (int64_t)gathered->execution,
			       (int64_t)gathered->begin,
			       (int64_t)(gathered->end - gathered->begin)) &&
	       judge_failing(addition, test, gathered->outcome, error);
}

static bool add(const struct addition *addition, const struct gathering *gathering, GError **error)
{
	if (!add_run(addition, gathering, error) ||
	    !add_executions(addition, gathering->executions, error))
		return false;
	for (guint i = 0; i < gathering->results->len; i++) {
		const struct gathered *gathered = gathering->results->pdata[i];

		if (gathered->outcome != OUTCOME_UNDECIDED &&
		    !add_result(addition, gathered, error))
			return false;
	}
	return !gathering_is_full(gathering) ||
	       database_change(addition->index, error, INDEX_FORGET_FAILING, "n", addition->number);
}

bool index_add(struct database *index, int64_t number, const struct gathering *gathering,
	       GError **error)
{
	struct addition addition = {.index = index, .number = number};

	if (!database_begin(index, error))
		return false;
	addition.failing = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	bool is_added = look_around(&addition, error) && add(&addition, gathering, error);
	g_hash_table_unref(addition.failing);
	return database_end(index, is_added, error);
}
