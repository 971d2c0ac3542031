/* Failing fixtures in the index: when they leave the failing set. */
#include "store/index_fixtures.h"

#include "runs.h"

#define SET_UP "setUpClass (m.C)"

/* Tells `recorder` of the fixture and of tests, unless that is NULL, and finishes the run. */
static void finish_with(struct run_recorder *recorder, const char *fixture, const char *tests)
{
	int64_t time_ns = RUNS_BEGIN;

	if (fixture)
		tell_test(run_recorder_sink(recorder), fixture, &time_ns);
	tell_tests(run_recorder_sink(recorder), tests);
	finish_run(recorder, RUN_ENDED);
}

/* A partial run. */
static void record(struct repository *repository, const char *fixture, const char *tests)
{
	finish_with(begin_run(repository, true), fixture, tests);
}

static void it_leaves_when_tests_below_it_ran_and_it_did_not_fail(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record(repository, SET_UP ":fail", "a:fail");
	assert_failing(repository, "a " SET_UP);
	record(repository, NULL, "m.C.test:fail");
	assert_failing(repository, "a m.C.test");
	assert_sound(repository);
}

static void it_stays_while_it_fails(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record(repository, SET_UP ":fail", "");
	record(repository, SET_UP ":fail", "m.C.test:success");
	assert_failing(repository, SET_UP);
	assert_sound(repository);
}

static void it_stays_when_others_ran_or_those_below_it_did_not(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record(repository, SET_UP ":fail", "");
	record(repository, NULL, "m.CC.test:success m.C:success m.D.test:success");
	record(repository, NULL, "m.C.test:not-run");
	assert_failing(repository, SET_UP);
	record(repository, NULL, "m.C.test:lost");
	assert_failing(repository, "m.C.test " SET_UP);
	assert_sound(repository);
}

static void a_skipped_test_below_it_ran(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record(repository, SET_UP ":fail", "");
	record(repository, NULL, "m.C.test:skip");
	assert_failing(repository, "");
	assert_sound(repository);
}

static void of_a_module_that_cannot_be_imported_the_same_holds(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record(repository, NULL, "unittest.loader._FailedTest.m:fail");
	record(repository, NULL, "mm.C.test:success");
	assert_failing(repository, "unittest.loader._FailedTest.m");
	record(repository, NULL, "m.C.test:success");
	assert_failing(repository, "");
	assert_sound(repository);
}

/* Runs finish in another order than they began: the later one has seen it pass. */
static void it_is_not_failing_if_tests_below_it_ran_in_a_later_run(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *earlier = begin_run(repository, true);

	record(repository, NULL, "m.C.test:success");
	finish_with(earlier, SET_UP ":fail", "setUpModule:fail");
	assert_failing(repository, "setUpModule");
	assert_sound(repository);
}

static void it_is_failing_if_only_others_ran_in_a_later_run(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *earlier = begin_run(repository, true);

	record(repository, NULL, "m.D.test:success");
	finish_with(earlier, SET_UP ":fail", "");
	assert_failing(repository, SET_UP);
	assert_sound(repository);
}

#define ADD(test) g_test_add_func("/store/index_fixtures/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(it_leaves_when_tests_below_it_ran_and_it_did_not_fail);
	ADD(it_stays_while_it_fails);
	ADD(it_stays_when_others_ran_or_those_below_it_did_not);
	ADD(a_skipped_test_below_it_ran);
	ADD(of_a_module_that_cannot_be_imported_the_same_holds);
	ADD(it_is_not_failing_if_tests_below_it_ran_in_a_later_run);
	ADD(it_is_failing_if_only_others_ran_in_a_later_run);
	return g_test_run();
}
