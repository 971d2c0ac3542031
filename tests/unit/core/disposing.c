/* Every instance is given to a disposing callout, whatever happens. */
#include <signal.h>

#include "drive.h"

/* Instance i runs the only test, a, which passes; i is being disposed of. */
static struct drive *start(const struct coordinator_options *options)
{
	struct drive *drive = drive_start(options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_skip(drive);
	return drive;
}

static void a_failed_disposal_is_tried_once_more(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_disposed(drive, 0, 1);
	drive_pass(drive, DISPOSAL_PAUSE_US - 1);
	drive_expect(drive, "");
	drive_pass(drive, 1);
	drive_expect(drive, "dispose 1: i\n");
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
	g_assert_false(drive_summary(drive).disposal_failed);
}

static void what_cannot_be_disposed_of_twice_is_undisposed(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_disposed(drive, 0, 1);
	drive_pass(drive, DISPOSAL_PAUSE_US);
	drive_skip(drive);
	drive_disposed(drive, 1, 1);
	drive_expect(drive, "undisposed 1: i\nfinish: passed\n");
	g_assert_true(drive_summary(drive).disposal_failed);
}

static void a_disposal_whose_time_is_up_has_failed(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.limits.dispose_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = start(&options);

	drive_pass(drive, 60 * SECOND_US);
	drive_expect(drive, "stop disposal 0: TERM\n");
	drive_pass(drive, 5 * SECOND_US);
	drive_expect(drive, "stop disposal 0: KILL\n");
	drive_disposed(drive, 0, 0);
	drive_pass(drive, DISPOSAL_PAUSE_US);
	drive_expect(drive, "dispose 1: i\n");
}

static void a_second_interrupt_ends_the_pause(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_disposed(drive, 0, 1);
	drive_interrupted(drive);
	drive_expect(drive, "");
	drive_interrupted(drive);
	drive_expect(drive, "dispose 1: i\n");
	/* Its timer is gone. */
	drive_pass(drive, DISPOSAL_PAUSE_US);
	drive_expect(drive, "");
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: interrupted\n");
}

static void after_a_second_interrupt_there_is_no_pause(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_interrupted(drive);
	drive_interrupted(drive);
	drive_disposed(drive, 0, 1);
	drive_expect(drive, "dispose 1: i\n");
}

static void disposal_goes_on_whatever_the_user_wants(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_interrupted(drive);
	drive_interrupted(drive);
	drive_expect(drive, "");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: interrupted\n");
}

static void an_end_that_is_reported_twice_counts_once(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_disposed(drive, 0, 1);
	drive_disposed(drive, 0, 0);
	drive_pass(drive, DISPOSAL_PAUSE_US);
	drive_skip(drive);
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "");
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
}

static void an_id_that_comes_late_is_disposed_of_too(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_instance(drive, "late");
	drive_expect(drive, "dispose 1: late\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "");
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
}

/* ---- what is kept ---- */

/* Instances i and j are there to stay by `keep`, and run a and b. */
static struct drive *start_two(enum keep_instances keep)
{
	struct coordinator_options options = drive_in_instances(2);
	options.instances.keep = keep;
	options.scheduling.schedule = SCHEDULE_STATIC;
	struct drive *drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_skip(drive);
	return drive;
}

static void instances_in_which_a_test_failed_are_kept_if_wanted(void)
{
	scoped(drive) drive = start_two(KEEP_FAILED);

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_ended(drive, 1, "b", STATUS_FAIL);
	drive_exited(drive, 1, 1);
	drive_expect(drive, "keep: j\ndispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: tests failed\n");
}

static void instances_in_which_a_runner_crashed_are_kept_if_wanted(void)
{
	scoped(drive) drive = start_two(KEEP_FAILED);

	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 0);
	drive_started(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_skip(drive);
	drive_probed(drive, 0, true);
	drive_expect(drive, "answer a: fail, crashed (execution 0 signalled 11)\n"
			    "keep: i\ndispose 0: j\n");
}

static void all_that_were_used_are_kept_if_wanted(void)
{
	scoped(drive) drive = start_two(KEEP_ALWAYS);

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "keep: i j\nfinish: passed\n");
}

