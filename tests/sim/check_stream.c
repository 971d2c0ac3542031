/* What the stream of a run tells of its tests agrees with what the coordinator counts. */
#include "sim/checking.h"

/* Readers of streams do this: a pass that is called flaky makes good only what is to be retried. */
static void tell(struct told *told, enum outcome outcome, bool is_retried)
{
	told->outcome = told->is_retried ? outcome_after(told->outcome, outcome)
					 : outcome_worse(told->outcome, outcome);
	told->is_retried |= is_retried;
}

void checker_meaning(struct checker *checker, const struct input *input,
		     enum report_meaning meaning)
{
	enum outcome outcome =
		meaning == MEANS_FLAKY ? OUTCOME_FLAKY : outcome_from_status(input->status);
	struct test_facts *test;
	void *index;

	if (!check_running(checker, input->execution) ||
	    !g_hash_table_lookup_extended(checker->by_id, input->test_id.data, NULL, &index))
		return;
	test = check_test(checker, GPOINTER_TO_UINT(index));
	tell(&test->told, outcome, meaning == MEANS_RETRY);
	if (test->execution == input->execution)
		return;
	test->told.is_by_others = true;
	test->told.has_stray_failure |= outcome_is_failure(outcome);
}

void check_stream_answer(struct test_facts *test, const struct action *action)
{
	if (action->reason == REASON_DERIVED || action->reason == REASON_OTHERS)
		test->told.is_by_others = true;
	else
		tell(&test->told, action->outcome, action->is_to_be_retried);
}

void check_stream_finished(struct checker *checker, const struct test_facts *test)
{
	const struct told *told = &test->told;

	if (told->has_stray_failure && !outcome_is_failure(told->outcome))
		checker_complain(checker, "the stream tells that %s is %s, though it failed",
				 test->id, outcome_name(told->outcome));
	if (!told->is_by_others && told->outcome != check_outcome(test))
		checker_complain(checker, "the stream tells that %s is %s, not %s", test->id,
				 outcome_name(told->outcome), outcome_name(check_outcome(test)));
}
