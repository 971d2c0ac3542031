/* A run that goes well, from its first action to its last. */
#include "drive.h"

static void tests_run_here_without_instances(void)
{
	const struct coordinator_options options = drive_local(1);
	scoped(drive) drive = drive_start(&options);

	drive_expect(drive, "list in here\n");
	drive_listed(drive, "a b c");
	drive_expect(drive, "execute 0 on worker-0 in here: everything\n");
	drive_passed(drive, 0, "a b c");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_SUCCESS], ==, 3);
}

static void an_instance_lists_works_and_is_disposed_of(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_expect(drive, "provision 1\n");
	drive_instance(drive, "i");
	drive_expect(drive, "list in i\n");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_expect(drive, "execute 0 on worker-0 in i: everything\n");
	drive_passed(drive, 0, "a b");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
}

static void an_instance_works_while_others_are_provisioned(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_listed(drive, "a b");
	drive_expect(drive, "provision 2\nlist in i\nexecute 0 on worker-0 in i: a\n");
	drive_instance(drive, "j");
	drive_expect(drive, "execute 1 on worker-1 in j: b\n");
}

static void others_wait_for_the_listing(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_expect(drive, "provision 2\nlist in i\n");
	drive_listed(drive, "a b");
	drive_expect(drive, "execute 0 on worker-0 in i: a\nexecute 1 on worker-1 in j: b\n");
}

static void with_no_tests_nothing_is_executed(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "");
	drive_expect(drive, "provision 1\nlist in i\ndispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: no tests\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tests run here without instances", tests_run_here_without_instances);
	g_test_add_func("/an instance lists, works and is disposed of",
			an_instance_lists_works_and_is_disposed_of);
	g_test_add_func("/an instance works while others are provisioned",
			an_instance_works_while_others_are_provisioned);
	g_test_add_func("/others wait for the listing", others_wait_for_the_listing);
	g_test_add_func("/with no tests nothing is executed", with_no_tests_nothing_is_executed);
	return g_test_run();
}
