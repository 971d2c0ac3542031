#include "core/run.h"

void reporting_output(struct coordinator *coordinator, int number)
{
	struct execution *execution = executing_find(coordinator, number);

	if (execution)
		execution->spoke_us = coordinator->now_us;
}

/* A listing that is open gets its tests from what runs. */
static uint32_t adopt(struct coordinator *coordinator, struct execution *execution,
		      struct text test_id)
{
	uint32_t index = tests_adopt(&coordinator->tests, test_id, execution->task.timer.number);
	size_t member = index;

	g_array_append_val(execution->batch, member);
	execution->undecided++;
	return index;
}

/* The test of the execution's batch that a report is about; TEST_NONE: a stranger. */
static uint32_t find_test(struct coordinator *coordinator, struct execution *execution,
			  struct text test_id)
{
	uint32_t index = tests_find(&coordinator->tests, test_id);

	if (index == TEST_NONE)
		return coordinator->listing.is_open ? adopt(coordinator, execution, test_id)
						    : TEST_NONE;
	if (tests_get(&coordinator->tests, index)->execution != execution->task.timer.number)
		return TEST_NONE;
	return index;
}

static void note_progress(struct coordinator *coordinator, struct execution *execution)
{
	execution->got_somewhere = true;
	coordinator->run_got_somewhere = true;
}

void reporting_started(struct coordinator *coordinator, const struct input *input)
{
	struct execution *execution = executing_find(coordinator, input->execution);
	uint32_t index;

	if (!execution)
		return;
	execution->spoke_us = coordinator->now_us;
	index = find_test(coordinator, execution, input->test_id);
	if (index == TEST_NONE)
		return;
	note_progress(coordinator, execution);
	tests_start(&coordinator->tests, &execution->running, index, coordinator->now_us);
	executing_watch(coordinator, execution);
}

static void answer(struct coordinator *coordinator, struct execution *execution, uint32_t index,
		   enum outcome outcome)
{
	const struct test *test = tests_get(&coordinator->tests, index);

	if (test->outcome == OUTCOME_UNDECIDED)
		execution->undecided--;
	note_progress(coordinator, execution);
	tests_stop(&coordinator->tests, &execution->running, index);
	tests_answer(&coordinator->tests, index, outcome);
}

void reporting_ended(struct coordinator *coordinator, const struct input *input)
{
	struct execution *execution = executing_find(coordinator, input->execution);
	enum outcome outcome = outcome_from_status(input->status);
	uint32_t index;

	if (!execution || outcome == OUTCOME_UNDECIDED)
		return;
	execution->spoke_us = coordinator->now_us;
	index = find_test(coordinator, execution, input->test_id);
	if (outcome_is_failure(outcome))
		execution->has_failure = true;
	if (index != TEST_NONE)
		answer(coordinator, execution, index, outcome);
	else if (outcome_is_failure(outcome))
		coordinator->summary.strangers_failed++;
}
