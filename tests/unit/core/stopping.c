/* A run that is ended before its end: interrupts, failures, the time of the whole run. */
#include <signal.h>

#include "drive.h"

/* Two instances are asked for; i has come and runs a; b and c wait. */
static struct drive *start(const struct coordinator_options *options)
{
	struct drive *drive = drive_start(options);

	drive_instance(drive, "i");
	drive_listed(drive, "a b c");
	drive_skip(drive);
	return drive;
}

static void an_interrupt_stops_everything_and_nothing_is_handed_out(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = start(&options);

	drive_started(drive, 0, "a");
	drive_interrupted(drive);
	drive_expect(drive, "stop provisioning: TERM\n"
			    "stop execution 0: TERM\n"
			    "answer b: not-run, interrupted\n"
			    "answer c: not-run, interrupted\n");
	drive_instance(drive, "j");
	drive_provisioned(drive, 143);
	drive_expect(drive, "");
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "answer a: not-run, interrupted (execution 0 signalled 15)\n"
			    "dispose 0: i j\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: interrupted\n");
}

static void what_is_reported_in_the_grace_period_counts(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = start(&options);

	drive_interrupted(drive);
	drive_passed(drive, 0, "a");
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_SUCCESS], ==, 1);
}

static void after_the_grace_period_comes_kill(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = start(&options);

	drive_interrupted(drive);
	drive_skip(drive);
	drive_pass(drive, 5 * SECOND_US - 1);
	drive_expect(drive, "");
	drive_pass(drive, 1);
	drive_expect(drive, "stop provisioning: KILL\nstop execution 0: KILL\n");
}

static void a_second_interrupt_skips_the_grace_period(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = start(&options);

	drive_interrupted(drive);
	drive_skip(drive);
	drive_interrupted(drive);
	drive_expect(drive, "stop provisioning: KILL\nstop execution 0: KILL\n");
	drive_pass(drive, 60 * SECOND_US);
	drive_interrupted(drive);
	drive_expect(drive, "");
}

static void without_a_grace_period_kill_comes_at_once(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.kill_grace_us = 0;
	scoped(drive) drive = drive_start(&options);

	drive_interrupted(drive);
	drive_expect(drive, "list in here\nstop listing: TERM\nstop listing: KILL\n");
}

static void an_interrupt_while_provisioning_leaves_only_disposal(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = drive_start(&options);

	drive_interrupted(drive);
	drive_instance(drive, "i");
	drive_expect(drive, "provision 2\nstop provisioning: TERM\n");
	drive_provisioned(drive, 0);
	drive_expect(drive, "dispose 0: i\n");
}

static void an_interrupt_while_listing_leaves_only_disposal(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_interrupted(drive);
	drive_expect(drive, "provision 1\nlist in i\nstop listing: TERM\n");
	drive_listed(drive, "a b");
	drive_expect(drive, "dispose 0: i\n");
}

static void an_interrupt_while_probing_does_not_judge(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_started(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_skip(drive);
	drive_interrupted(drive);
	drive_expect(drive, "stop probe 0: TERM\n");
	drive_probed(drive, 0, false);
	drive_expect(drive, "answer a: not-run, interrupted (execution 0 signalled 11)\n"
			    "dispose 0: i\n");
	g_assert_cmpint(drive_summary(drive).instances_lost, ==, 0);
}

static void an_interrupt_between_retries_ends_them(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.provision_retries = 5;
	scoped(drive) drive = drive_start(&options);

	drive_provisioned(drive, 1);
	drive_interrupted(drive);
	drive_expect(drive, "provision 1\nfinish: interrupted\n");
	g_assert_cmpint(coordinator_deadline_us(drive_coordinator(drive)), ==, INT64_MAX);
}

static void a_test_whose_time_was_up_when_the_interrupt_came_is_timed_out(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.test_timeout_us = SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b");
	drive_started(drive, 0, "a");
	drive_pass(drive, SECOND_US);
	drive_skip(drive);
	drive_interrupted(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "answer a: fail, timed out (execution 0 timed out 15)\n"
			    "answer b: not-run, interrupted (execution 0 timed out 15)\n"
			    "finish: interrupted\n");
}

static void when_the_run_takes_too_long_what_runs_fails_and_the_rest_is_not_run(void)
{
	struct coordinator_options options = drive_in_instances(2);
	options.limits.run_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = start(&options);

	drive_started(drive, 0, "a");
	drive_skip(drive);
	drive_pass(drive, 60 * SECOND_US);
	drive_killed(drive, 0, SIGTERM);
	drive_provisioned(drive, 143);
	drive_expect(drive, "stop provisioning: TERM\n"
			    "stop execution 0: TERM\n"
			    "answer b: not-run, run timed out\n"
			    "answer c: not-run, run timed out\n"
			    "answer a: fail, run timed out (execution 0 signalled 15)\n"
			    "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: run timed out\n");
}

static void the_time_of_the_run_does_not_cut_disposal_short(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.limits.run_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "");
	drive_skip(drive);
	drive_pass(drive, 120 * SECOND_US);
	drive_expect(drive, "");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: no tests\n");
}

