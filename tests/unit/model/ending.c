#include "model/ending.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>

static void assert_described(enum ending_kind kind, int code, const char *words)
{
	g_autofree char *described = ending_describe((struct ending){kind, code});
	g_assert_cmpstr(described, ==, words);
}

static void says_how_it_ended(void)
{
	assert_described(ENDING_EXITED, 3, "exited with status 3");
	assert_described(ENDING_EXITED, 128 + SIGSEGV, "exited with status 139 (SIGSEGV)");
	assert_described(ENDING_EXITED, 255, "exited with status 255");
	assert_described(ENDING_SIGNALLED, SIGSEGV, "was killed by SIGSEGV");
	assert_described(ENDING_SIGNALLED, 40, "was killed by signal 40");
	assert_described(ENDING_NOT_STARTED, ENOENT,
			 "could not be started: No such file or directory");
	assert_described(ENDING_TIMED_OUT, SIGTERM, "ran out of time");
}

static void only_status_0_is_success(void)
{
	g_assert_true(ending_is_success((struct ending){ENDING_EXITED, 0}));
	g_assert_false(ending_is_success((struct ending){ENDING_EXITED, 1}));
	g_assert_false(ending_is_success((struct ending){ENDING_SIGNALLED, 0}));
	g_assert_false(ending_is_success((struct ending){ENDING_NOT_STARTED, 0}));
	g_assert_false(ending_is_success((struct ending){ENDING_TIMED_OUT, 0}));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/model/ending/says_how_it_ended", says_how_it_ended);
	g_test_add_func("/model/ending/only_status_0_is_success", only_status_0_is_success);
	return g_test_run();
}
