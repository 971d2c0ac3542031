/* What the index knows: which tests fail, how long they take, what runs there were. */
#include "store/repository.h"

#include "runs.h"

static int64_t duration_of(struct repository *repository, const char *test_id)
{
	g_autoptr(GHashTable) durations = repository_durations(repository, NULL);
	const int64_t *duration_us = g_hash_table_lookup(durations, test_id);

	return duration_us ? *duration_us : -1;
}

/* ---- failing tests ---- */

static void test_the_last_outcome_decides(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success b:fail c:uxsuccess d:lost e:skip f:xfail");
	assert_failing(repository, "b c d");
	record_run(repository, false, "a:fail b:success c:skip d:xfail e:success f:fail");
	assert_failing(repository, "a f");
	assert_sound(repository);
}

static void test_a_flaky_test_has_one_answer_and_is_not_failing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:fail");
	record_run(repository, false,
		   "a:retried b:retried c:retried d:success a:retried:5000 b:skip c:fail "
		   "a:flaky:7000 e:retried");
	assert_failing(repository, "b c e");
	const struct run run = last_run(repository);
	g_assert_cmpuint(run.tally.count[OUTCOME_FLAKY], ==, 1);
	g_assert_cmpuint(run.tally.count[OUTCOME_FAIL], ==, 3);
	g_assert_cmpuint(tally_total(&run.tally), ==, 5);
	g_assert_cmpint(run.work_ns, ==, 19 * 1000000);
	assert_sound(repository);
	g_assert_cmpint(duration_of(repository, "a"), ==, 5200);
}

static void test_flaky_tests_fail_a_run_that_says_so(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	for (int fails = 0; fails <= 1; fails++) {
		struct run_start start = {.concurrency = 1, .flaky_fails = fails};
		struct run_recorder *recorder = repository_record(repository, &start, NULL);
		tell_tests(run_recorder_sink(recorder), "a:retried a:flaky");
		finish_run(recorder, RUN_ENDED);
		const struct run run = last_run(repository);
		g_assert_cmpint(run_has_failed(&run), ==, fails);
	}
	assert_sound(repository);
}

static void test_a_run_that_was_cut_short_forgets_nothing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:fail");
	struct run_recorder *recorder = begin_run(repository, false);
	tell_tests(run_recorder_sink(recorder), "b:success c:fail d:not-run");
	finish_run(recorder, RUN_CUT_SHORT);
	assert_failing(repository, "a c");
	const struct run run = last_run(repository);
	g_assert_false(run.is_interrupted);
	assert_sound(repository);
}

static void test_a_partial_run_changes_only_what_it_ran(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:fail c:success");
	record_run(repository, true, "b:success d:fail");
	assert_failing(repository, "a d");
}

static void test_a_full_run_forgets_what_it_lacks(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, true, "a:fail b:fail");
	record_run(repository, false, "b:fail c:success");
	assert_failing(repository, "b");
}

static void test_an_interrupted_run_forgets_nothing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:fail");
	struct run_recorder *recorder = begin_run(repository, false);
	tell_tests(run_recorder_sink(recorder), "b:success c:fail d:running");
	finish_run(recorder, RUN_INTERRUPTED);
	assert_failing(repository, "a c");
	assert_sound(repository);
}

static void test_a_run_without_tests_forgets_nothing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail");
	record_run(repository, false, "");
	assert_failing(repository, "a");
}

static void test_a_run_with_damage_forgets_nothing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:fail");
	record_run(repository, false, "b:success subunit.parser:fail");
	assert_failing(repository, "a subunit.parser");
	record_run(repository, false, "a:fail b:success");
	assert_failing(repository, "a");
}

static void test_what_was_not_run_stays_as_it_was(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:fail b:success");
	record_run(repository, true, "a:not-run b:not-run");
	assert_failing(repository, "a");
}

static void test_of_two_answers_the_worse_stands(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success a:fail b:fail b:success c:not-run c:success");
	assert_failing(repository, "a b");
}

static void test_a_test_left_running_by_a_run_that_ended_fails(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success b:running c:attached");
	assert_failing(repository, "b");
	struct run run = last_run(repository);
	g_assert_cmpuint(run.tally.count[OUTCOME_FAIL], ==, 1);
	g_assert_cmpuint(tally_total(&run.tally), ==, 2);
	assert_sound(repository);
}