static void when_the_engine_cannot_go_on_instances_are_still_disposed_of(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_skip(drive);
	drive_failed(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "stop execution 0: TERM\n"
			    "answer a: not-run, stopped (execution 0 signalled 15)\n"
			    "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: failed\n");
}

static void a_listing_that_fails_stops_the_run_and_provisioning_is_heard_to_its_end(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_skip(drive);
	drive_listing_failed(drive);
	drive_expect(drive, "");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_expect(drive, "dispose 0: i j\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: listing failed\n");
}

static void an_interrupt_ends_the_provisioning_that_a_stopped_run_waits_for(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_listing_failed(drive);
	drive_skip(drive);
	drive_interrupted(drive);
	drive_expect(drive, "stop provisioning: TERM\n");
	drive_interrupted(drive);
	drive_expect(drive, "stop provisioning: KILL\n");
	drive_provisioned(drive, 137);
	drive_expect(drive, "dispose 0: i\n");
}

static void a_listing_that_takes_too_long_is_stopped(void)
{
	struct coordinator_options options = drive_local(1);
	options.limits.execute_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_pass(drive, 60 * SECOND_US);
	drive_listing_failed(drive);
	drive_expect(drive, "list in here\nstop listing: TERM\nfinish: listing failed\n");
}

static void the_gravest_of_several_ends_is_the_verdict(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = start(&options);

	drive_provisioned(drive, 1);
	drive_interrupted(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_skip(drive);
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: interrupted\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/an interrupt stops everything and nothing is handed out",
			an_interrupt_stops_everything_and_nothing_is_handed_out);
	g_test_add_func("/what is reported in the grace period counts",
			what_is_reported_in_the_grace_period_counts);
	g_test_add_func("/after the grace period comes kill", after_the_grace_period_comes_kill);
	g_test_add_func("/a second interrupt skips the grace period",
			a_second_interrupt_skips_the_grace_period);
	g_test_add_func("/without a grace period kill comes at once",
			without_a_grace_period_kill_comes_at_once);
	g_test_add_func("/an interrupt while provisioning leaves only disposal",
			an_interrupt_while_provisioning_leaves_only_disposal);
	g_test_add_func("/an interrupt while listing leaves only disposal",
			an_interrupt_while_listing_leaves_only_disposal);
	g_test_add_func("/an interrupt while probing does not judge",
			an_interrupt_while_probing_does_not_judge);
	g_test_add_func("/an interrupt between retries ends them",
			an_interrupt_between_retries_ends_them);
	g_test_add_func("/a test whose time was up when the interrupt came is timed out",
			a_test_whose_time_was_up_when_the_interrupt_came_is_timed_out);
	g_test_add_func("/when the run takes too long what runs fails and the rest is not run",
			when_the_run_takes_too_long_what_runs_fails_and_the_rest_is_not_run);
	g_test_add_func("/the time of the run does not cut disposal short",
			the_time_of_the_run_does_not_cut_disposal_short);
	g_test_add_func("/when the engine cannot go on instances are still disposed of",
			when_the_engine_cannot_go_on_instances_are_still_disposed_of);
	g_test_add_func("/a listing that fails stops the run and provisioning is heard to its end",
			a_listing_that_fails_stops_the_run_and_provisioning_is_heard_to_its_end);
	g_test_add_func("/an interrupt ends the provisioning that a stopped run waits for",
			an_interrupt_ends_the_provisioning_that_a_stopped_run_waits_for);
	g_test_add_func("/a listing that takes too long is stopped",
			a_listing_that_takes_too_long_is_stopped);
	g_test_add_func("/the gravest of several ends is the verdict",
			the_gravest_of_several_ends_is_the_verdict);
	return g_test_run();
}
