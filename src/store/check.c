#include "store/check.h"

#include "store/index.h"
#include "store/index_queries.h"
#include "store/layout.h"
#include "store/private.h"

/* So many tests are named; of more only the number is told. */
#define NAMES_MAX 10

struct check {
	struct repository *repository;
	struct database *fresh; /* made from the streams; the repository's own is attached */
	GPtrArray *problems;    /* borrowed */
	GArray *seen;           /* int64_t: the runs that have been read, ascending */
	bool has_all_streams;   /* none of them is missing or damaged */
};

G_GNUC_PRINTF(2, 3)
static void complain(struct check *check, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(check->problems, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* ---- the streams ---- */

/* Adds run `number` to the fresh index. */
static bool reread_run(struct check *check, int64_t number, GError **error)
{
	g_autofree char *path = layout_stored_stream(check->repository->folder, number);
	g_autoptr(GError) why = NULL;
	bool is_damaged;
	scoped(gathering) gathering = gather_stored(path, &is_damaged, &why);

	if (!gathering || is_damaged) {
		complain(check, "run %" G_GINT64_FORMAT ": %s", number,
			 gathering ? "its stream is damaged" : why->message);
		check->has_all_streams = false;
	}
	return !gathering || index_add(check->fresh, number, gathering, NULL, NULL, error);
}

/* Reads the runs that the repository's index has and that have not been read yet. */
static bool reread_runs(struct check *check, GError **error)
{
	g_autoptr(GArray) numbers = index_runs(check->repository->index, error);

	for (guint i = 0; numbers && i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, int64_t, i);

		if (numbers_contain(check->seen, number))
			continue;
		if (!reread_run(check, number, error))
			return false;
	}
	if (!numbers)
		return false;
	g_array_unref(check->seen);
	check->seen = g_steal_pointer(&numbers);
	return true;
}

/* ---- the comparison ---- */

/* Complains of each run that `query` finds. */
static bool complain_of_runs(struct check *check, int query, const char *what, GError **error)
{
	sqlite3_stmt *runs = database_query(check->fresh, error, query, "");
	enum step step = STEP_FAILED;

	while (runs && (step = database_step(check->fresh, runs, error)) == STEP_ROW)
		complain(check,
			 "run %" G_GINT64_FORMAT
			 ": what its stream says of %s is not what the index says",
			 (int64_t)sqlite3_column_int64(runs, 0), what);
	return step == STEP_DONE;
}

static bool complain_of_results(struct check *check, GError **error)
{
	sqlite3_stmt *runs = database_query(check->fresh, error, CHECK_RESULTS, "");
	enum step step = STEP_FAILED;

	while (runs && (step = database_step(check->fresh, runs, error)) == STEP_ROW)
		complain(check,
			 "run %" G_GINT64_FORMAT
			 ": what its stream says of %d tests is not what the index says",
			 (int64_t)sqlite3_column_int64(runs, 0), sqlite3_column_int(runs, 1));
	return step == STEP_DONE;
}

/* Complains of each test that `query` finds, up to a point. */
static bool complain_of_tests(struct check *check, int query, const char *what, GError **error)
{
	sqlite3_stmt *tests = database_query(check->fresh, error, query, "");
	enum step step = STEP_FAILED;
	int count = 0;

	while (tests && (step = database_step(check->fresh, tests, error)) == STEP_ROW)
		if (count++ < NAMES_MAX)
			complain(check, "test %s: %s", sqlite3_column_text(tests, 0), what);
	if (count > NAMES_MAX)
		complain(check, "and %d more tests: %s", count - NAMES_MAX, what);
	return step == STEP_DONE;
}

static bool compare(struct check *check, GError **error)
{
	if (!complain_of_runs(check, CHECK_RUNS, "the run as a whole", error) ||
	    !complain_of_runs(check, CHECK_EXECUTIONS, "its executions", error) ||
	    !complain_of_results(check, error))
		return false;
	/* Who fails follows from all streams or not at all. */
	return !check->has_all_streams ||
	       (complain_of_tests(check, CHECK_MISPLACED_FAILURES,
				  "its failure is not where the index says", error) &&
		complain_of_tests(check, CHECK_WRONGLY_FAILING,
				  "the index has it as failing, the streams do not", error) &&
		complain_of_tests(check, CHECK_WRONGLY_PASSING,
				  "by the streams it is failing, the index does not have it",
				  error));
}

/*
 * Compares the two as they are at one moment. Sets `*is_current` to false, and compares nothing,
 * if the repository has more runs by now than have been read.
 */
static bool compare_at_once(struct check *check, bool *is_current, GError **error)
{
	int64_t count;

	if (!database_execute(check->fresh, "BEGIN", error))
		return false;
	bool is_good = database_number(check->fresh, &count, 0, error, CHECK_RUN_COUNT, "");
	*is_current = is_good && count == check->seen->len;
	return database_end(check->fresh, is_good && (!*is_current || compare(check, error)),
			    error);
}

static bool compare_when_current(struct check *check, GError **error)
{
	const char *address = check->repository->index->address;
	/* An index in memory has just been made from the streams. */
	bool is_current = strcmp(address, ":memory:") == 0;

	if (is_current)
		return reread_runs(check, error);
	while (!is_current) {
		if (!reread_runs(check, error) ||
		    !database_change(check->fresh, error, CHECK_ATTACH, "t", address))
			return false;
		bool is_good = compare_at_once(check, &is_current, error);
		if (!database_change(check->fresh, is_good ? error : NULL, CHECK_DETACH, "") ||
		    !is_good)
			return false;
	}
	return true;
}

/* ---- all of it ---- */

/* Sets `*is_sound` to whether SQLite finds nothing wrong with the file. */
static bool check_integrity(struct check *check, bool *is_sound, GError **error)
{
	struct database *index = check->repository->index;
	g_autoptr(GError) why = NULL;
	sqlite3_stmt *query = database_query(index, &why, INDEX_INTEGRITY, "");
	enum step step = STEP_FAILED;

	*is_sound = true;
	while (query && (step = database_step(index, query, &why)) == STEP_ROW) {
		const char *finding = (const char *)sqlite3_column_text(query, 0);

		if (strcmp(finding, "ok") == 0)
			continue;
		complain(check, "the index is damaged: %s", finding);
		*is_sound = false;
	}
	if (step == STEP_DONE)
		return true;
	if (!g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	/* So much that it cannot even be looked at. */
	complain(check, "the index is damaged: %s", why->message);
	*is_sound = false;
	return true;
}

static bool run_check(struct check *check, GError **error)
{
	enum index_state state;
	bool is_sound;

	if (!check_integrity(check, &is_sound, error))
		return false;
	if (!is_sound)
		return true;
	/* A file that nobody sees: it may get large. */
	check->fresh = index_open("", DATABASE_WRITE, &state, error);
	return check->fresh && index_reset(check->fresh, error) &&
	       compare_when_current(check, error);
}

bool repository_check(struct repository *repository, GPtrArray *problems, GError **error)
{
	struct check check = {.repository = repository,
			      .problems = problems,
			      .seen = g_array_new(false, false, sizeof(int64_t)),
			      .has_all_streams = true};
	bool is_done = run_check(&check, error);

	g_array_unref(check.seen);
	database_free(check.fresh);
	return is_done;
}

bool repository_rebuild(struct repository *repository, GPtrArray *notices, GError **error)
{
	if (repository->is_writable)
		return recovery_rebuild(repository, notices, error);
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO,
		    "cannot rebuild the index of '%s': it cannot be written to",
		    repository->folder);
	return false;
}
