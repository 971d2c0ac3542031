/* Tests that failed are run again: when, where, how often, and what comes of it. */
#include <signal.h>

#include "drive.h"

static struct drive *start_here(int retries, const char *tests)
{
	struct coordinator_options options = drive_local(1);
	struct drive *drive;

	options.failures.retries = retries;
	drive = drive_start(&options);
	drive_listed(drive, tests);
	drive_skip(drive);
	return drive;
}

/* Instances i and j; i has `tests` as execution 0, and j has nothing to do. */
static struct drive *start_in_two(const char *tests)
{
	struct coordinator_options options = drive_in_instances(2);
	struct drive *drive;

	options.failures.retries = 1;
	drive = drive_start(&options);
	drive_instance(drive, "i");
	drive_listed(drive, tests);
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_skip(drive);
	return drive;
}

static void assert_counts(const struct drive *drive, enum outcome outcome, size_t count)
{
	struct coordinator_summary summary = drive_summary(drive);

	g_assert_cmpuint(summary.tally.count[outcome], ==, count);
	g_assert_cmpuint(tally_total(&summary.tally), ==, summary.listed);
}

static void a_test_that_passes_when_it_is_run_again_is_flaky(void)
{
	scoped(drive) drive = start_here(1, "a b");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_passed(drive, 0, "b");
	assert_counts(drive, OUTCOME_FAIL, 0);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "execute 1 on worker-0 in here: a (attempt 2)\n");
	drive_passed(drive, 1, "a");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
	assert_counts(drive, OUTCOME_FLAKY, 1);
	g_assert_cmpuint(drive_summary(drive).retried, ==, 1);
	g_assert_cmpuint(drive_summary(drive).handed_out_again, ==, 0);
}

static void flaky_tests_fail_a_run_where_they_are_to(void)
{
	struct coordinator_options options = drive_local(1);

	options.failures.retries = 1;
	options.failures.flaky = FLAKY_FAILS;
	scoped(drive) drive = drive_start(&options);
	drive_listed(drive, "a");
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_passed(drive, 1, "a");
	drive_skip(drive);
	drive_exited(drive, 1, 0);
	drive_expect(drive, "finish: tests failed\n");
}

static void a_test_fails_when_its_retries_are_used_up(void)
{
	scoped(drive) drive = start_here(2, "a");

	for (int execution = 0; execution < 3; execution++) {
		assert_counts(drive, OUTCOME_UNDECIDED, 1);
		drive_ended(drive, execution, "a", STATUS_FAIL);
		drive_skip(drive);
		drive_exited(drive, execution, 1);
	}
	drive_expect(drive, "finish: tests failed\n");
	assert_counts(drive, OUTCOME_FAIL, 1);
}

static void a_crash_and_silence_are_failures_too(void)
{
	scoped(drive) drive = start_here(1, "a b");

	drive_started(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_expect(drive, "answer a: fail, crashed (execution 0 signalled 11), to be run again\n"
			    "execute 1 on worker-0 in here: b (attempt 2)\n");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "answer b: fail, not reported (execution 1 exited 0), to be run again\n"
			    "execute 2 on worker-0 in here: everything (attempt 3)\n");
	drive_passed(drive, 2, "a b");
	drive_exited(drive, 2, 0);
	drive_expect(drive, "finish: passed\n");
	assert_counts(drive, OUTCOME_FLAKY, 2);
}

static void a_test_that_is_skipped_when_it_is_run_again_stays_failed(void)
{
	scoped(drive) drive = start_here(1, "a");

	drive_ended(drive, 0, "a", STATUS_UXSUCCESS);
	drive_exited(drive, 0, 1);
	drive_skip(drive);
	drive_ended(drive, 1, "a", STATUS_SKIP);
	drive_exited(drive, 1, 0);
	drive_expect(drive, "finish: tests failed\n");
	assert_counts(drive, OUTCOME_UXSUCCESS, 1);
}

