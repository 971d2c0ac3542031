/* How instances are asked for, and which of them are refused. */
#include <signal.h>

#include "drive.h"

/* Two instances have been asked for. */
static struct drive *start(void)
{
	const struct coordinator_options options = drive_in_instances(2);
	struct drive *drive = drive_start(&options);

	drive_expect(drive, "provision 2\n");
	return drive;
}

static void a_callout_that_fails_stops_the_run(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_listed(drive, "a b c d");
	drive_skip(drive);
	drive_provisioned(drive, 1);
	drive_expect(drive, "stop execution 0: TERM\n"
			    "answer b: not-run, stopped\n"
			    "answer c: not-run, stopped\n"
			    "answer d: not-run, stopped\n");
	drive_killed(drive, 0, SIGTERM);
	drive_expect(drive, "answer a: not-run, stopped (execution 0 signalled 15)\n"
			    "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: provisioning failed\n");
}

static void a_callout_that_fails_at_once_leaves_nothing_to_dispose_of(void)
{
	scoped(drive) drive = start();

	drive_provisioned(drive, 127);
	drive_expect(drive, "finish: provisioning failed\n");
}

static void a_callout_that_prints_nothing_is_an_error_and_no_loop(void)
{
	scoped(drive) drive = start();

	drive_provisioned(drive, 0);
	drive_expect(drive, "finish: bad instances\n");
	g_assert_nonnull(strstr(coordinator_complaint(drive_coordinator(drive)), "no instance id"));
}

static void too_few_are_asked_for_once_more_while_work_goes_on(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_listed(drive, "a b c d");
	drive_skip(drive);
	drive_provisioned(drive, 0);
	drive_expect(drive, "provision 1\n");
	drive_instance(drive, "j");
	drive_expect(drive, "execute 1 on worker-1 in j: b\n");
	drive_provisioned(drive, 0);
	drive_expect(drive, "");
}

static void too_few_twice_is_an_error(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_expect(drive, "list in i\nprovision 1\n");
	drive_provisioned(drive, 0);
	drive_expect(drive, "stop listing: TERM\n");
	drive_listing_failed(drive);
	drive_expect(drive, "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: bad instances\n");
	g_assert_nonnull(strstr(coordinator_complaint(drive_coordinator(drive)), "1 of 2"));
}

static void too_many_are_never_used_but_disposed_of(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_instance(drive, "k");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b c");
	drive_expect(drive, "list in i\n"
			    "execute 0 on worker-0 in i: a\n"
			    "execute 1 on worker-1 in j: b\n");
	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 0);
	drive_skip(drive);
	drive_passed(drive, 2, "c");
	drive_exited(drive, 2, 0);
	drive_expect(drive, "dispose 0: i j k\n");
	g_assert_cmpint(drive_summary(drive).instances_extra, ==, 1);
}

/* `ids` are printed, the last of which is refused; `disposed` are disposed of. */
static void expect_refusal(const char *const *ids, const char *disposed, const char *complaint)
{
	g_autofree char *line = g_strdup_printf("dispose 0: %s\n", disposed);
	scoped(drive) drive = start();

	for (const char *const *id = ids; *id; id++)
		drive_instance(drive, *id);
	drive_listing_failed(drive);
	drive_skip(drive);
	drive_provisioned(drive, 0);
	drive_expect(drive, line);
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: bad instances\n");
	g_assert_cmpstr(coordinator_complaint(drive_coordinator(drive)), ==, complaint);
}

static void a_repeated_id_is_refused_and_disposed_of_once(void)
{
	expect_refusal((const char *const[]){"i", "i", NULL}, "i",
		       "the provisioning callout cannot be used: instance id 'i' was printed "
		       "already: each instance needs an id of its own");
}

static void an_id_like_an_option_is_refused(void)
{
	expect_refusal((const char *const[]){"i", "-rf", NULL}, "i",
		       "the provisioning callout cannot be used: instance id '-rf' begins with "
		       "'-': a command would take it for an option");
}

static void an_id_that_is_not_utf8_is_refused(void)
{
	expect_refusal((const char *const[]){"i", "\xff", NULL}, "i",
		       "the provisioning callout cannot be used: instance id '\\xff' is not "
		       "UTF-8");
}

