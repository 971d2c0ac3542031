/* Finding out whether index and streams agree, and making them. */
#include "store/verification.h"

#include "read_only.h"
#include "runs.h"
#include "store/layout.h"
#include "store/open_repository.h"

/* A repository in which b and c are failing, and a history of who ran them. */
static char *make_history(void)
{
	char *folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	struct event event = EVENT_INIT;

	event.file_name = text_of(EXECUTION_FILE_NAME);
	event.file = (struct bytes){(const uint8_t *)"execution=0\nworker=1\ninstance=i\n", 32};
	event.route_code = text_of("0");
	tell_event(run_recorder_sink(recorder), &event);
	tell_tests(run_recorder_sink(recorder), "a:success b:fail c:fail");
	finish_run(recorder, RUN_ENDED);
	record_run(repository, true, "a:success d:success");
	return folder;
}

/* What is found, all in one string. */
static char *find_problems(struct repository *repository)
{
	GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	bool is_checked = repository_verify(repository, problems, &error);

	g_assert_no_error(error);
	g_assert_true(is_checked);
	return join_ids(problems);
}

static void assert_problems(struct repository *repository, const char *pattern)
{
	g_autofree char *problems = find_problems(repository);

	if (!g_pattern_match_simple(pattern, problems))
		g_error("problems: '%s'", problems);
}

static void rebuild(struct repository *repository)
{
	GError *error = NULL;
	bool is_rebuilt = repository_rebuild(repository, NULL, &error);

	g_assert_no_error(error);
	g_assert_true(is_rebuilt);
}

static void test_what_is_sound_has_no_problems(void)
{
	scoped_project folder = make_history();
	scoped(repository) repository = open_repository(folder);

	assert_problems(repository, "");
}

static int check_read_only(void *folder)
{
	if (!make_read_only(folder))
		return CANNOT_MAKE_READ_ONLY;
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpstr(repository->index->path, !=, ":memory:");
	assert_problems(repository, "");
	return 0;
}

/* Copies what is beside the index into it, and removes what SQLite shares with others. */
static void tidy_index(const char *folder)
{
	g_autofree char *shared = layout_path(folder, LAYOUT_INDEX "-shm");

	tamper(layout_path(folder, LAYOUT_INDEX), "PRAGMA wal_checkpoint(TRUNCATE)");
	(void)g_unlink(shared);
}

static void test_where_nothing_can_be_written_it_is_checked_too(void)
{
	scoped_project folder = make_history();

	run_read_only(check_read_only, folder);
	tidy_index(folder);
	run_read_only(check_read_only, folder);
}

static void test_each_disagreement_is_found_and_mended(void)
{
	static const struct {
		const char *script;
		const char *pattern;
	} cases[] = {
		{"UPDATE runs SET fail = 7 WHERE number = 0", "run 0: *the run as a whole*"},
		{"UPDATE runs SET is_full = 1 WHERE number = 1", "run 1: *the run as a whole*"},
		{"UPDATE results SET outcome = 'fail' WHERE outcome = 'success'",
		 "run 0: *1 tests*run 1: *2 tests*"},
		{"DELETE FROM results WHERE run = 1", "run 1: *2 tests*"},
		{"UPDATE results SET position = position + 1 WHERE run = 1 AND test = (SELECT "
		 "max(test) FROM results)",
		 "run 1: *1 tests*"},
		{"UPDATE executions SET instance = 'j'", "run 0: *executions*"},
		{"DELETE FROM failing WHERE test = (SELECT id FROM tests WHERE name = 'b')",
		 "test b: by the streams it is failing*"},
		{"INSERT INTO failing SELECT test, run, id FROM results WHERE run = 1 AND test = "
		 "(SELECT id FROM tests WHERE name = 'd')",
		 "test d: the index has it as failing*"},
		{"UPDATE failing SET result = result + 1 WHERE test = (SELECT id FROM tests WHERE "
		 "name = 'b')",
		 "test b: its failure is not where the index says"},
		{"UPDATE failing SET result = 1000 WHERE test = (SELECT id FROM tests WHERE name = "
		 "'b')",
		 "test b: its failure is not where the index says"},
		{"UPDATE results SET run = 1 WHERE run = 0", "run 0: *tests*"},
		{"UPDATE runs SET first_result = first_result + 1 WHERE number = 1",
		 "run 1: *the run as a whole*"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		scoped_project folder = make_history();
		scoped(repository) repository = open_repository(folder);

		tamper(layout_path(folder, LAYOUT_INDEX), cases[i].script);
		assert_problems(repository, cases[i].pattern);
		rebuild(repository);
		assert_problems(repository, "");
		assert_failing(repository, "b c");
	}
}

static void test_streams_that_are_damaged_or_gone_are_found(void)
{
	scoped_project folder = make_history();
	scoped(repository) repository = open_repository(folder);
	g_autofree char *first = layout_stored_stream(folder, 0);
	g_autofree char *second = layout_stored_stream(folder, 1);

	g_assert_true(g_file_set_contents(first, "garbage", -1, NULL));
	g_assert_cmpint(g_unlink(second), ==, 0);
	assert_problems(repository, "run 0: *stream is damaged*run 1: *no such file*");
	rebuild(repository);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 1);
	assert_problems(repository, "run 0: *stream is damaged*");
}