static void a_status_is_put_down_to_failures_that_are_run_again(void)
{
	scoped(drive) drive = start_here(1, "a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 3);
	drive_expect(drive, "execute 1 on worker-0 in here: everything (attempt 2)\n");
	drive_ended(drive, 1, "a", STATUS_FAIL);
	drive_exited(drive, 1, 3);
	drive_expect(drive, "returncode, no reason (execution 1 exited 3)\n"
			    "finish: tests failed\n");
}

static void an_unlisted_failure_stays_and_explains_no_status(void)
{
	scoped(drive) drive = start_here(1, "a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_ended(drive, 0, "unlisted", STATUS_FAIL);
	drive_exited(drive, 0, 3);
	drive_expect(drive, "returncode, no reason (execution 0 exited 3)\n"
			    "execute 1 on worker-0 in here: everything (attempt 2)\n");
	drive_passed(drive, 1, "a");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "finish: tests failed\n");
	assert_counts(drive, OUTCOME_FLAKY, 1);
}

static void a_failure_that_another_execution_reports_is_not_made_good(void)
{
	struct coordinator_options options = drive_local(1);
	const struct text a = text_of("a");

	options.scheduling.is_isolated = true;
	options.failures.retries = 1;
	scoped(drive) drive = drive_start(&options);
	drive_listed(drive, "a b");
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_ended(drive, 1, "a", STATUS_FAIL);
	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 1);
	drive_skip(drive);
	g_assert_cmpint(coordinator_meaning(drive_coordinator(drive), 2, a, STATUS_SUCCESS), ==,
			MEANS_WHAT_IT_SAYS);
	drive_passed(drive, 2, "a");
	drive_exited(drive, 2, 0);
	drive_expect(drive, "finish: tests failed\n");
}

/* ---- where ---- */

static void another_instance_is_used_if_there_is_one(void)
{
	scoped(drive) drive = start_in_two("a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "execute 1 on worker-1 in j: everything (attempt 2)\n");
	drive_passed(drive, 1, "a");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "dispose 0: i j\n");
}

static void another_instance_is_waited_for_if_it_is_busy(void)
{
	scoped(drive) drive = start_in_two("x/a x/b y/c y/d");

	drive_passed(drive, 0, "x/a");
	drive_ended(drive, 0, "x/b", STATUS_FAIL);
	drive_skip(drive);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "");
	drive_passed(drive, 1, "y/c y/d");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "execute 2 on worker-1 in j: x/b (attempt 2)\n");
}

static void the_same_instance_serves_when_the_other_is_lost(void)
{
	struct coordinator_options options = drive_in_instances(2);

	options.failures.retries = 1;
	options.instances.replacements = 0;
	scoped(drive) drive = drive_start(&options);
	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_started(drive, 1, "a");
	drive_killed(drive, 1, SIGKILL);
	drive_skip(drive);
	drive_probed(drive, 1, false);
	drive_expect(drive, "dispose 0: j (lost)\n"
			    "execute 2 on worker-0 in i: everything (attempt 3)\n");
	drive_passed(drive, 2, "a");
	drive_exited(drive, 2, 0);
	drive_disposed(drive, 0, 0);
	assert_counts(drive, OUTCOME_FLAKY, 1);
}

static void what_kills_instances_is_not_run_again(void)
{
	struct coordinator_options options = drive_in_instances(1);

	options.failures.retries = 5;
	options.instances.replacements = 5;
	scoped(drive) drive = drive_start(&options);
	drive_instance(drive, "i0");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	for (int i = 0; i < 3; i++) {
		g_autofree char *next = g_strdup_printf("i%d", i + 1);
		drive_started(drive, i, "a");
		drive_killed(drive, i, SIGKILL);
		drive_skip(drive);
		drive_probed(drive, i, false);
		if (i == 2)
			break;
		drive_instance(drive, next);
		drive_provisioned(drive, 0);
	}
	drive_expect(drive, "dispose 2: i2 (lost)\n"
			    "answer a: fail, kills instances (execution 2 signalled 9)\n");
}

/* ---- when it does not come to it ---- */

static void a_failure_stands_when_the_run_is_interrupted(void)
{
	scoped(drive) drive = start_here(3, "a b");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_interrupted(drive);
	drive_skip(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "answer b: not-run, interrupted (execution 0 signalled 15)\n"
			    "finish: interrupted\n");
	assert_counts(drive, OUTCOME_FAIL, 1);
	g_assert_cmpuint(drive_summary(drive).not_retried, ==, 1);
}