/* Finishes runs 0 to 2, which have the `lines`, in the order that `order` gives. */
static void finish_in_order(struct repository *repository, const char *const lines[3],
			    const bool partial[3], const char *order)
{
	struct run_recorder *recordings[3];

	for (int i = 0; i < 3; i++) {
		recordings[i] = begin_run(repository, partial[i]);
		tell_tests(run_recorder_sink(recordings[i]), lines[i]);
	}
	for (; *order; order++)
		finish_run(recordings[*order - '0'], RUN_ENDED);
}

static void test_the_order_in_which_runs_finish_does_not_matter(void)
{
	static const char *const orders[] = {"012", "021", "102", "120", "201", "210"};
	static const struct {
		const char *lines[3];
		bool partial[3];
		const char *failing;
	} cases[] = {
		{{"a:fail", "a:success", "b:fail"}, {true, true, true}, "b"},
		{{"a:success", "a:fail", "b:success"}, {true, true, true}, "a"},
		{{"a:fail b:fail", "b:success", "b:fail"}, {true, true, true}, "a b"},
		{{"a:fail b:fail", "b:fail", "c:fail"}, {true, false, true}, "b c"},
		{{"a:fail b:fail", "c:fail", "a:fail"}, {false, true, false}, "a"},
		{{"a:fail", "a:not-run", "b:success"}, {true, true, true}, "a"},
		{{"a:fail", "a:success", "a:not-run"}, {true, true, true}, ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(orders); j++) {
			scoped_project folder = make_repository();
			scoped(repository) repository = open_repository(folder);

			finish_in_order(repository, cases[i].lines, cases[i].partial, orders[j]);
			assert_failing(repository, cases[i].failing);
			assert_sound(repository);
		}
	}
}

/* ---- durations ---- */

static void test_durations_follow_change(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success:100000");
	g_assert_cmpint(duration_of(repository, "a"), ==, 100000);
	record_run(repository, false, "a:fail:200000");
	g_assert_cmpint(duration_of(repository, "a"), ==, 170000);
	for (int i = 0; i < 10; i++)
		record_run(repository, false, "a:success:50000");
	g_assert_cmpint(ABS(duration_of(repository, "a") - 50000), <, 3000);
}

static void test_a_run_that_finishes_late_weighs_less(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *early = begin_run(repository, true);

	record_run(repository, true, "a:success:100000");
	tell_tests(run_recorder_sink(early), "a:success:200000");
	finish_run(early, RUN_ENDED);
	g_assert_cmpint(duration_of(repository, "a"), ==, 130000);
}

static void test_only_tests_that_ran_tell_a_duration(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(
		repository, false,
		"a:skip:5000 b:lost:5000 c:not-run:5000 d:xfail:5000 e:uxsuccess:6000 f:fail:7000");
	g_assert_cmpint(duration_of(repository, "a"), ==, -1);
	g_assert_cmpint(duration_of(repository, "b"), ==, -1);
	g_assert_cmpint(duration_of(repository, "c"), ==, -1);
	g_assert_cmpint(duration_of(repository, "d"), ==, 5000);
	g_assert_cmpint(duration_of(repository, "e"), ==, 6000);
	g_assert_cmpint(duration_of(repository, "f"), ==, 7000);
	record_run(repository, false, "a:success:8000");
	g_assert_cmpint(duration_of(repository, "a"), ==, 8000);
}

static void assert_slowest(struct repository *repository, int64_t number, int64_t limit,
			   const char *expected)
{
	g_autoptr(GArray) slowest = repository_slowest(repository, number, limit, NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < slowest->len; i++) {
		struct test_duration duration = g_array_index(slowest, struct test_duration, i);
		g_string_append_printf(text, "%s:%d ", duration.test_id, (int)duration.duration_us);
	}
	g_assert_cmpstr(text->str, ==, expected);
}

static void test_the_slowest_come_first(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "d:success:3000 a:success:1000 b:fail:7000 c:skip:3000");
	record_run(repository, true, "a:success:9000 e:running");
	assert_slowest(repository, 0, -1, "b:7000 c:3000 d:3000 a:1000 ");
	assert_slowest(repository, 0, 2, "b:7000 c:3000 ");
	assert_slowest(repository, 1, 10, "a:9000 ");
	assert_slowest(repository, 7, 10, "");
}