/* Fills the first page of `table` with garbage. */
static void break_table(const char *folder, const char *table)
{
	g_autofree char *path = layout_path(folder, LAYOUT_INDEX);
	g_autofree char *query =
		g_strdup_printf("SELECT rootpage FROM sqlite_master WHERE name = '%s'", table);
	sqlite3 *connection;
	sqlite3_stmt *statement;
	FILE *file;

	tamper(layout_path(folder, LAYOUT_INDEX), "PRAGMA wal_checkpoint(TRUNCATE)");
	g_assert_cmpint(sqlite3_open(path, &connection), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_prepare_v2(connection, query, -1, &statement, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
	long page = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(connection);

	g_assert_nonnull(file = fopen(path, "r+"));
	g_assert_cmpint(fseek(file, (page - 1) * 4096, SEEK_SET), ==, 0);
	for (int i = 0; i < 4096; i++)
		g_assert_cmpint(fputc(0xee, file), ==, 0xee);
	g_assert_cmpint(fclose(file), ==, 0);
}

static void test_an_index_that_is_broken_where_it_is_opened_is_made_anew(void)
{
	scoped_project folder = make_history();

	break_table(folder, "runs");
	scoped(repository) repository = open_with_notices(folder, "*index lacked 2 runs*");
	assert_failing(repository, "b c");
	assert_problems(repository, "");
}

static void test_an_index_whose_schema_is_broken_is_made_anew(void)
{
	scoped_project folder = make_history();

	tamper(layout_path(folder, LAYOUT_INDEX),
	       "PRAGMA writable_schema = ON;"
	       "UPDATE sqlite_master SET rootpage = 999 WHERE name = 'results'");
	scoped(repository) repository = open_with_notices(folder, "*index lacked 2 runs*");
	assert_failing(repository, "b c");
	assert_problems(repository, "");
}

static void test_an_index_that_is_broken_deep_inside_is_told_of_and_mended(void)
{
	scoped_project folder = make_history();
	g_autoptr(GError) error = NULL;

	break_table(folder, "results");
	scoped(repository) repository = open_repository(folder);
	g_assert_null(repository_slowest(repository, 0, 10, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	g_assert_nonnull(strstr(error->message, "`testr fsck --repair`"));
	assert_problems(repository, "the index is damaged*");
	rebuild(repository);
	assert_problems(repository, "");
	assert_failing(repository, "b c");
}

static void test_it_is_rebuilt_while_others_use_it(void)
{
	scoped_project folder = make_history();
	scoped(repository) repository = open_repository(folder);
	scoped(repository) other = open_repository(folder);
	struct run_recorder *recorder = begin_run(other, true);

	tell_tests(run_recorder_sink(recorder), "b:success");
	assert_failing(other, "b c");
	rebuild(repository);
	assert_failing(other, "b c");
	finish_run(recorder, RUN_ENDED);
	rebuild(repository);
	assert_failing(other, "c");
	assert_problems(repository, "");
	assert_problems(other, "");
}

static int record_ten_runs(void *folder)
{
	struct repository *repository = open_repository(folder);

	for (int i = 0; i < 10; i++)
		record_run(repository, true, "a:fail b:success");
	repository_close(repository);
	return 0;
}

static int repair_ten_times(void *folder)
{
	struct repository *repository = open_repository(folder);

	for (int i = 0; i < 10; i++)
		g_assert_true(repository_rebuild(repository, NULL, NULL));
	repository_close(repository);
	return 0;
}

static void test_making_the_index_anew_beside_runs_harms_neither(void)
{
	int (*const works[])(void *) = {record_ten_runs, repair_ten_times, record_ten_runs,
					repair_ten_times};
	scoped_project folder = make_repository();
	pid_t children[G_N_ELEMENTS(works)];

	for (size_t i = 0; i < G_N_ELEMENTS(works); i++)
		children[i] = start_child(works[i], folder);
	for (size_t i = 0; i < G_N_ELEMENTS(works); i++)
		g_assert_cmpint(await_child(children[i]), ==, 0);
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 20);
	assert_sound(repository);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/verification/what is sound has no problems",
			test_what_is_sound_has_no_problems);
	g_test_add_func("/verification/where nothing can be written it is checked too",
			test_where_nothing_can_be_written_it_is_checked_too);
	g_test_add_func("/verification/each disagreement is found and mended",
			test_each_disagreement_is_found_and_mended);
	g_test_add_func("/verification/streams that are damaged or gone are found",
			test_streams_that_are_damaged_or_gone_are_found);
	g_test_add_func("/verification/an index that is broken where it is opened is made anew",
			test_an_index_that_is_broken_where_it_is_opened_is_made_anew);
	g_test_add_func("/verification/an index whose schema is broken is made anew",
			test_an_index_whose_schema_is_broken_is_made_anew);
	g_test_add_func("/verification/an index that is broken deep inside is told of and mended",
			test_an_index_that_is_broken_deep_inside_is_told_of_and_mended);
	g_test_add_func("/verification/it is rebuilt while others use it",
			test_it_is_rebuilt_while_others_use_it);
	g_test_add_func("/verification/making the index anew beside runs harms neither",
			test_making_the_index_anew_beside_runs_harms_neither);
	return g_test_run();
}
