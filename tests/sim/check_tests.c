/* Each listed test gets exactly one answer, and it is the right one. */
#include "sim/checking.h"

struct test_facts *check_test(const struct checker *checker, size_t index)
{
	return &g_array_index(checker->tests, struct test_facts, index);
}

static void enter(struct checker *checker, const char *id, const char *group)
{
	struct test_facts test = {.id = id, .group = group, .execution = -1, .started_us = -1};

	if (g_hash_table_contains(checker->by_id, id))
		test.id = NULL;
	else
		g_hash_table_insert(checker->by_id, (char *)id,
				    GUINT_TO_POINTER(checker->tests->len));
	g_array_append_val(checker->tests, test);
}

/* The first test of the group of test `index`. */
static size_t first_of_group(const struct checker *checker, size_t index)
{
	const struct test_facts *test = check_test(checker, index);

	for (size_t i = 0; test->group && i < index; i++) {
		const struct test_facts *other = check_test(checker, i);
		if (other->id && other->group && strcmp(other->group, test->group) == 0)
			return i;
	}
	return index;
}

void check_listed(struct checker *checker, const struct input *input)
{
	checker->is_listed = true;
	for (size_t i = 0; i < input->test_count; i++) {
		enter(checker, input->tests[i].id, input->tests[i].group);
		check_test(checker, i)->duration_us = input->tests[i].duration_us;
		check_test(checker, i)->bytes = input->tests[i].bytes;
		check_test(checker, i)->unit = first_of_group(checker, i);
		if (check_test(checker, i)->id && input->tests[i].has_failed)
			check_test(checker, check_test(checker, i)->unit)->has_failed = true;
	}
	for (size_t i = 0; i < input->test_count; i++) {
		struct test_facts *test = check_test(checker, i);
		test->has_failed = check_test(checker, test->unit)->has_failed;
	}
}

/* True if no command has room for the test: a batch of that alone is none. */
static bool has_no_room(const struct checker *checker, const struct test_facts *test)
{
	return checker->options.can_choose && checker->plan->max_bytes > 0 &&
	       test->bytes > checker->plan->max_bytes;
}

bool check_group_has_room(const struct checker *checker, const struct test_facts *test)
{
	size_t bytes = 0;

	for (size_t i = 0; test->group && i < checker->tests->len; i++) {
		const struct test_facts *other = check_test(checker, i);
		if (other->id && other->group && strcmp(other->group, test->group) == 0)
			bytes += other->bytes;
	}
	return checker->plan->max_bytes == 0 || bytes <= checker->plan->max_bytes;
}

/* ---- reports ---- */

/* The test of a report, if the execution has it; NULL for an unlisted test. */
static struct test_facts *subject(struct checker *checker, struct execution_facts *execution,
				  const char *id)
{
	void *index;
	struct test_facts *test;

	if (!g_hash_table_lookup_extended(checker->by_id, id, NULL, &index)) {
		if (!checker->plan->is_open)
			return NULL;
		size_t member = checker->tests->len;
		enter(checker, id, NULL);
		test = check_test(checker, member);
		test->whereabouts = TEST_OUT;
		test->execution = execution->number;
		test->attempts = 1;
		g_array_append_val(execution->batch, member);
		return test;
	}
	test = check_test(checker, GPOINTER_TO_UINT(index));
	return test->execution == execution->number ? test : NULL;
}

static void take_start(struct checker *checker, struct test_facts *test)
{
	if (test->started_us < 0 && test->whereabouts == TEST_OUT)
		test->started_us = checker->now_us;
}

static void take_result(const struct checker *checker, struct execution_facts *execution,
			struct test_facts *test, enum outcome outcome)
{
	test->outcome = outcome_worse(test->outcome, outcome);
	test->whereabouts = TEST_ANSWERED;
	test->is_due = check_wants_retry(checker, test, test->outcome, REASON_NONE);
	if (outcome_is_failure(outcome) && !test->is_due)
		execution->has_lasting = true;
}

void check_report(struct checker *checker, const struct input *input)
{
	struct execution_facts *execution = check_running(checker, input->execution);
	enum outcome outcome = outcome_from_status(input->status);
	struct test_facts *test;

	if (!execution)
		return;
	execution->spoke_us = checker->now_us;
	if (input->kind == INPUT_OUTPUT)
		return;
	if (outcome_is_failure(outcome))
		execution->has_failure = true;
	test = subject(checker, execution, input->test_id.data);
	if (!test) {
		check_related(checker, execution, input);
		return;
	}
	execution->got_somewhere = checker->got_somewhere = true;
	if (input->kind == INPUT_TEST_STARTED)
		take_start(checker, test);
	else
		take_result(checker, execution, test, outcome);
	if (input->kind == INPUT_TEST_ENDED)
		check_own_result(checker, test);
}

/* ---- decisions of the coordinator ---- */

/* A test that was to be run again cannot be: its failure stands. */
static void check_stands(struct checker *checker, struct test_facts *test)
{
	if (!has_no_room(checker, test) || !test->is_retry || test->whereabouts != TEST_WAITS)
		checker_complain(checker, "%s could be run again", test->id);
	test->whereabouts = TEST_ANSWERED;
	test->outcome = test->failure;
	test->is_retry = false;
}