static void a_failure_stands_when_its_retry_is_interrupted(void)
{
	scoped(drive) drive = start_here(3, "a");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_started(drive, 1, "a");
	drive_interrupted(drive);
	drive_skip(drive);
	drive_killed(drive, 1, SIGTERM);
	drive_expect(drive, "answer a: not-run, interrupted (execution 1 signalled 15)\n"
			    "finish: interrupted\n");
	assert_counts(drive, OUTCOME_FAIL, 1);
}

static void a_failure_stands_when_no_instance_is_left(void)
{
	struct coordinator_options options = drive_in_instances(1);

	options.failures.retries = 1;
	options.instances.replacements = 0;
	scoped(drive) drive = drive_start(&options);
	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_killed(drive, 0, SIGKILL);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "dispose 0: i (lost)\n"
			    "finish: tests failed\n");
	assert_counts(drive, OUTCOME_FAIL, 1);
	g_assert_cmpuint(drive_summary(drive).not_retried, ==, 1);
}

/* ---- so many failures ---- */

static void so_many_failures_stop_the_run(void)
{
	struct coordinator_options options = drive_local(1);

	options.failures.max_failures = 2;
	scoped(drive) drive = drive_start(&options);
	drive_listed(drive, "a b c d");
	drive_skip(drive);
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_expect(drive, "");
	drive_ended(drive, 0, "unlisted", STATUS_FAIL);
	drive_expect(drive, "stop execution 0: TERM\n");
	drive_started(drive, 0, "b");
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "answer b: not-run, too many failures (execution 0 signalled 15)\n"
			    "answer c: not-run, too many failures (execution 0 signalled 15)\n"
			    "answer d: not-run, too many failures (execution 0 signalled 15)\n"
			    "finish: too many failures\n");
	assert_counts(drive, OUTCOME_NOT_RUN, 3);
}

static void the_last_failure_has_nothing_to_stop(void)
{
	struct coordinator_options options = drive_local(1);

	options.failures.max_failures = 1;
	scoped(drive) drive = drive_start(&options);
	drive_listed(drive, "a b");
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_ended(drive, 0, "b", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
}

static void a_failure_that_could_stop_the_run_is_looked_into_first(void)
{
	struct coordinator_options options = drive_local(1);

	options.scheduling.is_isolated = true;
	options.failures.retries = 1;
	options.failures.max_failures = 1;
	scoped(drive) drive = drive_start(&options);
	drive_listed(drive, "a b c");
	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_skip(drive);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "execute 1 on worker-0 in here: a (attempt 2)\n");
	drive_ended(drive, 1, "a", STATUS_FAIL);
	drive_expect(drive, "stop execution 1: TERM\n"
			    "answer b: not-run, too many failures\n"
			    "answer c: not-run, too many failures\n");
	drive_exited(drive, 1, 1);
	drive_expect(drive, "finish: too many failures\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/core/retrying/" #test, test)
	ADD(a_test_that_passes_when_it_is_run_again_is_flaky);
	ADD(flaky_tests_fail_a_run_where_they_are_to);
	ADD(a_test_fails_when_its_retries_are_used_up);
	ADD(a_crash_and_silence_are_failures_too);
	ADD(a_test_that_is_skipped_when_it_is_run_again_stays_failed);
	ADD(a_status_is_put_down_to_failures_that_are_run_again);
	ADD(an_unlisted_failure_stays_and_explains_no_status);
	ADD(a_failure_that_another_execution_reports_is_not_made_good);
	ADD(another_instance_is_used_if_there_is_one);
	ADD(another_instance_is_waited_for_if_it_is_busy);
	ADD(the_same_instance_serves_when_the_other_is_lost);
	ADD(what_kills_instances_is_not_run_again);
	ADD(a_failure_stands_when_the_run_is_interrupted);
	ADD(a_failure_stands_when_its_retry_is_interrupted);
	ADD(a_failure_stands_when_no_instance_is_left);
	ADD(so_many_failures_stop_the_run);
	ADD(the_last_failure_has_nothing_to_stop);
	ADD(a_failure_that_could_stop_the_run_is_looked_into_first);
	return g_test_run();
}
