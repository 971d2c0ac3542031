#include "store/verification.h"

#include "store/digest_read.h"
#include "store/index.h"
#include "store/index_queries.h"
#include "store/journal_file.h"
#include "store/layout.h"
#include "store/open_repository.h"
#include "store/recovery.h"

/* So many tests are named; of more only the number is told. */
#define NAMES_MAX 10

struct verification {
	struct repository *repository;
	struct database *fresh; /* made from the streams; the repository's own is attached */
	GPtrArray *problems;    /* borrowed */
	GArray *seen;           /* int64_t: the runs that have been read, ascending */
	bool has_all_streams;   /* none of them is missing or damaged */
};

G_GNUC_PRINTF(2, 3)
static void add_problem(struct verification *verification, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(verification->problems, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* ---- the streams ---- */

/* Adds run `number` to the fresh index. */
static bool reread_run(struct verification *verification, int64_t number, GError **error)
{
	g_autofree char *path = layout_stored_stream(verification->repository->folder, number);
	g_autoptr(GError) why = NULL;
	bool is_damaged;
	scoped(run_digest) digest = digest_read_stored(path, &is_damaged, &why);

	if (!digest || is_damaged) {
		add_problem(verification, "run %" G_GINT64_FORMAT ": %s", number,
			    digest ? "its stream is damaged" : why->message);
		verification->has_all_streams = false;
	}
	return !digest || index_add(verification->fresh, number, digest, NULL, NULL, error);
}

/* Reads the runs that the repository's index has and that have not been read yet. */
static bool reread_runs(struct verification *verification, GError **error)
{
	g_autoptr(GArray) numbers = index_runs(verification->repository->index, error);

	for (guint i = 0; numbers && i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, int64_t, i);

		if (numbers_contain(verification->seen, number))
			continue;
		if (!reread_run(verification, number, error))
			return false;
	}
	if (!numbers)
		return false;
	g_array_unref(verification->seen);
	verification->seen = g_steal_pointer(&numbers);
	return true;
}

/* ---- the comparison ---- */

/* Complains of each run that `query` finds. */
static bool compare_runs(struct verification *verification, int query, const char *what,
			 GError **error)
{
	sqlite3_stmt *runs = database_query(verification->fresh, error, query, "");
	enum query_step step = QUERY_FAILED;

	while (runs && (step = database_step(verification->fresh, runs, error)) == QUERY_ROW)
		add_problem(verification,
			    "run %" G_GINT64_FORMAT
			    ": what its stream says of %s is not what the index says",
			    (int64_t)sqlite3_column_int64(runs, 0), what);
	return step == QUERY_DONE;
}

static bool compare_results(struct verification *verification, GError **error)
{
	sqlite3_stmt *runs = database_query(verification->fresh, error, VERIFY_RESULTS, "");
	enum query_step step = QUERY_FAILED;

	while (runs && (step = database_step(verification->fresh, runs, error)) == QUERY_ROW)
		add_problem(verification,
			    "run %" G_GINT64_FORMAT
			    ": what its stream says of %d tests is not what the index says",
			    (int64_t)sqlite3_column_int64(runs, 0), sqlite3_column_int(runs, 1));
	return step == QUERY_DONE;
}

/* Complains of each test that `query` finds, up to a point. */
static bool compare_failing_tests(struct verification *verification, int query, const char *what,
				  GError **error)
{
	sqlite3_stmt *tests = database_query(verification->fresh, error, query, "");
	enum query_step step = QUERY_FAILED;
	int count = 0;

	while (tests && (step = database_step(verification->fresh, tests, error)) == QUERY_ROW)
		if (count++ < NAMES_MAX)
			add_problem(verification, "test %s: %s", sqlite3_column_text(tests, 0),
				    what);
	if (count > NAMES_MAX)
		add_problem(verification, "and %d more tests: %s", count - NAMES_MAX, what);
	return step == QUERY_DONE;
}

static bool compare_indexes(struct verification *verification, GError **error)
{
	if (!compare_runs(verification, VERIFY_RUNS, "the run as a whole", error) ||
	    !compare_runs(verification, VERIFY_EXECUTIONS, "its executions", error) ||
	    !compare_results(verification, error))
		return false;
	/* Who fails follows from all streams or not at all. */
	return !verification->has_all_streams ||
	       (compare_failing_tests(verification, VERIFY_MISPLACED_FAILURES,
				      "its failure is not where the index says", error) &&
		compare_failing_tests(verification, VERIFY_WRONGLY_FAILING,
				      "the index has it as failing, the streams do not", error) &&
		compare_failing_tests(verification, VERIFY_WRONGLY_PASSING,
				      "by the streams it is failing, the index does not have it",
				      error));
}

/*
 * Compares the two as they are at one moment. Sets `*is_current` to false, and compares nothing,
 * if the repository has more runs by now than have been read.
 */
static bool compare_at_once(struct verification *verification, bool *is_current, GError **error)
{
	int64_t count;

	if (!database_execute(verification->fresh, "BEGIN", error))
		return false;
	bool is_good = database_number(verification->fresh, &count, 0, error, VERIFY_RUN_COUNT, "");
	*is_current = is_good && count == verification->seen->len;
	return database_end(verification->fresh,
			    is_good && (!*is_current || compare_indexes(verification, error)),
			    error);
}

static bool compare_when_current(struct verification *verification, GError **error)
{
	const char *address = verification->repository->index->address;
	/* An index in memory has just been made from the streams. */
	bool is_current = strcmp(address, ":memory:") == 0;

	if (is_current)
		return reread_runs(verification, error);
	while (!is_current) {
		if (!reread_runs(verification, error) ||
		    !database_change(verification->fresh, error, VERIFY_ATTACH, "t", address))
			return false;
		bool is_good = compare_at_once(verification, &is_current, error);
		if (!database_change(verification->fresh, is_good ? error : NULL, VERIFY_DETACH,
				     "") ||
		    !is_good)
			return false;
	}
	return true;
}

/* ---- the journals ---- */

/* Complains of journals that cannot be read, or that belong to no run. */
static bool verify_journals(struct verification *verification, GError **error)
{
	const char *folder = verification->repository->folder;
	g_autoptr(GArray) numbers = journals_list(folder, error);

	for (guint i = 0; numbers && i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, int64_t, i);
		g_autofree char *path = layout_stored_journal(folder, number);
		g_autoptr(GError) why = NULL;
		g_autoptr(GBytes) journal = journal_file_read(path, &why);

		if (!numbers_contain(verification->seen, number))
			add_problem(verification,
				    "run %" G_GINT64_FORMAT ": there is a journal, and no run",
				    number);
		else if (!journal)
			add_problem(verification, "run %" G_GINT64_FORMAT ": its journal: %s",
				    number, why->message);
	}
	return numbers != NULL;
}