static void a_lost_instance_is_not_kept(void)
{
	scoped(drive) drive = start_two(KEEP_ALWAYS);

	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 0);
	drive_passed(drive, 0, "a");
	drive_killed(drive, 0, SIGKILL);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nkeep: j\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
}

static void an_interrupt_keeps_by_the_same_rule(void)
{
	scoped(drive) drive = start_two(KEEP_FAILED);

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_started(drive, 1, "b");
	drive_interrupted(drive);
	drive_killed(drive, 0, SIGTERM);
	drive_skip(drive);
	drive_killed(drive, 1, SIGTERM);
	drive_expect(drive, "answer b: not-run, interrupted (execution 1 signalled 15)\nkeep: "
			    "i\ndispose 0: j\n");
}

static void an_instance_in_which_listing_failed_is_kept_if_wanted(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.keep = KEEP_FAILED;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_skip(drive);
	drive_listing_failed(drive);
	drive_probed(drive, 0, true);
	drive_expect(drive, "probe i\nkeep: i\nfinish: listing failed\n");
}

static void what_nobody_asked_for_is_not_kept(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.keep = KEEP_ALWAYS;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_instance(drive, "extra");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "keep: i\ndispose 0: extra\n");
}

static void more_than_one_command_can_name_are_disposed_of_by_several(void)
{
	enum { COUNT = 17, LENGTH = 4000, FITTING = 16 };
	const struct coordinator_options options = drive_in_instances(COUNT);
	scoped(drive) drive = drive_start(&options);
	g_autoptr(GString) expected = g_string_new("dispose 0:");

	for (int i = 0; i < COUNT; i++) {
		g_autofree char *tail = g_strnfill(LENGTH - 2, 'x');
		g_autofree char *id = g_strdup_printf("%02d%s", i, tail);
		drive_instance(drive, id);
		g_string_append_printf(expected, "%s %s", i == FITTING ? "\ndispose 1:" : "", id);
	}
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_exited(drive, 0, 0);
	g_string_append_c(expected, '\n');
	drive_expect(drive, expected->str);
	drive_disposed(drive, 0, 0);
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a failed disposal is tried once more",
			a_failed_disposal_is_tried_once_more);
	g_test_add_func("/what cannot be disposed of twice is undisposed",
			what_cannot_be_disposed_of_twice_is_undisposed);
	g_test_add_func("/a disposal whose time is up has failed",
			a_disposal_whose_time_is_up_has_failed);
	g_test_add_func("/a second interrupt ends the pause", a_second_interrupt_ends_the_pause);
	g_test_add_func("/after a second interrupt there is no pause",
			after_a_second_interrupt_there_is_no_pause);
	g_test_add_func("/disposal goes on whatever the user wants",
			disposal_goes_on_whatever_the_user_wants);
	g_test_add_func("/an end that is reported twice counts once",
			an_end_that_is_reported_twice_counts_once);
	g_test_add_func("/an id that comes late is disposed of too",
			an_id_that_comes_late_is_disposed_of_too);
	g_test_add_func("/instances in which a test failed are kept if wanted",
			instances_in_which_a_test_failed_are_kept_if_wanted);
	g_test_add_func("/instances in which a runner crashed are kept if wanted",
			instances_in_which_a_runner_crashed_are_kept_if_wanted);
	g_test_add_func("/all that were used are kept if wanted",
			all_that_were_used_are_kept_if_wanted);
	g_test_add_func("/a lost instance is not kept", a_lost_instance_is_not_kept);
	g_test_add_func("/an interrupt keeps by the same rule",
			an_interrupt_keeps_by_the_same_rule);
	g_test_add_func("/an instance in which listing failed is kept if wanted",
			an_instance_in_which_listing_failed_is_kept_if_wanted);
	g_test_add_func("/what nobody asked for is not kept", what_nobody_asked_for_is_not_kept);
	g_test_add_func("/more than one command can name are disposed of by several",
			more_than_one_command_can_name_are_disposed_of_by_several);
	return g_test_run();
}
