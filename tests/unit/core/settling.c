/*
 * How the end of an execution is judged: the table of docs/design/execution-ends.md, row by row.
 * Unless a test says otherwise there is one worker, and a and b are in its first execution.
 */
#include <signal.h>

#include "drive.h"

/* One instance, i, in which `tests` have been handed out as execution 0. */
static struct drive *start_in_instance(const char *tests)
{
	const struct coordinator_options options = drive_in_instances(1);
	struct drive *drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, tests);
	drive_skip(drive);
	return drive;
}

/* `tests` have been handed out on this machine as execution 0. */
static struct drive *start_here(const char *tests)
{
	const struct coordinator_options options = drive_local(1);
	struct drive *drive = drive_start(&options);

	drive_listed(drive, tests);
	drive_skip(drive);
	return drive;
}

/* The only instance dies while `execution` runs in it, and `id` comes in its place. */
static void replace(struct drive *drive, int execution, int instance, const char *id)
{
	drive_exited(drive, execution, 255);
	drive_probed(drive, instance, false);
	drive_instance(drive, id);
	drive_provisioned(drive, 0);
}

/* ---- status 0 ---- */

static void a_started_test_without_result_fails(void)
{
	scoped(drive) drive = start_here("a b");

	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "answer b: fail, no result (execution 0 exited 0)\n"
			    "finish: tests failed\n");
}

static void a_test_that_was_never_reported_fails(void)
{
	scoped(drive) drive = start_here("a b");

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "answer b: fail, not reported (execution 0 exited 0)\n"
			    "finish: tests failed\n");
}

/* ---- another status, all reported ---- */

static void a_bad_status_that_nothing_explains_is_a_failure(void)
{
	scoped(drive) drive = start_here("a");

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 3);
	drive_expect(drive, "returncode, no reason (execution 0 exited 3)\n"
			    "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).returncodes, ==, 1);
}

static void status_1_without_a_failure_is_a_failure(void)
{
	scoped(drive) drive = start_here("a");

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 1);
	drive_expect(drive, "returncode, no reason (execution 0 exited 1)\n"
			    "finish: tests failed\n");
}

static void status_1_is_explained_by_a_failure(void)
{
	scoped(drive) drive = start_here("a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
}

static void status_2_is_not_explained_by_a_failure(void)
{
	scoped(drive) drive = start_here("a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 2);
	drive_expect(drive, "returncode, no reason (execution 0 exited 2)\n"
			    "finish: tests failed\n");
}

static void status_1_is_explained_by_the_failure_of_an_unlisted_test(void)
{
	scoped(drive) drive = start_here("a");

	drive_passed(drive, 0, "a");
	drive_ended(drive, 0, "unlisted", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).unlisted_failed, ==, 1);
}

static void a_signal_after_the_last_result_is_a_failure(void)
{
	scoped(drive) drive = start_in_instance("a");

	drive_passed(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_expect(drive, "probe i\n");
	drive_probed(drive, 0, true);
	drive_expect(drive, "returncode, no reason (execution 0 signalled 11)\ndispose 0: i\n");
}

static void a_signal_after_the_last_result_is_explained_by_a_lost_instance(void)
{
	scoped(drive) drive = start_in_instance("a");

	drive_passed(drive, 0, "a");
	drive_killed(drive, 0, SIGKILL);
	drive_probed(drive, 0, false);
	drive_expect(drive, "probe i\ndispose 0: i (lost)\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
}

static void status_255_after_the_last_result_is_explained_by_a_lost_instance(void)
{
	scoped(drive) drive = start_in_instance("a");

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 255);
	drive_probed(drive, 0, false);
	drive_expect(drive, "probe i\ndispose 0: i (lost)\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
}

/* ---- early, and the machine is alive ---- */

static void the_test_that_was_running_is_blamed_for_a_crash(void)
{
	scoped(drive) drive = start_here("a b c");

	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_killed(drive, 0, SIGSEGV);
	drive_expect(drive, "answer b: fail, crashed (execution 0 signalled 11)\n"
			    "execute 1 on worker-0 in here: c (attempt 2)\n");
	g_assert_cmpuint(drive_summary(drive).handed_out_again, ==, 1);
}

static void an_instance_that_answers_stays_in_use(void)
{
	scoped(drive) drive = start_in_instance("a b");

	drive_started(drive, 0, "a");
	drive_exited(drive, 0, 139);
	drive_expect(drive, "probe i\n");
	drive_probed(drive, 0, true);
	drive_expect(drive, "answer a: fail, crashed (execution 0 exited 139)\n"
			    "execute 1 on worker-0 in i: b (attempt 2)\n");
}

/* ---- early, and the instance is lost ---- */

static void tests_of_a_lost_instance_are_handed_out_again(void)
{
	scoped(drive) drive = start_in_instance("a b c");

	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_exited(drive, 0, 255);
	drive_expect(drive, "probe i\n");
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nprovision 1\n");
	drive_instance(drive, "j");
	drive_expect(drive, "execute 1 on worker-0 in j: b c (attempt 2)\n");
	g_assert_cmpint(drive_summary(drive).instances_lost, ==, 1);
	g_assert_cmpint(drive_summary(drive).instances_replaced, ==, 1);
}

static void a_test_runs_alone_after_two_losses_and_fails_after_three(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.replacements = 3;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_started(drive, 0, "a");
	replace(drive, 0, 0, "j");
	drive_started(drive, 1, "a");
	drive_skip(drive);
	replace(drive, 1, 1, "k");
	drive_expect(drive, "probe j\ndispose 1: j (lost)\nprovision 1\n"
			    "execute 2 on worker-0 in k: b (attempt 3)\n");
	drive_passed(drive, 2, "b");
	drive_exited(drive, 2, 0);
	drive_expect(drive, "execute 3 on worker-0 in k: a (attempt 3)\n");
	drive_started(drive, 3, "a");
	drive_exited(drive, 3, 255);
	drive_probed(drive, 2, false);
	drive_expect(drive, "probe k\ndispose 2: k (lost)\n"
			    "answer a: fail, kills instances (execution 3 exited 255)\n");
}

static void waiting_for_a_lost_instance_blames_nobody(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.replacements = 5;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	replace(drive, 0, 0, "j");
	replace(drive, 1, 1, "k");
	replace(drive, 2, 2, "l");
	drive_skip(drive);
	drive_passed(drive, 3, "a");
	drive_exited(drive, 3, 0);
	drive_expect(drive, "dispose 3: l\n");
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_SUCCESS], ==, 1);
}

static void with_no_instance_to_be_had_tests_are_lost(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.replacements = 0;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 255);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nanswer b: lost, no instance\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: tests failed\n");
}

