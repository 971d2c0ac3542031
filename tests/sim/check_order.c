/* Tests are in the order that was asked for, those of a group in listing order always. */
#include "sim/checking.h"

/* True if `a` may come right before `b` in a batch. */
static bool may_precede(const struct checker *checker, size_t a, size_t b)
{
	const struct test_facts *before = check_test(checker, a), *after = check_test(checker, b);
	bool are_single = !before->group && !after->group;

	if (before->unit == after->unit)
		return a < b;
	switch (checker->options.scheduling.order.kind) {
	case ORDER_LISTED:
		return a < b;
	case ORDER_FAILED_FIRST:
		if (before->has_failed != after->has_failed)
			return before->has_failed;
		return before->unit < after->unit;
	case ORDER_SLOWEST:
		/* What is not recorded is estimated, and of groups the sum counts. */
		if (!are_single || before->duration_us < 0 || after->duration_us < 0)
			return true;
		return MAX(before->duration_us, 1) >= MAX(after->duration_us, 1);
	case ORDER_RANDOM:
		return true;
	}
	g_assert_not_reached();
}

/* The tests of a group are next to each other, unless the listing says otherwise. */
static void check_neighbours(struct checker *checker, const struct action *action)
{
	if (checker->options.scheduling.order.kind == ORDER_LISTED)
		return;
	for (size_t i = 2; i < action->test_count; i++) {
		size_t unit = check_test(checker, action->tests[i])->unit;
		for (size_t j = 0; j + 1 < i; j++)
			if (check_test(checker, action->tests[j])->unit == unit &&
			    check_test(checker, action->tests[i - 1])->unit != unit)
				checker_complain(checker, "a group is mixed with others");
	}
}

/* Tests that are known to fail are not left waiting for others, unless the schedule is static. */
static void check_failed_first(struct checker *checker, const struct action *action)
{
	if (checker->options.scheduling.order.kind != ORDER_FAILED_FIRST ||
	    checker->options.scheduling.schedule == SCHEDULE_STATIC)
		return;
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *waiting = check_test(checker, i);
		if (!waiting->id || !waiting->has_failed || waiting->whereabouts != TEST_WAITS ||
		    waiting->attempts > 0)
			continue;
		for (size_t j = 0; j < action->test_count; j++) {
			const struct test_facts *given = check_test(checker, action->tests[j]);
			if (!given->has_failed && given->attempts == 1)
				checker_complain(checker, "%s comes before %s, which had failed",
						 given->id, waiting->id);
		}
	}
}

void check_order(struct checker *checker, const struct action *action)
{
	for (size_t i = 1; i < action->test_count; i++)
		if (!may_precede(checker, action->tests[i - 1], action->tests[i]))
			checker_complain(checker, "%s comes before %s",
					 check_test(checker, action->tests[i - 1])->id,
					 check_test(checker, action->tests[i])->id);
	check_neighbours(checker, action);
	check_failed_first(checker, action);
}
