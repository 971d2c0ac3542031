/* Halves: a batch that got nowhere is divided until the test is found that is the cause. */
#include <math.h>

#include "sim/checking.h"

/* True if the runner starts no test, whichever it is given. */
static bool is_hopeless(const struct checker *checker)
{
	return !checker->got_somewhere && checker->culprits >= 2;
}

void check_divide(struct checker *checker, const struct execution_facts *execution,
		  struct test_facts *test)
{
	size_t whole = execution->batch->len;
	bool is_alone = whole == 1;
	bool is_in_doubt = !checker->got_somewhere && checker->culprits > 0 && whole > 1;

	if (!checker->options.can_choose) {
		check_owe(test, OUTCOME_LOST, 1U << REASON_CANNOT_CHOOSE);
		return;
	}
	test->stalls++;
	if ((is_alone && test->stalls > 1) || is_hopeless(checker)) {
		check_owe(test, OUTCOME_FAIL, 1U << REASON_NO_PROGRESS);
		checker->culprits += is_alone;
		return;
	}
	check_put_back(checker, test);
	test->largest_part = is_in_doubt ? whole - 1 : (whole + 1) / 2;
	test->culprits = checker->culprits;
}

void check_part(struct checker *checker, const struct action *action, const struct test_facts *test)
{
	for (size_t i = 0; i < action->test_count; i++)
		if (check_test(checker, action->tests[i])->largest_part == 0 &&
		    check_test(checker, action->tests[i])->execution != action->execution)
			checker_complain(checker, "%s shares its part of a batch", test->id);
	/* What is left once the culprit is known is one batch. */
	if (action->test_count > test->largest_part && checker->culprits == test->culprits)
		checker_complain(checker, "%s is in a batch of %zu, not of %zu at most", test->id,
				 action->test_count, test->largest_part);
}

void check_halves_finished(struct checker *checker)
{
	double tests = checker->tests->len;
	double log_tests = tests > 0 ? log2(tests) : 0;
	size_t executions = checker->executions->len;

	if (!checker->plan->has_one_culprit)
		return;
	if ((double)checker->stalled > log_tests + 2)
		checker_complain(checker, "%zu executions got nowhere because of one of %.0f tests",
				 checker->stalled, tests);
	if (checker->options.concurrency == 1 && (double)executions > 2 * log_tests + 3)
		checker_complain(checker, "one culprit among %.0f tests cost %zu executions", tests,
				 executions);
}
