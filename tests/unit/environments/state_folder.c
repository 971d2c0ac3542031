#include "environments/state_folder.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Removes `folder` again and again when it is there and empty, until it is killed. */
static pid_t start_remover(const char *folder)
{
	pid_t pid = fork();

	g_assert_cmpint(pid, >=, 0);
	if (pid > 0)
		return pid;
	for (;;) {
		(void)rmdir(folder);
		g_usleep(200);
	}
}

static void test_a_folder_is_made_while_another_process_removes_those_above(void)
{
	g_autofree char *top = g_dir_make_tmp("testr-test-XXXXXX", NULL);
	g_autofree char *above = g_build_filename(top, "above", NULL);
	g_autofree char *folder = g_build_filename(above, "folder", NULL);
	pid_t remover = start_remover(above);

	for (int i = 0; i < 500; i++) {
		g_autoptr(GError) error = NULL;

		g_assert_true(state_folder_make(folder, &error));
		g_assert_no_error(error);
		g_assert_cmpint(rmdir(folder), ==, 0);
	}
	kill(remover, SIGKILL);
	g_assert_cmpint(waitpid(remover, NULL, 0), ==, remover);
	(void)rmdir(above);
	g_assert_cmpint(rmdir(top), ==, 0);
}

static void test_what_is_in_the_way_is_an_error(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(state_folder_make("/dev/null/folder", &error));
	g_assert_nonnull(strstr(error->message, "/dev/null/folder"));
	g_assert_nonnull(strstr(error->message, g_strerror(ENOTDIR)));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/state_folder/made-while-another-process-removes-those-above",
			test_a_folder_is_made_while_another_process_removes_those_above);
	g_test_add_func("/state_folder/what-is-in-the-way-is-an-error",
			test_what_is_in_the_way_is_an_error);
	return g_test_run();
}
