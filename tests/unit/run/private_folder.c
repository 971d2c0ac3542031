#include "run/private_folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_only_its_owner_can_look_into_it(void)
{
	g_autoptr(GError) error = NULL;
	struct stat status;
	int lock;

	char *path = private_folder_make(&lock, &error);
	g_assert_no_error(error);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0700);
	private_folder_remove(path);
}

static void test_it_goes_with_all_that_is_in_it(void)
{
	int lock;
	char *path = private_folder_make(&lock, NULL);
	g_autofree char *kept = g_strdup(path);
	g_autofree char *below = g_build_filename(path, "a", "b", NULL);
	g_autofree char *file = g_build_filename(below, "ids", NULL);

	g_mkdir_with_parents(below, 0700);
	g_file_set_contents(file, "x", 1, NULL);
	private_folder_remove(path);
	g_assert_false(g_file_test(kept, G_FILE_TEST_EXISTS));
}

static void test_what_a_link_in_it_points_at_stays(void)
{
	int lock;
	char *elsewhere = private_folder_make(&lock, NULL);
	g_autofree char *file = g_build_filename(elsewhere, "results", NULL);
	char *path = private_folder_make(&lock, NULL);
	g_autofree char *link = g_build_filename(path, "link", NULL);

	g_file_set_contents(file, "x", 1, NULL);
	g_assert_cmpint(symlink(elsewhere, link), ==, 0);
	private_folder_remove(path);
	g_assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
	private_folder_remove(elsewhere);
}

/* A process makes one and dies; `*heir` is one that has its lock still. Returns its path. */
static char *make_and_die(pid_t *heir)
{
	int said[2], lock;
	char path[256] = "";
	pid_t pids[2] = {0};

	g_assert_cmpint(pipe(said), ==, 0);
	pid_t maker = fork();
	if (maker == 0) {
		char *made = private_folder_make(&lock, NULL);
		pids[0] = heir ? fork() : 0;
		while (heir && pids[0] == 0)
			pause();
		(void)!write(said[1], pids, sizeof pids);
		(void)!write(said[1], made, strlen(made));
		_exit(0);
	}
	(void)close(said[1]);
	g_assert_cmpint(waitpid(maker, NULL, 0), ==, maker);
	g_assert_cmpint(read(said[0], pids, sizeof pids), ==, sizeof pids);
	g_assert_cmpint(read(said[0], path, sizeof path - 1), >, 0);
	(void)close(said[0]);
	if (heir)
		*heir = pids[0];
	return g_strdup(path);
}

static void test_those_of_the_dead_are_swept_away_and_others_not(void)
{
	int lock;
	char *alive = private_folder_make(&lock, NULL);
	g_autofree char *dead = make_and_die(NULL);
	g_autofree char *strange = g_build_filename(g_get_tmp_dir(), "testr-strang", NULL);

	g_assert_cmpint(g_mkdir(strange, 0700), ==, 0);
	private_folder_sweep();
	g_assert_false(g_file_test(dead, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(alive, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(strange, G_FILE_TEST_EXISTS));
	g_assert_cmpint(g_rmdir(strange), ==, 0);
	private_folder_remove(alive);
	(void)close(lock);
}

static void test_one_that_a_guardian_answers_for_stays_until_it_is_gone(void)
{
	pid_t heir;
	g_autofree char *path = make_and_die(&heir);

	private_folder_sweep();
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	g_assert_cmpint(kill(heir, SIGKILL), ==, 0);
	while (g_file_test(path, G_FILE_TEST_EXISTS))
		private_folder_sweep();
}

static void test_one_with_a_ledger_stays(void)
{
	g_autofree char *path = make_and_die(NULL);
	g_autofree char *repository = g_build_filename(path, ".testrepository", NULL);
	g_autofree char *ledger = g_build_filename(repository, "ledger.db", NULL);

	g_assert_cmpint(g_mkdir(repository, 0700), ==, 0);
	g_assert_true(g_file_set_contents(ledger, "x", 1, NULL));
	private_folder_sweep();
	g_assert_true(g_file_test(ledger, G_FILE_TEST_EXISTS));
	private_folder_remove(g_steal_pointer(&path));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/private_folder/only its owner can look into it",
			test_only_its_owner_can_look_into_it);
	g_test_add_func("/private_folder/it goes with all that is in it",
			test_it_goes_with_all_that_is_in_it);
	g_test_add_func("/private_folder/what a link in it points at stays",
			test_what_a_link_in_it_points_at_stays);
	g_test_add_func("/private_folder/those of the dead are swept away and others not",
			test_those_of_the_dead_are_swept_away_and_others_not);
	g_test_add_func("/private_folder/one that a guardian answers for stays until it is gone",
			test_one_that_a_guardian_answers_for_stays_until_it_is_gone);
	g_test_add_func("/private_folder/one with a ledger stays", test_one_with_a_ledger_stays);
	return g_test_run();
}