/* ---- runs ---- */

static void test_a_run_is_counted_up(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run run;

	record_run(repository, true, "a:success:2000 a:success:1000 b:fail c:skip d:not-run");
	run = last_run(repository);
	g_assert_cmpint(run.number, ==, 0);
	g_assert_true(run.is_partial);
	g_assert_false(run.is_interrupted);
	g_assert_cmpint(run.started_ns, ==, RUNS_BEGIN);
	g_assert_cmpint(run.ended_ns, ==, RUNS_BEGIN + 6000000);
	g_assert_cmpint(run.work_ns, ==, 6000000);
	g_assert_cmpuint(run.tally.count[OUTCOME_SUCCESS], ==, 2);
	g_assert_cmpuint(run.tally.count[OUTCOME_FAIL], ==, 1);
	g_assert_cmpuint(run.tally.count[OUTCOME_SKIP], ==, 1);
	g_assert_cmpuint(run.tally.count[OUTCOME_NOT_RUN], ==, 1);
}

static void test_runs_are_found_by_number(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	g_autoptr(GError) error = NULL;
	struct run run;

	for (int i = 0; i < 3; i++)
		record_run(repository, true, "a:success");
	struct run_recorder *third = begin_run(repository, true);
	run_recorder_discard(begin_run(repository, true));
	record_run(repository, true, "a:success");
	finish_run(third, RUN_ENDED);

	g_assert_cmpint(repository_run_count(repository, NULL), ==, 5);
	g_assert_true(repository_run(repository, 1, &run, NULL));
	g_assert_cmpint(run.number, ==, 1);
	g_assert_true(repository_previous(repository, 4, &run, NULL));
	g_assert_cmpint(run.number, ==, 3);
	g_assert_false(repository_previous(repository, 0, &run, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN);
	g_clear_error(&error);
	g_assert_false(repository_run(repository, 5, &run, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/repository_queries/the last outcome decides",
			test_the_last_outcome_decides);
	g_test_add_func("/repository_queries/a partial run changes only what it ran",
			test_a_partial_run_changes_only_what_it_ran);
	g_test_add_func("/repository_queries/a full run forgets what it lacks",
			test_a_full_run_forgets_what_it_lacks);
	g_test_add_func("/repository_queries/a flaky test has one answer and is not failing",
			test_a_flaky_test_has_one_answer_and_is_not_failing);
	g_test_add_func("/repository_queries/flaky tests fail a run that says so",
			test_flaky_tests_fail_a_run_that_says_so);
	g_test_add_func("/repository_queries/a run that was cut short forgets nothing",
			test_a_run_that_was_cut_short_forgets_nothing);
	g_test_add_func("/repository_queries/an interrupted run forgets nothing",
			test_an_interrupted_run_forgets_nothing);
	g_test_add_func("/repository_queries/a run without tests forgets nothing",
			test_a_run_without_tests_forgets_nothing);
	g_test_add_func("/repository_queries/a run with damage forgets nothing",
			test_a_run_with_damage_forgets_nothing);
	g_test_add_func("/repository_queries/what was not run stays as it was",
			test_what_was_not_run_stays_as_it_was);
	g_test_add_func("/repository_queries/of two answers the worse stands",
			test_of_two_answers_the_worse_stands);
	g_test_add_func("/repository_queries/a test left running by a run that ended fails",
			test_a_test_left_running_by_a_run_that_ended_fails);
	g_test_add_func("/repository_queries/the order in which runs finish does not matter",
			test_the_order_in_which_runs_finish_does_not_matter);
	g_test_add_func("/repository_queries/durations follow change",
			test_durations_follow_change);
	g_test_add_func("/repository_queries/a run that finishes late weighs less",
			test_a_run_that_finishes_late_weighs_less);
	g_test_add_func("/repository_queries/only tests that ran tell a duration",
			test_only_tests_that_ran_tell_a_duration);
	g_test_add_func("/repository_queries/the slowest come first", test_the_slowest_come_first);
	g_test_add_func("/repository_queries/a run is counted up", test_a_run_is_counted_up);
	g_test_add_func("/repository_queries/runs are found by number",
			test_runs_are_found_by_number);
	return g_test_run();
}