static void a_probe_that_is_late_is_a_loss(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.probe_timeout_us = 30 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_exited(drive, 0, 255);
	drive_skip(drive);
	drive_pass(drive, 30 * SECOND_US);
	drive_expect(drive, "stop probe 0: TERM\n");
	drive_pass(drive, 5 * SECOND_US);
	drive_expect(drive, "stop probe 0: KILL\n");
	drive_probed(drive, 0, true);
	drive_expect(drive, "dispose 0: i (lost)\nprovision 1\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a started test without result fails",
			a_started_test_without_result_fails);
	g_test_add_func("/a test that was never reported fails",
			a_test_that_was_never_reported_fails);
	g_test_add_func("/a bad status that nothing explains is a failure",
			a_bad_status_that_nothing_explains_is_a_failure);
	g_test_add_func("/status 1 without a failure is a failure",
			status_1_without_a_failure_is_a_failure);
	g_test_add_func("/status 1 is explained by a failure", status_1_is_explained_by_a_failure);
	g_test_add_func("/status 2 is not explained by a failure",
			status_2_is_not_explained_by_a_failure);
	g_test_add_func("/status 1 is explained by the failure of an unlisted test",
			status_1_is_explained_by_the_failure_of_an_unlisted_test);
	g_test_add_func("/a signal after the last result is a failure",
			a_signal_after_the_last_result_is_a_failure);
	g_test_add_func("/a signal after the last result is explained by a lost instance",
			a_signal_after_the_last_result_is_explained_by_a_lost_instance);
	g_test_add_func("/status 255 after the last result is explained by a lost instance",
			status_255_after_the_last_result_is_explained_by_a_lost_instance);
	g_test_add_func("/the test that was running is blamed for a crash",
			the_test_that_was_running_is_blamed_for_a_crash);
	g_test_add_func("/an instance that answers stays in use",
			an_instance_that_answers_stays_in_use);
	g_test_add_func("/tests of a lost instance are handed out again",
			tests_of_a_lost_instance_are_handed_out_again);
	g_test_add_func("/a test runs alone after two losses and fails after three",
			a_test_runs_alone_after_two_losses_and_fails_after_three);
	g_test_add_func("/waiting for a lost instance blames nobody",
			waiting_for_a_lost_instance_blames_nobody);
	g_test_add_func("/with no instance to be had tests are lost",
			with_no_instance_to_be_had_tests_are_lost);
	g_test_add_func("/a probe that is late is a loss", a_probe_that_is_late_is_a_loss);
	return g_test_run();
}
