/* The test that keeps the runner from starting any is found, and the rest is run. */
#include <signal.h>

#include "drive.h"

static struct drive *start_here(const char *tests)
{
	const struct coordinator_options options = drive_local(1);
	struct drive *drive = drive_start(&options);

	drive_listed(drive, tests);
	drive_skip(drive);
	return drive;
}

static void a_runner_that_starts_no_test_at_all_fails_them_soon(void)
{
	scoped(drive) drive = start_here("a b c d e f");

	drive_exited(drive, 0, 127);
	drive_expect(drive, "execute 1 on worker-0 in here: a b c (attempt 2)\n");
	drive_exited(drive, 1, 127);
	drive_expect(drive, "execute 2 on worker-0 in here: a b (attempt 3)\n");
	drive_exited(drive, 2, 127);
	drive_expect(drive, "execute 3 on worker-0 in here: a (attempt 4)\n");
	drive_exited(drive, 3, 127);
	drive_expect(drive, "answer a: fail, no progress (execution 3 exited 127)\n"
			    "execute 4 on worker-0 in here: b c d e f (attempt 4)\n");
	drive_exited(drive, 4, 127);
	drive_expect(drive, "execute 5 on worker-0 in here: f (attempt 3)\n");
	drive_exited(drive, 5, 127);
	drive_expect(drive, "answer f: fail, no progress (execution 5 exited 127)\n"
			    "execute 6 on worker-0 in here: b c d e (attempt 5)\n");
	drive_exited(drive, 6, 127);
	drive_expect(drive, "answer b: fail, no progress (execution 6 exited 127)\n"
			    "answer c: fail, no progress (execution 6 exited 127)\n"
			    "answer d: fail, no progress (execution 6 exited 127)\n"
			    "answer e: fail, no progress (execution 6 exited 127)\n"
			    "finish: tests failed\n");
}

static void a_test_that_keeps_others_from_starting_is_found_by_halving(void)
{
	scoped(drive) drive = start_here("a b c d e f g h");

	drive_exited(drive, 0, 1);
	drive_expect(drive, "execute 1 on worker-0 in here: a b c d (attempt 2)\n");
	drive_passed(drive, 1, "a b c d");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "execute 2 on worker-0 in here: e f g h (attempt 2)\n");
	drive_exited(drive, 2, 1);
	drive_expect(drive, "execute 3 on worker-0 in here: e f (attempt 3)\n");
	drive_passed(drive, 3, "e f");
	drive_exited(drive, 3, 0);
	drive_expect(drive, "execute 4 on worker-0 in here: g h (attempt 3)\n");
	drive_exited(drive, 4, 1);
	drive_expect(drive, "execute 5 on worker-0 in here: g (attempt 4)\n");
	drive_exited(drive, 5, 1);
	drive_expect(drive, "answer g: fail, no progress (execution 5 exited 1)\n"
			    "execute 6 on worker-0 in here: h (attempt 4)\n");
}

static void the_rest_goes_out_in_one_batch_as_soon_as_the_culprit_is_found(void)
{
	scoped(drive) drive = start_here("a b c d e f");

	drive_passed(drive, 0, "a b");
	drive_killed(drive, 0, SIGABRT);
	drive_expect(drive, "execute 1 on worker-0 in here: c d e f (attempt 2)\n");
	drive_killed(drive, 1, SIGABRT);
	drive_expect(drive, "execute 2 on worker-0 in here: c d (attempt 3)\n");
	drive_killed(drive, 2, SIGABRT);
	drive_expect(drive, "execute 3 on worker-0 in here: c (attempt 4)\n");
	drive_killed(drive, 3, SIGABRT);
	drive_expect(drive, "answer c: fail, no progress (execution 3 signalled 6)\n"
			    "execute 4 on worker-0 in here: d e f (attempt 4)\n");
	drive_passed(drive, 4, "d e f");
	drive_exited(drive, 4, 0);
	drive_expect(drive, "finish: tests failed\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a runner that starts no test at all fails them soon",
			a_runner_that_starts_no_test_at_all_fails_them_soon);
	g_test_add_func("/a test that keeps others from starting is found by halving",
			a_test_that_keeps_others_from_starting_is_found_by_halving);
	g_test_add_func("/the rest goes out in one batch as soon as the culprit is found",
			the_rest_goes_out_in_one_batch_as_soon_as_the_culprit_is_found);
	return g_test_run();
}
