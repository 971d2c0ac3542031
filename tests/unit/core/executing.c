/* The times of executions: what happens when one is up. */
#include <signal.h>

#include "drive.h"

static void a_test_that_takes_too_long_fails_and_the_rest_is_handed_out_again(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.test_timeout_us = 10 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b");
	drive_skip(drive);
	drive_pass(drive, 60 * SECOND_US);
	drive_expect(drive, "");
	drive_started(drive, 0, "a");
	drive_pass(drive, 10 * SECOND_US);
	drive_expect(drive, "stop execution 0: TERM\n");
	drive_pass(drive, 5 * SECOND_US);
	drive_expect(drive, "stop execution 0: KILL\n");
	drive_killed(drive, 0, SIGKILL);
	drive_expect(drive, "answer a: fail, timed out (execution 0 timed out 9)\n"
			    "execute 1 on worker-0 in here: b (attempt 2)\n");
}

static void the_test_timeout_begins_anew_with_each_test(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.test_timeout_us = 10 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b");
	drive_skip(drive);
	drive_started(drive, 0, "a");
	drive_pass(drive, 9 * SECOND_US);
	drive_ended(drive, 0, "a", STATUS_SUCCESS);
	drive_started(drive, 0, "b");
	drive_pass(drive, 9 * SECOND_US);
	drive_expect(drive, "");
	drive_pass(drive, 1 * SECOND_US);
	drive_expect(drive, "stop execution 0: TERM\n");
}

static void silence_fails_the_test_that_was_running(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.no_output_timeout_us = 10 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a");
	drive_skip(drive);
	drive_started(drive, 0, "a");
	drive_pass(drive, 9 * SECOND_US);
	drive_output(drive, 0);
	drive_pass(drive, 9 * SECOND_US);
	drive_expect(drive, "");
	drive_pass(drive, 1 * SECOND_US);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "stop execution 0: TERM\n"
			    "answer a: fail, no output (execution 0 timed out 15)\n"
			    "finish: tests failed\n");
}

static void an_execution_that_takes_too_long_is_ended_however_busy_it_is(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.execute_timeout_us = 10 * SECOND_US;
	options.limits.test_timeout_us = 9 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b");
	drive_skip(drive);
	drive_pass(drive, 5 * SECOND_US);
	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_pass(drive, 5 * SECOND_US);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "stop execution 0: TERM\n"
			    "answer b: fail, execution timed out (execution 0 timed out 15)\n"
			    "finish: tests failed\n");
}

static void a_runner_that_hangs_after_its_last_result_is_a_failure(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.no_output_timeout_us = 10 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a");
	drive_skip(drive);
	drive_passed(drive, 0, "a");
	drive_pass(drive, 10 * SECOND_US);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "stop execution 0: TERM\n"
			    "returncode, no output (execution 0 timed out 15)\n"
			    "finish: tests failed\n");
}

static void an_instance_is_probed_after_a_time_was_up(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.limits.test_timeout_us = 10 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_started(drive, 0, "a");
	drive_pass(drive, 10 * SECOND_US);
	drive_skip(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "probe i\nanswer a: fail, timed out (execution 0 timed out 15)\n");
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nprovision 1\n");
}

static void a_batch_is_cut_to_what_a_command_can_name(void)
{
	struct coordinator_options options = drive_local(1);
	scoped(drive) drive = drive_start(&options);

	drive_skip(drive);
	drive_listed_in(drive, "aaa bb cc", 5, false);
	drive_expect(drive, "execute 0 on worker-0 in here: aaa bb\n");
	drive_passed(drive, 0, "aaa bb");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "execute 1 on worker-0 in here: cc\n");
}

static void all_tests_are_one_batch_if_they_need_not_be_named(void)
{
	struct coordinator_options options = drive_local(1);
	scoped(drive) drive = drive_start(&options);

	drive_skip(drive);
	drive_listed_in(drive, "aaa bb cccccc", 5, true);
	drive_expect(drive, "execute 0 on worker-0 in here: everything\n");
}

static void a_test_that_no_command_can_name_fails_and_the_others_run(void)
{
	struct coordinator_options options = drive_local(1);
	scoped(drive) drive = drive_start(&options);

	drive_skip(drive);
	drive_listed_in(drive, "aaaaaa b", 5, false);
	drive_expect(drive, "answer aaaaaa: fail, no room\n"
			    "execute 0 on worker-0 in here: b\n");
	drive_passed(drive, 0, "b");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: tests failed\n");
}

static void a_test_that_no_command_can_name_is_not_run_again(void)
{
	struct coordinator_options options = drive_local(1);
	options.failures.retries = 1;
	scoped(drive) drive = drive_start(&options);

	drive_skip(drive);
	drive_listed_in(drive, "aaaaaa b", 5, true);
	drive_started(drive, 0, "aaaaaa");
	drive_ended(drive, 0, "aaaaaa", STATUS_FAIL);
	drive_passed(drive, 0, "b");
	drive_skip(drive);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).not_retried, ==, 1);
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_FAIL], ==, 1);
}

static void too_many_that_no_command_can_name_stop_the_run(void)
{
	struct coordinator_options options = drive_local(1);
	options.failures.max_failures = 1;
	scoped(drive) drive = drive_start(&options);

	drive_skip(drive);
	drive_listed_in(drive, "aaaaaa b", 5, false);
	drive_expect(drive, "answer aaaaaa: fail, no room\n"
			    "answer b: not-run, too many failures\n"
			    "finish: too many failures\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a test that takes too long fails and the rest is handed out again",
			a_test_that_takes_too_long_fails_and_the_rest_is_handed_out_again);
	g_test_add_func("/the test timeout begins anew with each test",
			the_test_timeout_begins_anew_with_each_test);
	g_test_add_func("/silence fails the test that was running",
			silence_fails_the_test_that_was_running);
	g_test_add_func("/an execution that takes too long is ended however busy it is",
			an_execution_that_takes_too_long_is_ended_however_busy_it_is);
	g_test_add_func("/a runner that hangs after its last result is a failure",
			a_runner_that_hangs_after_its_last_result_is_a_failure);
	g_test_add_func("/an instance is probed after a time was up",
			an_instance_is_probed_after_a_time_was_up);
	g_test_add_func("/a batch is cut to what a command can name",
			a_batch_is_cut_to_what_a_command_can_name);
	g_test_add_func("/all tests are one batch if they need not be named",
			all_tests_are_one_batch_if_they_need_not_be_named);
	g_test_add_func("/a test that no command can name fails and the others run",
			a_test_that_no_command_can_name_fails_and_the_others_run);
	g_test_add_func("/a test that no command can name is not run again",
			a_test_that_no_command_can_name_is_not_run_again);
	g_test_add_func("/too many that no command can name stop the run",
			too_many_that_no_command_can_name_stop_the_run);
	return g_test_run();
}
