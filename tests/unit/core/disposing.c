/* Every instance is given to a disposing callout, whatever happens. */
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
	drive_expect(drive, "dispose 1: i\n");
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: passed\n");
	g_assert_false(drive_summary(drive).disposal_failed);
}

static void what_cannot_be_disposed_of_twice_is_ungone(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = start(&options);

	drive_disposed(drive, 0, 1);
	drive_skip(drive);
	drive_disposed(drive, 1, 1);
	drive_expect(drive, "ungone 1: i\nfinish: passed\n");
	g_assert_true(drive_summary(drive).disposal_failed);
}

static void a_disposal_whose_time_is_up_has_failed(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.dispose_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = start(&options);

	drive_pass(drive, 60 * SECOND_US);
	drive_expect(drive, "stop disposal 0: TERM\n");
	drive_pass(drive, 5 * SECOND_US);
	drive_expect(drive, "stop disposal 0: KILL\n");
	drive_disposed(drive, 0, 0);
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a failed disposal is tried once more",
			a_failed_disposal_is_tried_once_more);
	g_test_add_func("/what cannot be disposed of twice is ungone",
			what_cannot_be_disposed_of_twice_is_ungone);
	g_test_add_func("/a disposal whose time is up has failed",
			a_disposal_whose_time_is_up_has_failed);
	g_test_add_func("/disposal goes on whatever the user wants",
			disposal_goes_on_whatever_the_user_wants);
	g_test_add_func("/an end that is reported twice counts once",
			an_end_that_is_reported_twice_counts_once);
	g_test_add_func("/an id that comes late is disposed of too",
			an_id_that_comes_late_is_disposed_of_too);
	return g_test_run();
}
