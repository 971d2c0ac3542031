/* What executions say of their tests: answers, unlisted tests, and open listings. */
#include <signal.h>

#include "drive.h"

/* `tests` have been handed out on this machine as execution 0. */
static struct drive *start_here(const char *tests)
{
	const struct coordinator_options options = drive_local(1);
	struct drive *drive = drive_start(&options);

	drive_listed(drive, tests);
	drive_skip(drive);
	return drive;
}

static void of_two_answers_the_worse_stands(void)
{
	scoped(drive) drive = start_here("a b");

	drive_ended(drive, 0, "a", STATUS_FAIL);
	drive_ended(drive, 0, "a", STATUS_SUCCESS);
	drive_ended(drive, 0, "b", STATUS_SUCCESS);
	drive_ended(drive, 0, "b", STATUS_SKIP);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: tests failed\n");
	const struct coordinator_summary summary = drive_summary(drive);
	g_assert_cmpuint(summary.tally.count[OUTCOME_FAIL], ==, 1);
	g_assert_cmpuint(summary.tally.count[OUTCOME_SUCCESS], ==, 1);
	g_assert_cmpuint(tally_total(&summary.tally), ==, 2);
}

static void every_final_status_answers(void)
{
	static const struct {
		enum status status;
		enum outcome outcome;
		const char *finish;
	} rows[] = {
		{STATUS_SUCCESS, OUTCOME_SUCCESS, "finish: passed\n"},
		{STATUS_SKIP, OUTCOME_SKIP, "finish: passed\n"},
		{STATUS_XFAIL, OUTCOME_XFAIL, "finish: passed\n"},
		{STATUS_UXSUCCESS, OUTCOME_UXSUCCESS, "finish: tests failed\n"},
		{STATUS_FAIL, OUTCOME_FAIL, "finish: tests failed\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		scoped(drive) drive = start_here("a");
		drive_ended(drive, 0, "a", rows[i].status);
		drive_exited(drive, 0, 0);
		drive_expect(drive, rows[i].finish);
		g_assert_cmpuint(drive_summary(drive).tally.count[rows[i].outcome], ==, 1);
	}
}

static void a_status_that_is_not_final_answers_nothing(void)
{
	scoped(drive) drive = start_here("a");

	drive_ended(drive, 0, "a", STATUS_EXISTS);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "answer a: fail, not reported (execution 0 exited 0)\n"
			    "finish: tests failed\n");
}

static void an_unlisted_test_that_passes_changes_nothing(void)
{
	scoped(drive) drive = start_here("a");

	drive_passed(drive, 0, "a unlisted");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
	g_assert_cmpuint(drive_summary(drive).listed, ==, 1);
}

static void an_unlisted_test_that_fails_fails_the_run(void)
{
	scoped(drive) drive = start_here("a");

	drive_passed(drive, 0, "a");
	drive_ended(drive, 0, "unlisted", STATUS_UXSUCCESS);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).unlisted_failed, ==, 1);
}

static void an_execution_cannot_answer_for_the_tests_of_another(void)
{
	const struct coordinator_options options = drive_local(2);
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b");
	drive_passed(drive, 0, "a b");
	drive_exited(drive, 0, 0);
	drive_skip(drive);
	drive_exited(drive, 1, 0);
	drive_expect(drive, "answer b: fail, not reported (execution 1 exited 0)\n"
			    "finish: tests failed\n");
}

static void reports_of_an_execution_that_has_ended_are_ignored(void)
{
	scoped(drive) drive = start_here("a b");

	drive_started(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_skip(drive);
	drive_ended(drive, 0, "b", STATUS_FAIL);
	drive_exited(drive, 0, 0);
	drive_expect(drive, "");
	drive_passed(drive, 1, "b");
	g_assert_cmpuint(drive_summary(drive).tally.count[OUTCOME_SUCCESS], ==, 1);
}

static void an_id_that_is_listed_twice_is_one_test(void)
{
	scoped(drive) drive = start_here("a a");

	drive_passed(drive, 0, "a");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "finish: passed\n");
	g_assert_cmpuint(drive_summary(drive).listed, ==, 1);
}

static void tests_that_cannot_be_chosen_are_not_handed_out_again(void)
{
	struct coordinator_options options = drive_local(4);
	options.can_choose = false;
	scoped(drive) drive = drive_start(&options);

	drive_listed(drive, "a b c");
	drive_expect(drive, "list in here\nexecute 0 on worker-0 in here: everything\n");
	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_killed(drive, 0, SIGSEGV);
	drive_expect(drive, "answer b: fail, crashed (execution 0 signalled 11)\n"
			    "answer c: lost, cannot choose (execution 0 signalled 11)\n"
			    "finish: tests failed\n");
}

static void an_open_listing_is_filled_by_what_runs(void)
{
	struct coordinator_options options = drive_local(1);
	options.can_choose = false;
	scoped(drive) drive = drive_start(&options);

	drive_listed_open(drive);
	drive_expect(drive, "list in here\nexecute 0 on worker-0 in here: everything\n");
	drive_passed(drive, 0, "a");
	drive_started(drive, 0, "b");
	drive_exited(drive, 0, 0);
	drive_expect(drive, "answer b: fail, no result (execution 0 exited 0)\n"
			    "finish: tests failed\n");
	g_assert_cmpuint(drive_summary(drive).listed, ==, 2);
}

static void an_open_listing_that_ends_early_is_a_failure(void)
{
	struct coordinator_options options = drive_local(1);
	options.can_choose = false;
	scoped(drive) drive = drive_start(&options);

	drive_listed_open(drive);
	drive_skip(drive);
	drive_passed(drive, 0, "a");
	drive_killed(drive, 0, SIGSEGV);
	drive_expect(drive, "returncode, no reason (execution 0 signalled 11)\n"
			    "finish: tests failed\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/of two answers the worse stands", of_two_answers_the_worse_stands);
	g_test_add_func("/every final status answers", every_final_status_answers);
	g_test_add_func("/a status that is not final answers nothing",
			a_status_that_is_not_final_answers_nothing);
	g_test_add_func("/an unlisted test that passes changes nothing",
			an_unlisted_test_that_passes_changes_nothing);
	g_test_add_func("/an unlisted test that fails fails the run",
			an_unlisted_test_that_fails_fails_the_run);
	g_test_add_func("/an execution cannot answer for the tests of another",
			an_execution_cannot_answer_for_the_tests_of_another);
	g_test_add_func("/reports of an execution that has ended are ignored",
			reports_of_an_execution_that_has_ended_are_ignored);
	g_test_add_func("/an id that is listed twice is one test",
			an_id_that_is_listed_twice_is_one_test);
	g_test_add_func("/tests that cannot be chosen are not handed out again",
			tests_that_cannot_be_chosen_are_not_handed_out_again);
	g_test_add_func("/an open listing is filled by what runs",
			an_open_listing_is_filled_by_what_runs);
	g_test_add_func("/an open listing that ends early is a failure",
			an_open_listing_that_ends_early_is_a_failure);
	return g_test_run();
}