static void an_id_with_control_characters_is_refused(void)
{
	expect_refusal((const char *const[]){"i", "\033[31m", NULL}, "i",
		       "the provisioning callout cannot be used: instance id '\\x1b[31m' holds "
		       "control characters");
}

static void a_callout_whose_ids_are_refused_is_stopped(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "-x");
	drive_expect(drive, "stop provisioning: TERM\n");
	drive_pass(drive, 5 * SECOND_US);
	drive_expect(drive, "stop provisioning: KILL\n");
}

static void an_id_that_is_printed_again_after_its_disposal_is_disposed_of_again(void)
{
	const struct coordinator_options options = drive_in_instances(1);
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_exited(drive, 0, 255);
	drive_probed(drive, 0, false);
	drive_skip(drive);
	drive_instance(drive, "i");
	drive_expect(drive, "stop provisioning: TERM\nanswer a: not-run, stopped\n");
	drive_provisioned(drive, 0);
	drive_expect(drive, "dispose 1: i\n");
}

static void a_callout_that_will_not_stop_printing_is_stopped(void)
{
	scoped(drive) drive = start();

	for (int i = 0; i < 20000; i++) {
		g_autofree char *id = g_strdup_printf("i%d", i);
		drive_instance(drive, id);
	}
	drive_expect(drive, "list in i0\nstop provisioning: TERM\nstop listing: TERM\n");
}

static void a_callout_whose_time_is_up_has_failed(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.limits.provision_timeout_us = 60 * SECOND_US;
	scoped(drive) drive = drive_start(&options);

	drive_pass(drive, 60 * SECOND_US);
	drive_expect(drive, "provision 1\nstop provisioning: TERM\n");
	drive_provisioned(drive, 0);
	drive_expect(drive, "finish: provisioning failed\n");
}

static void a_failed_callout_is_tried_again_after_longer_and_longer_pauses(void)
{
	struct coordinator_options options = drive_in_instances(2);
	options.instances.provision_retries = 2;
	scoped(drive) drive = drive_start(&options);

	drive_provisioned(drive, 1);
	drive_skip(drive);
	drive_pass(drive, SECOND_US - 1);
	drive_expect(drive, "");
	drive_pass(drive, 1);
	drive_expect(drive, "provision 2\n");
	drive_provisioned(drive, 1);
	drive_pass(drive, 2 * SECOND_US - 1);
	drive_expect(drive, "");
	drive_pass(drive, 1);
	drive_expect(drive, "provision 2\n");
	drive_provisioned(drive, 1);
	drive_expect(drive, "finish: provisioning failed\n");
}

static void what_a_failed_callout_printed_is_not_asked_for_again(void)
{
	struct coordinator_options options = drive_in_instances(2);
	options.instances.provision_retries = 1;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 1);
	drive_skip(drive);
	drive_pass(drive, SECOND_US);
	drive_expect(drive, "provision 1\n");
}

static void replacements_end_with_their_budget(void)
{
	struct coordinator_options options = drive_in_instances(1);
	options.instances.replacements = 1;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a");
	drive_exited(drive, 0, 255);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nprovision 1\n");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_exited(drive, 1, 255);
	drive_skip(drive);
	drive_probed(drive, 1, false);
	drive_expect(drive, "dispose 1: j (lost)\nanswer a: lost, no instance\n");
}

static void a_replacement_that_fails_leaves_the_run_what_it_has(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_exited(drive, 0, 255);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nprovision 1\n");
	drive_provisioned(drive, 1);
	drive_passed(drive, 1, "b");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "provision 1\nexecute 2 on worker-1 in j: a (attempt 2)\n");
}

static void nothing_is_replaced_when_no_test_waits(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_instance(drive, "j");
	drive_provisioned(drive, 0);
	drive_listed(drive, "a b");
	drive_skip(drive);
	drive_passed(drive, 0, "a");
	drive_killed(drive, 0, SIGKILL);
	drive_probed(drive, 0, false);
	drive_expect(drive, "probe i\ndispose 0: i (lost)\n");
}

