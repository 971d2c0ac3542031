/* Making and opening repositories, whatever is found there. */
#include "store/repository.h"

#include "read_only.h"
#include "runs.h"

static void write_file(const char *path, const char *content)
{
	GError *error = NULL;

	g_file_set_contents(path, content, -1, &error);
	g_assert_no_error(error);
}

static void assert_refused(const char *folder, enum repository_error code, const char *pattern)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(repository_open(folder, NULL, &error));
	g_assert_error(error, REPOSITORY_ERROR, (int)code);
	if (!g_pattern_match_simple(pattern, error->message))
		g_error("message: '%s'", error->message);
}

/* ---- making ---- */

static void test_a_new_repository_has_no_runs(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	g_autoptr(GError) error = NULL;
	struct run run;

	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	g_assert_false(repository_last(repository, &run, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN);
	assert_failing(repository, "");
	assert_sound(repository);
}

static void test_it_is_made_once(void)
{
	scoped_project folder = make_repository();
	g_autoptr(GError) error = NULL;

	{
		scoped(repository) repository = open_repository(folder);
		record_run(repository, false, "a:success");
	}
	g_assert_false(repository_create(folder, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_EXISTS);
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 1);
}

/* The exit status tells whether it was this one that made it. */
static int try_to_create(void *folder)
{
	g_autoptr(GError) error = NULL;

	if (repository_create(folder, &error))
		return 1;
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_EXISTS);
	return 0;
}

static void test_of_several_at_once_one_makes_it(void)
{
	enum { COUNT = 6 };
	scoped_project folder = make_project();
	pid_t children[COUNT];
	int makers = 0;

	for (int i = 0; i < COUNT; i++)
		children[i] = start_child(try_to_create, folder);
	for (int i = 0; i < COUNT; i++)
		makers += await_child(children[i]);
	g_assert_cmpint(makers, ==, 1);
	scoped(repository) repository = open_repository(folder);
	assert_sound(repository);
	/* Nothing is left of the others. */
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	g_assert_cmpstr(g_dir_read_name(entries), ==, LAYOUT_FOLDER);
	g_assert_null(g_dir_read_name(entries));
}