/* ---- all of it ---- */

/* Sets `*is_sound` to whether SQLite finds nothing wrong with the file. */
static bool verify_integrity(struct verification *verification, bool *is_sound, GError **error)
{
	struct database *index = verification->repository->index;
	g_autoptr(GError) why = NULL;
	sqlite3_stmt *query = database_query(index, &why, INDEX_INTEGRITY, "");
	enum query_step step = QUERY_FAILED;

	*is_sound = true;
	while (query && (step = database_step(index, query, &why)) == QUERY_ROW) {
		const char *finding = (const char *)sqlite3_column_text(query, 0);

		if (strcmp(finding, "ok") == 0)
			continue;
		add_problem(verification, "the index is damaged: %s", finding);
		*is_sound = false;
	}
	if (step == QUERY_DONE)
		return true;
	if (!g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	/* So much that it cannot even be looked at. */
	add_problem(verification, "the index is damaged: %s", why->message);
	*is_sound = false;
	return true;
}

static bool run_verification(struct verification *verification, GError **error)
{
	enum index_state state;
	bool is_sound;

	if (!verify_integrity(verification, &is_sound, error))
		return false;
	if (!is_sound)
		return true;
	/* A file that nobody sees: it may get large. */
	verification->fresh = index_open("", DATABASE_WRITE, &state, error);
	return verification->fresh && index_reset(verification->fresh, error) &&
	       compare_when_current(verification, error) && verify_journals(verification, error);
}

bool repository_verify(struct repository *repository, GPtrArray *problems, GError **error)
{
	struct verification verification = {.repository = repository,
					    .problems = problems,
					    .seen = g_array_new(false, false, sizeof(int64_t)),
					    .has_all_streams = true};
	bool is_done = run_verification(&verification, error);

	g_array_unref(verification.seen);
	database_free(verification.fresh);
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