static void the_callout_is_waited_for_when_the_tests_end_first(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_listed(drive, "a");
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "");
	drive_instance(drive, "j");
	drive_expect(drive, "");
	drive_provisioned(drive, 0);
	drive_expect(drive, "dispose 0: i j\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
}

static void a_retry_that_is_not_needed_any_more_is_given_up(void)
{
	struct coordinator_options options = drive_in_instances(2);
	options.instances.provision_retries = 1;
	scoped(drive) drive = drive_start(&options);

	drive_instance(drive, "i");
	drive_listed(drive, "a");
	drive_provisioned(drive, 1);
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "dispose 0: i\n");
}

static void the_rest_is_still_owed_when_the_tests_end_first(void)
{
	scoped(drive) drive = start();

	drive_instance(drive, "i");
	drive_listed(drive, "a");
	drive_provisioned(drive, 0);
	drive_passed(drive, 0, "a");
	drive_skip(drive);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "");
	drive_provisioned(drive, 0);
	drive_expect(drive, "dispose 0: i\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: bad instances\n");
}

static void one_instance_is_enough_for_tests_that_cannot_be_chosen(void)
{
	struct coordinator_options options = drive_in_instances(8);
	options.can_choose = false;
	scoped(drive) drive = drive_start(&options);

	drive_expect(drive, "provision 1\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a callout that fails stops the run", a_callout_that_fails_stops_the_run);
	g_test_add_func("/a callout that fails at once leaves nothing to dispose of",
			a_callout_that_fails_at_once_leaves_nothing_to_dispose_of);
	g_test_add_func("/a callout that prints nothing is an error and no loop",
			a_callout_that_prints_nothing_is_an_error_and_no_loop);
	g_test_add_func("/too few are asked for once more while work goes on",
			too_few_are_asked_for_once_more_while_work_goes_on);
	g_test_add_func("/too few twice is an error", too_few_twice_is_an_error);
	g_test_add_func("/too many are never used but disposed of",
			too_many_are_never_used_but_disposed_of);
	g_test_add_func("/a repeated id is refused and disposed of once",
			a_repeated_id_is_refused_and_disposed_of_once);
	g_test_add_func("/an id like an option is refused", an_id_like_an_option_is_refused);
	g_test_add_func("/an id that is not utf8 is refused", an_id_that_is_not_utf8_is_refused);
	g_test_add_func("/an id with control characters is refused",
			an_id_with_control_characters_is_refused);
	g_test_add_func("/a callout whose ids are refused is stopped",
			a_callout_whose_ids_are_refused_is_stopped);
	g_test_add_func("/an id that is printed again after its disposal is disposed of again",
			an_id_that_is_printed_again_after_its_disposal_is_disposed_of_again);
	g_test_add_func("/a callout that will not stop printing is stopped",
			a_callout_that_will_not_stop_printing_is_stopped);
	g_test_add_func("/a callout whose time is up has failed",
			a_callout_whose_time_is_up_has_failed);
	g_test_add_func("/a failed callout is tried again after longer and longer pauses",
			a_failed_callout_is_tried_again_after_longer_and_longer_pauses);
	g_test_add_func("/what a failed callout printed is not asked for again",
			what_a_failed_callout_printed_is_not_asked_for_again);
	g_test_add_func("/replacements end with their budget", replacements_end_with_their_budget);
	g_test_add_func("/a replacement that fails leaves the run what it has",
			a_replacement_that_fails_leaves_the_run_what_it_has);
	g_test_add_func("/nothing is replaced when no test waits",
			nothing_is_replaced_when_no_test_waits);
	g_test_add_func("/the callout is waited for when the tests end first",
			the_callout_is_waited_for_when_the_tests_end_first);
	g_test_add_func("/a retry that is not needed any more is given up",
			a_retry_that_is_not_needed_any_more_is_given_up);
	g_test_add_func("/the rest is still owed when the tests end first",
			the_rest_is_still_owed_when_the_tests_end_first);
	g_test_add_func("/one instance is enough for tests that cannot be chosen",
			one_instance_is_enough_for_tests_that_cannot_be_chosen);
	return g_test_run();
}
