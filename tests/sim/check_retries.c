/* Tests that failed are run again, after the rest and elsewhere, and what comes of it is right. */
#include "sim/checking.h"

enum outcome check_outcome(const struct test_facts *test)
{
	if (test->failure == OUTCOME_UNDECIDED)
		return test->outcome;
	if (test->outcome == OUTCOME_SUCCESS || test->outcome == OUTCOME_XFAIL)
		return OUTCOME_FLAKY;
	return outcome_worse(test->failure, test->outcome);
}

bool check_wants_retry(const struct checker *checker, const struct test_facts *test,
		       enum outcome outcome, enum reason reason)
{
	bool has_failed = outcome == OUTCOME_FAIL || outcome == OUTCOME_UXSUCCESS;
	bool shirks = outcome == OUTCOME_SKIP && test->failure != OUTCOME_UNDECIDED;
	bool is_decided = reason == REASON_KILLS_INSTANCES || reason == REASON_NO_PROGRESS ||
			  reason == REASON_FIXTURE || reason == REASON_DERIVED ||
			  reason == REASON_OTHERS || reason == REASON_NO_ROOM;

	return (has_failed || shirks) && !is_decided && checker->options.can_choose &&
	       test->retries < checker->options.failures.retries && !is_stopping(checker);
}

size_t check_count_failures(const struct checker *checker)
{
	size_t failures = checker->unlisted_failed + checker->returncodes;

	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		failures += test->id && test->whereabouts == TEST_ANSWERED && !test->is_due &&
			    outcome_is_failure(check_outcome(test));
	}
	return failures;
}

bool check_has_more(const struct checker *checker)
{
	if (checker->has_given_up)
		return false;
	for (size_t i = 0; checker->plan->is_open && i < checker->executions->len; i++)
		if (!((struct execution_facts *)checker->executions->pdata[i])->is_judged)
			return true;
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		if (test->id && (test->whereabouts != TEST_ANSWERED || test->is_due))
			return true;
	}
	return false;
}

static void begin(struct checker *checker, const struct execution_facts *execution,
		  struct test_facts *test)
{
	test->is_due = false;
	if (is_stopping(checker))
		return;
	test->failure = check_outcome(test);
	test->whereabouts = TEST_WAITS;
	test->is_retry = true;
	test->failed_in = execution->instance;
	test->retries++;
	test->is_to_be_alone = test->losses == 2;
	test->largest_part = 0;
}

void check_retries_begin(struct checker *checker, const struct execution_facts *execution)
{
	for (size_t i = 0; i < execution->batch->len; i++) {
		struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->is_due)
			begin(checker, execution, test);
	}
}

void check_retries_end(struct checker *checker)
{
	for (size_t i = 0; i < checker->tests->len; i++) {
		struct test_facts *test = check_test(checker, i);
		if (test->whereabouts != TEST_WAITS || !test->is_retry)
			continue;
		test->whereabouts = TEST_ANSWERED;
		test->outcome = test->failure;
	}
}

/* ---- handing out ---- */

static size_t count_waiting(const struct checker *checker, bool is_retry)
{
	size_t waiting = 0;

	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		waiting +=
			test->id && test->whereabouts == TEST_WAITS && test->is_retry == is_retry;
	}
	return waiting;
}

/* Those that failed come after the rest, unless they could end the run. */
static void check_turn(struct checker *checker)
{
	size_t most = (size_t)checker->options.failures.max_failures;
	size_t possible = check_count_failures(checker) + count_waiting(checker, true);

	if (count_waiting(checker, false) > 0 && (most == 0 || possible < most))
		checker_complain(checker, "tests are run again before the rest");
}

/* True if both failed in one execution, and are of one group that has to stay together. */
static bool belong_together(const struct test_facts *a, const struct test_facts *b)
{
	return a->group && b->group && strcmp(a->group, b->group) == 0 &&
	       a->execution == b->execution && !a->is_to_be_alone && !b->is_to_be_alone;
}

static bool is_in(const struct action *action, size_t index)
{
	for (size_t i = 0; i < action->test_count; i++)
		if (action->tests[i] == index)
			return true;
	return false;
}

static void check_given(struct checker *checker, const struct action *action,
			const struct test_facts *test)
{
	if (action->instance != INSTANCE_NONE && action->instance == test->failed_in &&
	    check_usable(checker) > 1)
		checker_complain(checker, "%s is run again where it failed", test->id);
	if (test->retries > checker->options.failures.retries)
		checker_complain(checker, "%s is run again too often", test->id);
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *other = check_test(checker, i);
		if (other->whereabouts == TEST_WAITS && other->is_retry && !is_in(action, i) &&
		    belong_together(test, other) && check_group_has_room(checker, test))
			checker_complain(checker, "%s is split when it is run again", test->group);
	}
}

void check_retries_given(struct checker *checker, const struct action *action)
{
	size_t retries = 0;

	for (size_t i = 0; i < action->test_count; i++) {
		const struct test_facts *test;
		if (action->tests[i] >= checker->tests->len)
			return;
		test = check_test(checker, action->tests[i]);
		retries += test->is_retry;
		if (test->is_retry)
			check_given(checker, action, test);
	}
	if (retries > 0)
		check_turn(checker);
	if (retries > 0 && retries < action->test_count)
		checker_complain(checker, "tests that failed are mixed with others");
}