static void test_where_there_is_no_folder_none_is_made(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(repository_create("/nonexistent/folder", &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
}

/* ---- formats ---- */

static void test_where_there_is_none_the_message_says_what_makes_one(void)
{
	scoped_project folder = make_project();

	assert_refused(folder, REPOSITORY_ERROR_MISSING, "*no repository*`testr init`*");
}

static void test_formats_other_than_2_are_refused(void)
{
	scoped_project folder = make_repository();
	g_autofree char *format = layout_path(folder, LAYOUT_FORMAT);

	write_file(format, "1\n");
	assert_refused(folder, REPOSITORY_ERROR_FORMAT, "*format 1*`testr upgrade`*");
	write_file(format, "3\n");
	assert_refused(folder, REPOSITORY_ERROR_FORMAT, "*newer testr*");
	write_file(format, "99999999999999999999\n");
	assert_refused(folder, REPOSITORY_ERROR_FORMAT, "*newer testr*");
	write_file(format, "");
	assert_refused(folder, REPOSITORY_ERROR_DAMAGED, "*'format'*");
	write_file(format, "2 or so\n");
	assert_refused(folder, REPOSITORY_ERROR_DAMAGED, "*'format'*");
	g_assert_cmpint(g_unlink(format), ==, 0);
	assert_refused(folder, REPOSITORY_ERROR_DAMAGED, "*'format' is missing*");
}

static void test_a_folder_without_runs_is_refused(void)
{
	scoped_project folder = make_repository();
	g_autofree char *runs = layout_path(folder, LAYOUT_RUNS);

	g_assert_cmpint(g_rmdir(runs), ==, 0);
	assert_refused(folder, REPOSITORY_ERROR_DAMAGED, "*runs*");
}

/* ---- the index ---- */

/* A repository in which b has failed twice. */
static char *make_history(void)
{
	char *folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success:2000 b:fail c:fail");
	record_run(repository, true, "b:fail");
	record_run(repository, true, "c:success d:success:9000");
	return folder;
}

/* All that make_history() made is known again. */
static void assert_history(struct repository *repository)
{
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 3);
	assert_failing(repository, "b");
	g_autoptr(GHashTable) durations = repository_durations(repository, NULL);
	g_assert_cmpuint(g_hash_table_size(durations), ==, 4);
	int64_t *duration_us = g_hash_table_lookup(durations, "d");
	g_assert_cmpint(*duration_us, ==, 9000);
	assert_run_reads(repository, 1, "b:inprogress b:fail");
	assert_sound(repository);
}

static void test_an_index_that_was_deleted_is_made_anew(void)
{
	scoped_project folder = make_history();

	remove_index(folder);
	scoped(repository) repository = open_with_notices(folder, "*index lacked 3 runs*");
	assert_history(repository);
}

static void test_an_index_that_is_garbage_is_made_anew(void)
{
	scoped_project folder = make_history();
	g_autofree char *path = layout_path(folder, LAYOUT_INDEX);
	g_autofree char *garbage = g_strnfill(50000, 'x');

	remove_index(folder);
	write_file(path, garbage);
	scoped(repository) repository = open_with_notices(folder, "*index lacked 3 runs*");
	assert_history(repository);
	repository_close(g_steal_pointer(&repository));
	repository = open_repository(folder);
	assert_history(repository);
}

static void test_an_index_that_is_empty_is_made_anew(void)
{
	scoped_project folder = make_history();
	g_autofree char *path = layout_path(folder, LAYOUT_INDEX);

	remove_index(folder);
	write_file(path, "");
	scoped(repository) repository = open_with_notices(folder, "*index lacked 3 runs*");
	assert_history(repository);
}

/* As if the machine had crashed and brought back an index of yesterday. */
static void test_an_index_that_lags_behind_catches_up(void)
{
	scoped_project folder = make_history();
	g_autofree char *path = layout_path(folder, LAYOUT_INDEX);
	g_autofree char *old = NULL;
	size_t length;

	remove_index(folder);
	repository_close(open_with_notices(folder, "*lacked 3*"));
	{
		scoped(repository) repository = open_repository(folder);
		record_run(repository, true, "e:fail");
	}
	g_assert_true(g_file_get_contents(path, &old, &length, NULL));
	{
		scoped(repository) repository = open_repository(folder);
		record_run(repository, true, "f:fail");
	}
	remove_index(folder);
	g_assert_true(g_file_set_contents(path, old, (gssize)length, NULL));
	scoped(repository) repository = open_with_notices(folder, "*index lacked * runs*");
	assert_failing(repository, "b e f");
	assert_sound(repository);
}

/* Whatever is in it: only its version is looked at. */
static void test_an_older_index_is_made_anew(void)
{
	scoped_project folder = make_history();

	tamper(layout_path(folder, LAYOUT_INDEX),
	       "DROP TABLE tests; CREATE TABLE tests (of_old); PRAGMA user_version = 1");
	scoped(repository) repository = open_with_notices(folder, "*index lacked 3 runs*");
	assert_history(repository);
}

static void test_a_newer_index_is_refused(void)
{
	scoped_project folder = make_history();

	tamper(layout_path(folder, LAYOUT_INDEX), "PRAGMA user_version = 4");
	assert_refused(folder, REPOSITORY_ERROR_FORMAT, "*newer testr made it*");
}

/* Each run by one that has the index open alone, as it is with commands. */
static void test_the_log_of_the_index_stays_short(void)
{
	enum { RUNS = 150, TESTS = 100 };
	scoped_project folder = make_repository();
	g_autofree char *wal = layout_path(folder, LAYOUT_INDEX "-wal");
	g_autoptr(GString) line = g_string_new(NULL);
	GStatBuf about;

	for (int i = 0; i < TESTS; i++)
		g_string_append_printf(line, "test-%d:success ", i);
	for (int i = 0; i < RUNS; i++) {
		scoped(repository) repository = open_repository(folder);
		record_run(repository, false, line->str);
	}
	g_assert_cmpint(g_stat(wal, &about), ==, 0);
	g_assert_cmpint(about.st_size, <, 1200000);
	scoped(repository) repository = open_repository(folder);
	assert_sound(repository);
}

/* ---- read-only folders ---- */

static int use_read_only(void *folder)
{
	struct run_start start = {.concurrency = 1};
	GError *error = NULL;

	if (!make_read_only(folder))
		return CANNOT_MAKE_READ_ONLY;
	scoped(repository) repository = open_repository(folder);
	assert_history(repository);
	g_assert_null(repository_record(repository, &start, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	g_assert_nonnull(strstr(error->message, "cannot be written to"));
	g_clear_error(&error);
	g_assert_false(repository_rebuild(repository, NULL, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	return 0;
}

static void test_a_folder_that_cannot_be_written_to_can_be_asked(void)
{
	scoped_project folder = make_history();

	run_read_only(use_read_only, folder);
}

static void test_there_the_index_may_even_be_missing(void)
{
	scoped_project folder = make_history();

	remove_index(folder);
	run_read_only(use_read_only, folder);
}

/* All that SQLite keeps beside the index is gone, so that it lags behind. */
static void test_there_the_index_may_lag_behind(void)
{
	scoped_project folder = make_history();
	g_autofree char *wal = layout_path(folder, LAYOUT_INDEX "-wal");
	g_autofree char *shm = layout_path(folder, LAYOUT_INDEX "-shm");

	g_assert_cmpint(g_unlink(wal), ==, 0);
	g_assert_cmpint(g_unlink(shm), ==, 0);
	run_read_only(use_read_only, folder);
}

static int begin_and_die(void *folder)
{
	struct run_recorder *recorder = begin_run(open_repository(folder), false);

	tell_tests(run_recorder_sink(recorder), "z:fail");
	g_assert_true(run_recorder_flush(recorder, NULL));
	return die();
}

static int find_interrupted(void *folder)
{
	if (!make_read_only(folder))
		return CANNOT_MAKE_READ_ONLY;
	scoped(repository) repository =
		open_with_notices(folder, "run 3 was interrupted: it will be recovered when*");
	assert_history(repository);
	return 0;
}

static void test_there_recovery_waits(void)
{
	scoped_project folder = make_history();

	g_assert_cmpint(await_child(start_child(begin_and_die, folder)), ==, -SIGKILL);
	run_read_only(find_interrupted, folder);
	scoped(repository) repository = open_with_notices(folder, "run 3 was interrupted*");
	assert_failing(repository, "b z");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/repository/a new one has no runs", test_a_new_repository_has_no_runs);
	g_test_add_func("/repository/it is made once", test_it_is_made_once);
	g_test_add_func("/repository/of several at once one makes it",
			test_of_several_at_once_one_makes_it);
	g_test_add_func("/repository/where there is no folder none is made",
			test_where_there_is_no_folder_none_is_made);
	g_test_add_func("/repository/where there is none the message says what makes one",
			test_where_there_is_none_the_message_says_what_makes_one);
	g_test_add_func("/repository/formats other than 2 are refused",
			test_formats_other_than_2_are_refused);
	g_test_add_func("/repository/a folder without runs is refused",
			test_a_folder_without_runs_is_refused);
	g_test_add_func("/repository/an index that was deleted is made anew",
			test_an_index_that_was_deleted_is_made_anew);
	g_test_add_func("/repository/an index that is garbage is made anew",
			test_an_index_that_is_garbage_is_made_anew);
	g_test_add_func("/repository/an index that is empty is made anew",
			test_an_index_that_is_empty_is_made_anew);
	g_test_add_func("/repository/an index that lags behind catches up",
			test_an_index_that_lags_behind_catches_up);
	g_test_add_func("/repository/an older index is made anew",
			test_an_older_index_is_made_anew);
	g_test_add_func("/repository/the log of the index stays short",
			test_the_log_of_the_index_stays_short);
	g_test_add_func("/repository/a newer index is refused", test_a_newer_index_is_refused);
	g_test_add_func("/repository/a folder that cannot be written to can be asked",
			test_a_folder_that_cannot_be_written_to_can_be_asked);
	g_test_add_func("/repository/there the index may even be missing",
			test_there_the_index_may_even_be_missing);
	g_test_add_func("/repository/there the index may lag behind",
			test_there_the_index_may_lag_behind);
	g_test_add_func("/repository/there recovery waits", test_there_recovery_waits);
	return g_test_run();
}
