/* The queries of the repository that the index answers. What needs the streams is in run_read.c. */
#include "base/hash.h"
#include "store/index_queries.h"
#include "store/open_repository.h"
#include "store/repository.h"

/* ---- runs ---- */

static struct run run_of_row(sqlite3_stmt *row)
{
	static const enum outcome outcomes[] = {OUTCOME_SUCCESS, OUTCOME_FLAKY,     OUTCOME_SKIP,
						OUTCOME_XFAIL,   OUTCOME_UXSUCCESS, OUTCOME_FAIL,
						OUTCOME_LOST,    OUTCOME_NOT_RUN};
	struct run run = {
		.number = sqlite3_column_int64(row, 0),
		.is_partial = sqlite3_column_int(row, 1),
		.is_interrupted = sqlite3_column_int(row, 2),
		.flaky_fails = sqlite3_column_int(row, 3),
		.started_ns = sqlite3_column_int64(row, 4),
		.ended_ns = sqlite3_column_int64(row, 5),
		.work_ns = sqlite3_column_int64(row, 6) * 1000,
	};

	for (int i = 0; i < (int)G_N_ELEMENTS(outcomes); i++)
		run.tally.count[outcomes[i]] = (size_t)sqlite3_column_int64(row, 7 + i);
	return run;
}

bool run_has_failed(const struct run *run)
{
	const size_t *count = run->tally.count;

	return tally_failures(&run->tally) > 0 || count[OUTCOME_NOT_RUN] > 0 ||
	       run->is_interrupted || (run->flaky_fails && count[OUTCOME_FLAKY] > 0);
}

/* The last run with a number of `limit` or less. `*is_found` tells if there is one. */
static bool find_run(struct repository *repository, int64_t limit, struct run *run, bool *is_found,
		     GError **error)
{
	sqlite3_stmt *query =
		database_query(repository->index, error, INDEX_RUN_BEFORE, "n", limit);
	enum query_step step =
		query ? database_step(repository->index, query, error) : QUERY_FAILED;

	*is_found = step == QUERY_ROW;
	if (*is_found) {
		*run = run_of_row(query);
		sqlite3_reset(query);
	}
	return step != QUERY_FAILED;
}

bool repository_last(struct repository *repository, struct run *run, GError **error)
{
	bool is_found;

	if (!find_run(repository, INT64_MAX, run, &is_found, error))
		return false;
	if (!is_found)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN,
			    "the repository in '%s' has no run yet", repository->folder);
	return is_found;
}

static bool fail_for_no_run(const struct repository *repository, int64_t number, GError **error)
{
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN,
		    "the repository in '%s' has no run %" G_GINT64_FORMAT, repository->folder,
		    number);
	return false;
}

bool repository_run(struct repository *repository, int64_t number, struct run *run, GError **error)
{
	struct run found;
	bool is_found;

	if (!find_run(repository, number, &found, &is_found, error))
		return false;
	if (!is_found || found.number != number)
		return fail_for_no_run(repository, number, error);
	*run = found;
	return true;
}

bool repository_previous(struct repository *repository, int64_t number, struct run *run,
			 GError **error)
{
	bool is_found;

	if (!find_run(repository, number - 1, run, &is_found, error))
		return false;
	if (!is_found)
		g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN,
			    "the repository in '%s' has no run before run %" G_GINT64_FORMAT,
			    repository->folder, number);
	return is_found;
}

int64_t repository_run_count(struct repository *repository, GError **error)
{
	int64_t count;

	return database_number(repository->index, &count, 0, error, INDEX_RUN_COUNT, "") ? count
											 : -1;
}

/* ---- tests ---- */

static void clear_duration(void *data)
{
	struct test_duration *duration = data;

	g_free((char *)duration->test_id);
}

GArray *repository_slowest(struct repository *repository, int64_t number, int64_t limit,
			   GError **error)
{
	g_autoptr(GArray) slowest = g_array_new(false, false, sizeof(struct test_duration));
	sqlite3_stmt *query =
		database_query(repository->index, error, INDEX_SLOWEST, "nn", number, limit);
	enum query_step step = QUERY_FAILED;

	g_array_set_clear_func(slowest, clear_duration);
	while (query && (step = database_step(repository->index, query, error)) == QUERY_ROW) {
		struct test_duration duration = {
			.test_id = g_strdup((const char *)sqlite3_column_text(query, 0)),
			.duration_us = sqlite3_column_int64(query, 1)};
		g_array_append_val(slowest, duration);
	}
	return step == QUERY_DONE ? g_steal_pointer(&slowest) : NULL;
}

static void clear_place(void *data)
{
	struct test_place *place = data;

	g_free((char *)place->test_id);
	g_free((char *)place->outcome);
	g_free((char *)place->instance);
}

static char *text_at(sqlite3_stmt *row, int column)
{
	return g_strdup((const char *)sqlite3_column_text(row, column));
}

/* -1 for NULL. */
static int64_t number_at(sqlite3_stmt *row, int column)
{
	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return -1;
	return sqlite3_column_int64(row, column);
}

GArray *repository_places(struct repository *repository, int64_t number, GError **error)
{
	g_autoptr(GArray) places = g_array_new(false, false, sizeof(struct test_place));
	sqlite3_stmt *query = database_query(repository->index, error, INDEX_PLACES, "n", number);
	enum query_step step = QUERY_FAILED;

	g_array_set_clear_func(places, clear_place);
	while (query && (step = database_step(repository->index, query, error)) == QUERY_ROW) {
		struct test_place place = {
			.test_id = text_at(query, 0),
			.outcome = text_at(query, 1),
			.duration_us = number_at(query, 2),
			.worker = (int)number_at(query, 3),
			.execution = (int)number_at(query, 4),
			.attempt = (int)number_at(query, 5),
			.instance = text_at(query, 6),
		};
		g_array_append_val(places, place);
	}
	return step == QUERY_DONE ? g_steal_pointer(&places) : NULL;
}

GHashTable *repository_durations(struct repository *repository, GError **error)
{
	g_autoptr(GHashTable) durations =
		g_hash_table_new_full(hash_string, g_str_equal, g_free, g_free);
	sqlite3_stmt *query = database_query(repository->index, error, INDEX_DURATIONS, "");
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(repository->index, query, error)) == QUERY_ROW) {
		int64_t *duration_us = g_new(int64_t, 1);

		*duration_us = sqlite3_column_int64(query, 1);
		g_hash_table_insert(durations,
				    g_strdup((const char *)sqlite3_column_text(query, 0)),
				    duration_us);
	}
	return step == QUERY_DONE ? g_steal_pointer(&durations) : NULL;
}

GPtrArray *repository_failing(struct repository *repository, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *query = database_query(repository->index, error, INDEX_FAILING_IDS, "");
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(repository->index, query, error)) == QUERY_ROW)
		g_ptr_array_add(ids, g_strdup((const char *)sqlite3_column_text(query, 0)));
	return step == QUERY_DONE ? g_steal_pointer(&ids) : NULL;
}

GHashTable *repository_failing_set(struct repository *repository, GError **error)
{
	g_autoptr(GPtrArray) ids = repository_failing(repository, error);

	if (!ids)
		return NULL;
	GHashTable *set = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < ids->len; i++)
		g_hash_table_add(set, g_strdup(ids->pdata[i]));
	return set;
}