/* What it notes of a test is what becomes of it. */
void check_note(struct checker *checker, const struct action *action)
{
	struct test_facts *test = check_test(checker, action->test);
	bool is_alone = action->decision == DECISION_ALONE;
	bool is_settled = is_alone || action->decision == DECISION_AGAIN;

	if (action->reason == REASON_NO_ROOM) {
		check_stands(checker, test);
		return;
	}
	/* A run that is being stopped has other plans for it a moment later. */
	if (action->decision == DECISION_STANDS || is_stopping(checker))
		return;
	if (test->whereabouts != TEST_WAITS)
		checker_complain(checker, "%s is said to be handed out again, and will not be",
				 test->id);
	else if (is_settled && is_alone != test->is_to_be_alone)
		checker_complain(checker, "%s is said to run %s", test->id,
				 is_alone ? "alone" : "with others");
}

/* ---- answers of the coordinator ---- */

bool check_is_nowhere(const struct checker *checker)
{
	const struct provisioning_facts *provisioning = &checker->provisioning;

	for (size_t i = 0; i < checker->executions->len; i++)
		if (!((struct execution_facts *)checker->executions->pdata[i])->is_judged)
			return false;
	return check_usable(checker) == 0 && !provisioning->is_running &&
	       !provisioning->may_retry && provisioning->replacements == 0;
}

static bool is_right(const struct checker *checker, const struct test_facts *test,
		     const struct action *action)
{
	if (test->whereabouts == TEST_DUE)
		return action->outcome == test->due.outcome &&
		       (test->due.reasons & (1U << action->reason));
	if (test->whereabouts != TEST_WAITS)
		return false;
	if (is_stopping(checker))
		return action->outcome == OUTCOME_NOT_RUN && action->reason == checker->stop_reason;
	if (action->reason == REASON_NO_ROOM)
		return action->outcome == OUTCOME_FAIL && has_no_room(checker, test) &&
		       !test->is_retry;
	return action->outcome == OUTCOME_LOST && action->reason == REASON_NO_INSTANCE &&
	       check_is_nowhere(checker) && !test->is_retry;
}

/* Takes the answer of the coordinator, after which the test may be run again. */
static void take_answer(struct checker *checker, struct test_facts *test,
			const struct action *action)
{
	bool is_to_be_retried = test->whereabouts == TEST_DUE &&
				check_wants_retry(checker, test, action->outcome, action->reason);

	if (action->is_to_be_retried != is_to_be_retried)
		checker_complain(checker, "%s %s be run again, it says", test->id,
				 action->is_to_be_retried ? "will" : "will not");
	test->whereabouts = TEST_ANSWERED;
	test->outcome = action->outcome;
	test->is_due = is_to_be_retried;
	if (is_to_be_retried)
		check_retries_begin(checker, checker->executions->pdata[test->execution]);
}

void check_answer(struct checker *checker, const struct action *action)
{
	struct test_facts *test;

	if (action->test >= checker->tests->len || !check_test(checker, action->test)->id) {
		checker_complain(checker, "it answers for test %zu, which is none", action->test);
		return;
	}
	test = check_test(checker, action->test);
	if (!is_right(checker, test, action))
		checker_complain(checker, "%s is answered wrongly: %s, reason %d", test->id,
				 outcome_name(action->outcome), (int)action->reason);
	if (strcmp(test->id, action->test_id) != 0)
		checker_complain(checker, "%s is called %s", test->id, action->test_id);
	check_stream_answer(test, action);
	take_answer(checker, test, action);
}

void check_answers_settled(struct checker *checker)
{
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		if (test->whereabouts == TEST_DUE)
			checker_complain(checker, "%s is not answered, but should be: %s", test->id,
					 outcome_name(test->due.outcome));
		if (test->id && test->whereabouts == TEST_WAITS && is_stopping(checker))
			checker_complain(checker, "%s is not answered, although the run is stopped",
					 test->id);
	}
	for (size_t i = 0; i < checker->executions->len; i++) {
		const struct execution_facts *execution = checker->executions->pdata[i];
		if (execution->is_returncode_due)
			checker_complain(checker, "nothing tells how execution %zu ended", i);
	}
}

bool check_is_worked_off(const struct checker *checker)
{
	if (!checker->is_listed || (checker->plan->is_open && checker->executions->len == 0))
		return false;
	for (size_t i = 0; i < checker->executions->len; i++)
		if (!((struct execution_facts *)checker->executions->pdata[i])->is_judged)
			return false;
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		if (test->id && test->whereabouts != TEST_ANSWERED)
			return false;
	}
	return true;
}

void check_tests_finished(struct checker *checker, const struct coordinator *coordinator)
{
	struct coordinator_summary summary;
	struct tally tally = {{0}};

	coordinator_summarise(coordinator, &summary);
	for (size_t i = 0; i < checker->tests->len; i++) {
		const struct test_facts *test = check_test(checker, i);
		if (!test->id)
			continue;
		tally.count[check_outcome(test)]++;
		if (test->whereabouts != TEST_ANSWERED)
			checker_complain(checker, "%s has no answer", test->id);
		check_stream_finished(checker, test);
	}
	if (memcmp(&tally, &summary.tally, sizeof(tally)) != 0)
		checker_complain(checker, "the tally is wrong");
	if (summary.unlisted_failed != checker->unlisted_failed)
		checker_complain(checker, "%zu unlisted tests failed, not %zu",
				 checker->unlisted_failed, summary.unlisted_failed);
}
