/* What the end of an execution means for its tests: the table of docs/design/execution-ends.md,
 * worked out again. */
#include "sim/checking.h"

#define REASON(reason) (1U << (reason))

size_t check_count_open(const struct checker *checker, const struct execution_facts *execution)
{
	size_t open = 0;

	for (size_t i = 0; i < execution->batch->len; i++) {
		const struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		open += test->whereabouts == TEST_OUT && !check_has_related(execution, test);
	}
	return open;
}

static bool ended_well(const struct execution_facts *execution)
{
	return execution->ending.kind == ENDING_EXITED && execution->ending.code == 0;
}

/* Its stream ends within a packet, or a test. */
static bool is_incomplete(const struct checker *checker, const struct execution_facts *execution)
{
	for (size_t i = 0; i < execution->batch->len; i++) {
		const struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->whereabouts == TEST_OUT && test->started_us >= 0)
			return true;
	}
	return execution->is_cut;
}

/* It was cut short: by a signal, with a stream that is not complete, with a status other than 0
 * before all was reported, or with 255, the word of an execute callout for a lost instance. */
static bool was_cut_short(const struct checker *checker, const struct execution_facts *execution)
{
	if (execution->ending.kind != ENDING_EXITED || is_incomplete(checker, execution))
		return true;
	return execution->ending.code == 255 ||
	       (execution->ending.code != 0 && check_count_open(checker, execution) > 0);
}

bool check_is_in_doubt(const struct checker *checker, const struct execution_facts *execution)
{
	if (execution->instance == INSTANCE_NONE || is_stopping(checker))
		return false;
	return execution->time_up || was_cut_short(checker, execution);
}

void check_owe(struct test_facts *test, enum outcome outcome, unsigned reasons)
{
	test->whereabouts = TEST_DUE;
	test->due = (struct due){outcome, reasons};
}

void check_put_back(struct checker *checker, struct test_facts *test)
{
	if (!checker->options.can_choose) {
		check_owe(test, OUTCOME_LOST, REASON(REASON_CANNOT_CHOOSE));
		return;
	}
	if (is_stopping(checker)) {
		check_owe(test, OUTCOME_NOT_RUN, REASON(checker->stop_reason));
		return;
	}
	test->whereabouts = TEST_WAITS;
	test->is_to_be_alone = test->losses == 2;
	test->largest_part = 0;
}

static void judge_unstarted(struct checker *checker, const struct execution_facts *execution,
			    struct test_facts *test)
{
	if (execution->got_somewhere)
		check_put_back(checker, test);
	else
		check_divide(checker, execution, test);
}

static void judge_lost(struct checker *checker, struct test_facts *test)
{
	if (test->started_us >= 0 && ++test->losses == 3)
		check_owe(test, OUTCOME_FAIL, REASON(REASON_KILLS_INSTANCES));
	else
		check_put_back(checker, test);
}

static void judge_stopped(struct checker *checker, struct test_facts *test)
{
	bool is_late = checker->stop_reason == REASON_RUN_TIMED_OUT && test->started_us >= 0;

	check_owe(test, is_late ? OUTCOME_FAIL : OUTCOME_NOT_RUN, REASON(checker->stop_reason));
}

static void judge(struct checker *checker, const struct execution_facts *execution,
		  struct test_facts *test, bool is_lost, bool is_cut_short, size_t open)
{
	bool is_started = test->started_us >= 0;
	bool is_time_up = execution->time_up != 0;

	if (is_time_up && is_started)
		check_owe(test, OUTCOME_FAIL, execution->time_up);
	else if (!is_time_up && is_stopping(checker))
		judge_stopped(checker, test);
	else if (!is_time_up && is_lost)
		judge_lost(checker, test);
	else if (!is_time_up && ended_well(execution) && !is_cut_short)
		check_unreported(checker, execution, test, open);
	else if (is_started)
		check_owe(test, OUTCOME_FAIL,
			  REASON(ended_well(execution) ? REASON_NO_RESULT : REASON_CRASHED));
	else
		judge_unstarted(checker, execution, test);
}

/* Nothing but the end itself tells that something went wrong. */
static bool is_unexplained(const struct checker *checker, const struct execution_facts *execution,
			   bool is_lost)
{
	if (ended_well(execution) || check_count_open(checker, execution) > 0)
		return false;
	if (is_stopping(checker) && !execution->time_up)
		return false;
	if (is_lost && !checker->plan->is_open)
		return false;
	if (execution->ending.kind != ENDING_EXITED || !execution->has_failure)
		return true;
	/* Status 1 says that something failed; others do if all of it is looked into again. */
	return execution->ending.code != 1 && (execution->has_lasting || execution->time_up);
}

/* Something went wrong in it that is not because the run was stopped, or its instance lost. */
static bool has_failed(const struct checker *checker, const struct execution_facts *execution,
		       bool is_lost)
{
	if (execution->has_failure || execution->time_up || execution->is_returncode_due)
		return true;
	return !is_stopping(checker) && !is_lost && was_cut_short(checker, execution);
}

void check_judge(struct checker *checker, struct execution_facts *execution, bool is_lost)
{
	size_t open = check_count_open(checker, execution);
	bool is_cut_short = was_cut_short(checker, execution);

	execution->is_judged = true;
	check_related_ended(checker, execution);
	execution->is_returncode_due = is_unexplained(checker, execution, is_lost);
	if (has_failed(checker, execution, is_lost))
		check_note_failure(checker, execution->instance);
	for (size_t i = 0; i < execution->batch->len; i++) {
		struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->whereabouts != TEST_OUT)
			continue;
		judge(checker, execution, test, is_lost, is_cut_short, open);
		if (test->whereabouts == TEST_DUE && outcome_is_failure(test->due.outcome))
			check_note_failure(checker, execution->instance);
	}
	if (!execution->got_somewhere && !is_lost)
		checker->stalled++;
	check_retries_begin(checker, execution);
}

void check_returncode(struct checker *checker, const struct action *action)
{
	struct execution_facts *execution;

	checker->returncodes++;
	if (action->execution < 0 || (size_t)action->execution >= checker->executions->len) {
		checker_complain(checker, "there is no execution %d", action->execution);
		return;
	}
	execution = checker->executions->pdata[action->execution];
	if (!execution->is_returncode_due)
		checker_complain(checker, "the end of execution %d is a failure for no reason",
				 action->execution);
	execution->is_returncode_due = false;
}
