/* Results under other ids than those of the listing, and what they mean for the tests. */
#include "drive.h"

static struct drive *start_here(const char *ids)
{
	const struct coordinator_options options = drive_local(1);
	struct drive *drive = drive_start(&options);

	drive_listed(drive, ids);
	drive_skip(drive);
	return drive;
}

static void a_fixture_that_is_skipped_skips_the_tests_below_it(void)
{
	scoped(drive) drive = start_here("m.A.x m.A.y m.B.x");

	drive_ended(drive, 0, "setUpClass (m.A)", STATUS_SKIP);
	drive_passed(drive, 0, "m.B.x");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "answer m.A.x: skip, fixture (execution 0 exited 0)\n"
			    "answer m.A.y: skip, fixture (execution 0 exited 0)\n"
			    "finish: passed\n");
}

static void a_fixture_that_fails_fails_the_tests_below_it(void)
{
	scoped(drive) drive = start_here("m.A.x m.A.y m.B.x");

	drive_ended(drive, 0, "setUpModule (m)", STATUS_FAIL);
	drive_passed(drive, 0, "m.B.x");
	drive_exited(drive, 0, 1);
	drive_expect(drive, "answer m.A.x: fail, fixture (execution 0 exited 1)\n"
			    "answer m.A.y: fail, fixture (execution 0 exited 1)\n"
			    "finish: tests failed\n");
}

static void a_fixture_that_fails_in_two_executions_is_one_failure(void)
{
	const struct coordinator_options options = drive_local(2);
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "m.A.x m.A.y");
	drive_ended(drive, 0, "setUpClass (m.A)", STATUS_FAIL);
	drive_ended(drive, 1, "setUpClass (m.A)", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_exited(drive, 1, 1);
	g_assert_cmpuint(drive_summary(drive).unlisted_failed, ==, 1);
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_FAIL], ==, 2);
}

static void a_tear_down_that_fails_changes_no_answer(void)
{
	scoped(drive) drive = start_here("m.A.x m.A.y");

	drive_passed(drive, 0, "m.A.x m.A.y");
	drive_ended(drive, 0, "tearDownClass (m.A)", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_SUCCESS], ==, 2);
}

static void the_worst_of_derived_answers_is_that_of_the_test(void)
{
	scoped(drive) drive = start_here("x y");

	drive_passed(drive, 0, "x(1) x(2) y(1)");
	drive_ended(drive, 0, "y(2)", STATUS_FAIL);
	drive_exited(drive, 0, 1);
	drive_expect(drive, "answer x: success, derived (execution 0 exited 1)\n"
			    "answer y: fail, derived (execution 0 exited 1)\n"
			    "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).unlisted_failed, ==, 0);
}

static void a_crash_within_a_derived_test_blames_its_test(void)
{
	scoped(drive) drive = start_here("x y");

	drive_passed(drive, 0, "x(1)");
	drive_started(drive, 0, "x(2)");
	drive_exited(drive, 0, 139);
	drive_expect(drive, "answer x: fail, crashed (execution 0 exited 139)\n"
			    "execute 1 on worker-0 in here: y (attempt 2)\n");
}

static void a_test_that_answers_itself_too_does_not_hide_a_derived_failure(void)
{
	scoped(drive) drive = start_here("x");

	drive_ended(drive, 0, "x (i=1)", STATUS_FAIL);
	drive_passed(drive, 0, "x");
	drive_exited(drive, 0, 1);
	drive_expect(drive, "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).unlisted_failed, ==, 1);
}

static void what_passes_alone_under_other_ids_has_passed(void)
{
	scoped(drive) drive = start_here("x y");

	drive_passed(drive, 0, "y other");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "execute 1 on worker-0 in here: x (attempt 2)\n");
	drive_passed(drive, 1, "other");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "answer x: success, others (execution 1 exited 0)\n"
			    "finish: passed\n");
}

static void what_says_nothing_alone_was_not_reported(void)
{
	struct coordinator_options options = drive_local(1);
	options.failures.unreported = UNREPORTED_SKIPS;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "x y");
	drive_skip(drive);
	drive_passed(drive, 0, "y other");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "execute 1 on worker-0 in here: x (attempt 2)\n");
	drive_exited(drive, 1, 0);
	drive_expect(drive, "answer x: skip, not reported (execution 1 exited 0)\n"
			    "finish: passed\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a fixture that is skipped skips the tests below it",
			a_fixture_that_is_skipped_skips_the_tests_below_it);
	g_test_add_func("/a fixture that fails fails the tests below it",
			a_fixture_that_fails_fails_the_tests_below_it);
	g_test_add_func("/a fixture that fails in two executions is one failure",
			a_fixture_that_fails_in_two_executions_is_one_failure);
	g_test_add_func("/a tear-down that fails changes no answer",
			a_tear_down_that_fails_changes_no_answer);
	g_test_add_func("/the worst of derived answers is that of the test",
			the_worst_of_derived_answers_is_that_of_the_test);
	g_test_add_func("/a crash within a derived test blames its test",
			a_crash_within_a_derived_test_blames_its_test);
	g_test_add_func("/a test that answers itself too does not hide a derived failure",
			a_test_that_answers_itself_too_does_not_hide_a_derived_failure);
	g_test_add_func("/what passes alone under other ids has passed",
			what_passes_alone_under_other_ids_has_passed);
	g_test_add_func("/what says nothing alone was not reported",
			what_says_nothing_alone_was_not_reported);
	return g_test_run();
}
