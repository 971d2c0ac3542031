#include "store/index_fixtures.h"

#include "model/relation.h"
#include "store/index_queries.h"

/* A failing fixture. */
struct failing_fixture {
	int64_t test;
	char *name;
};

static void clear_failing_fixture(void *data)
{
	g_free(((struct failing_fixture *)data)->name);
}

static char *copy_column_text(sqlite3_stmt *query, int column)
{
	const void *bytes = sqlite3_column_blob(query, column);

	return g_strndup(bytes ? bytes : "", (gsize)sqlite3_column_bytes(query, column));
}

/* Those that failed before `run` (struct failing_fixture). NULL with an error. */
static GArray *query_failing_fixtures(struct database *index, int64_t run, GError **error)
{
	sqlite3_stmt *query = database_query(index, error, INDEX_FAILING_BEFORE, "n", run);
	g_autoptr(GArray) fixtures = g_array_new(false, false, sizeof(struct failing_fixture));
	enum query_step step = QUERY_FAILED;

	g_array_set_clear_func(fixtures, clear_failing_fixture);
	while (query && (step = database_step(index, query, error)) == QUERY_ROW) {
		struct failing_fixture failing = {sqlite3_column_int64(query, 0),
						  copy_column_text(query, 1)};
		struct fixture fixture;

		if (fixture_parse(text_of(failing.name), &fixture))
			g_array_append_val(fixtures, failing);
		else
			g_free(failing.name);
	}
	return step == QUERY_DONE ? g_steal_pointer(&fixtures) : NULL;
}

static bool has_run_below(const struct fixture *fixture, const struct answer *answer)
{
	enum outcome outcome = answer_outcome(answer);

	return outcome != OUTCOME_NOT_RUN && outcome != OUTCOME_LOST &&
	       fixture_covers(fixture, answer->test_id);
}

/* True if the results tell that the fixture passed. */
static bool is_mended_by(const struct failing_fixture *failing,
			 const struct indexed_answers *results)
{
	struct fixture fixture;
	bool is_mended = false;

	(void)fixture_parse(text_of(failing->name), &fixture);
	for (size_t i = 0; i < results->count; i++) {
		const struct indexed_answer *result = &results->rows[i];
		if (result->number == failing->test)
			return false;
		is_mended |= has_run_below(&fixture, result->answer);
	}
	return is_mended;
}

bool index_fixtures_mend(struct database *index, int64_t run, const struct indexed_answers *results,
			 GError **error)
{
	g_autoptr(GArray) fixtures = query_failing_fixtures(index, run, error);

	for (guint i = 0; fixtures && i < fixtures->len; i++) {
		const struct failing_fixture *failing =
			&g_array_index(fixtures, struct failing_fixture, i);
		if (is_mended_by(failing, results) &&
		    !database_change(index, error, INDEX_UNSET_FAILING, "n", failing->test))
			return false;
	}
	return fixtures != NULL;
}

bool index_fixtures_ask(struct database *index, int64_t run, struct text name, bool *is_mended,
			GError **error)
{
	struct fixture fixture;
	sqlite3_stmt *query;
	enum query_step step = QUERY_FAILED;

	*is_mended = false;
	if (!fixture_parse(name, &fixture))
		return true;
	query = database_query(index, error, INDEX_NAMES_AFTER, "n", run);
	while (query && (step = database_step(index, query, error)) == QUERY_ROW) {
		g_autofree char *test_id = copy_column_text(query, 0);
		*is_mended |= fixture_covers(&fixture, text_of(test_id));
	}
	return step == QUERY_DONE;
}
