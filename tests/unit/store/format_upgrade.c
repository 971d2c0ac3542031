/* Importing the repositories of Python's testr. */
#include "store/format_upgrade.h"

#include "killing.h"
#include "runs.h"
#include "store/layout.h"

static void write_original(const char *folder, const char *name, const char *content)
{
	g_autofree char *path = layout_path(folder, name);

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
}

/* An outcome as Python's testr writes it, one test after the other, each a second long. */
#define TEST(second, id, outcome)                                                                  \
	"time: 2012-03-04 05:06:0" second ".000000Z\n"                                             \
	"tags: worker-1\n"                                                                         \
	"test: " id "\n"                                                                           \
	"time: 2012-03-04 05:06:0" second ".500000Z\n" outcome ": " id " [ multipart\n"            \
	"]\n"                                                                                      \
	"tags: -worker-1\n"

/* b has failed, and so has c, which a later full run lacked; d failed in a partial run after. */
static char *make_original(void)
{
	char *folder = make_project();
	g_autofree char *inner = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	g_assert_cmpint(g_mkdir(inner, 0700), ==, 0);
	write_original(folder, "format", "1\n");
	write_original(folder, "next-stream", "4\n");
	write_original(folder, "times.dbm", "whatever");
	write_original(folder, "0", TEST("1", "a", "success") TEST("2", "c", "failure"));
	write_original(folder, "1", TEST("1", "a", "success") TEST("2", "b", "failure"));
	write_original(folder, "3", TEST("3", "d", "failure") TEST("4", "a", "skip"));
	write_original(folder, "failing", TEST("2", "b", "failure") TEST("3", "d", "failure"));
	return folder;
}

static void assert_original(const char *folder)
{
	g_autofree char *path = layout_path(folder, "1");
	g_autofree char *content = NULL;

	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, TEST("1", "a", "success") TEST("2", "b", "failure"));
}

static void assert_imported(const char *folder)
{
	scoped(repository) repository = open_repository(folder);
	struct run run;

	g_assert_cmpint(repository_run_count(repository, NULL), ==, 3);
	assert_failing(repository, "b d");
	assert_run_reads(repository, 3, "d:inprogress d:fail a:inprogress a:skip");
	g_assert_true(repository_run(repository, 1, &run, NULL));
	g_assert_false(run.is_interrupted);
	g_assert_cmpint(run.ended_ns - run.started_ns, ==, 1500000000);
	g_autoptr(GHashTable) durations = repository_durations(repository, NULL);
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, "b"), ==, 500000);
	assert_sound(repository);
	g_assert_cmpint(record_run(repository, true, "a:success"), ==, 4);
}

static int upgrade(void *folder)
{
	GError *error = NULL;
	bool is_upgraded = repository_upgrade(folder, NULL, &error);

	g_assert_no_error(error);
	g_assert_true(is_upgraded);
	return 0;
}

static void test_runs_failures_and_times_are_imported(void)
{
	scoped_project folder = make_original();
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;

	repository_upgrade(folder, notices, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(notices->len, ==, 1);
	g_assert_true(g_pattern_match_simple("imported 3 runs; *", notices->pdata[0]));
	assert_imported(folder);
	assert_original(folder);
}

static void test_before_that_nothing_is_touched(void)
{
	scoped_project folder = make_original();
	g_autofree char *inner = g_build_filename(folder, LAYOUT_FOLDER, NULL);
	g_autoptr(GError) error = NULL;
	int entries = 0;

	g_assert_null(repository_open(folder, NULL, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT);
	g_autoptr(GDir) dir = g_dir_open(inner, 0, NULL);
	while (g_dir_read_name(dir))
		entries++;
	g_assert_cmpint(entries, ==, 7);
}

static void test_where_nothing_is_failing_nothing_is_after(void)
{
	static const char *const contents[] = {"", NULL};

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		scoped_project folder = make_original();
		g_autofree char *failing = layout_path(folder, "failing");

		write_original(folder, "4", TEST("5", "a", "success"));
		if (contents[i])
			write_original(folder, "failing", contents[i]);
		else
			g_assert_cmpint(g_unlink(failing), ==, 0);
		upgrade(folder);
		scoped(repository) repository = open_repository(folder);
		assert_failing(repository, "");
		assert_sound(repository);
	}
}

static void test_a_repository_without_runs_is_upgraded(void)
{
	scoped_project folder = make_project();
	g_autofree char *inner = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	g_assert_cmpint(g_mkdir(inner, 0700), ==, 0);
	write_original(folder, "format", "1\n");
	write_original(folder, "next-stream", "0\n");
	upgrade(folder);
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(record_run(repository, false, "a:success"), ==, 0);
}

static void test_what_needs_no_upgrade_is_left_alone(void)
{
	scoped_project folder = make_repository();
	scoped_project empty = make_project();
	g_autoptr(GError) error = NULL;

	{
		scoped(repository) repository = open_repository(folder);
		record_run(repository, false, "a:fail");
	}
	g_assert_false(repository_upgrade(folder, NULL, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_EXISTS);
	g_clear_error(&error);
	scoped(repository) repository = open_repository(folder);
	assert_failing(repository, "a");
	g_assert_false(repository_upgrade(empty, NULL, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_MISSING);
}

static void test_a_stream_that_cannot_be_read_stops_it(void)
{
	scoped_project folder = make_original();
	g_autofree char *path = layout_path(folder, "2");
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_false(repository_upgrade(folder, NULL, &error));
	g_assert_true(error->domain == G_FILE_ERROR);
	g_assert_null(repository_open(folder, NULL, NULL));
	g_assert_cmpint(g_rmdir(path), ==, 0);
	upgrade(folder);
	assert_imported(folder);
}

static void test_killed_at_any_moment_it_can_be_done_again(void)
{
	enum killing killing = KILLED;

	/* A moment in seven: a tenth of a second each adds up. */
	for (int count = 1; killing == KILLED; count += 7) {
		scoped_project folder = make_original();
		g_autoptr(GError) error = NULL;

		killing = kill_before_change(upgrade, folder, count);
		if (killing == CANNOT_TRACE) {
			g_test_skip("processes cannot be traced here");
			return;
		}
		if (!repository_upgrade(folder, NULL, &error))
			g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_EXISTS);
		assert_imported(folder);
		assert_original(folder);
		g_assert_true(killing == KILLED || count > 30);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/format_upgrade/runs, failures and times are imported",
			test_runs_failures_and_times_are_imported);
	g_test_add_func("/format_upgrade/before that nothing is touched",
			test_before_that_nothing_is_touched);
	g_test_add_func("/format_upgrade/where nothing is failing nothing is after",
			test_where_nothing_is_failing_nothing_is_after);
	g_test_add_func("/format_upgrade/a repository without runs is upgraded",
			test_a_repository_without_runs_is_upgraded);
	g_test_add_func("/format_upgrade/what needs no upgrade is left alone",
			test_what_needs_no_upgrade_is_left_alone);
	g_test_add_func("/format_upgrade/a stream that cannot be read stops it",
			test_a_stream_that_cannot_be_read_stops_it);
	g_test_add_func("/format_upgrade/killed at any moment it can be done again",
			test_killed_at_any_moment_it_can_be_done_again);
	return g_test_run();
}
