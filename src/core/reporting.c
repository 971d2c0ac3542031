/* Reporting: takes in what executions report of their tests. */
#include "core/run_state.h"

void reporting_output(struct coordinator *coordinator, int64_t now_us, int number)
{
	struct execution *execution = executing_find(coordinator, number);

	if (execution)
		execution->spoke_us = MAX(execution->spoke_us, now_us);
}

/* A listing that is open gets its tests from what runs. */
static uint32_t adopt_test(struct coordinator *coordinator, struct execution *execution,
			   struct text test_id)
{
	uint32_t index =
		test_table_adopt(&coordinator->tests, test_id, execution->task.timer.number);
	size_t member = index;

	g_array_append_val(execution->batch, member);
	execution->undecided++;
	return index;
}

/* The test of the execution's batch that a report is about; TEST_NONE: it is unlisted. */
static uint32_t find_test(struct coordinator *coordinator, struct execution *execution,
			  struct text test_id)
{
	uint32_t index = test_table_find(&coordinator->tests, test_id);

	if (index == TEST_NONE)
		return coordinator->listing.is_open ? adopt_test(coordinator, execution, test_id)
						    : TEST_NONE;
	if (test_table_get(&coordinator->tests, index)->execution != execution->task.timer.number)
		return TEST_NONE;
	return index;
}

/* When an event happened by the clock of its execution; -1 if that is not known. */
static int64_t clock_us(const struct coordinator *coordinator, struct execution *execution,
			const struct input *input)
{
	bool has_time = input->time_ns != TIME_NONE && input->time_ns >= 0;

	if (!execution->has_clock)
		execution->is_own_clock = has_time;
	execution->has_clock = true;
	if (!execution->is_own_clock)
		return coordinator->now_us;
	return has_time ? input->time_ns / 1000 : -1;
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
	int64_t at_us;

	if (!execution)
		return;
	execution->spoke_us = MAX(execution->spoke_us, coordinator->now_us);
	index = find_test(coordinator, execution, input->test_id);
	if (index == TEST_NONE) {
		indirect_started(coordinator, execution, input->test_id);
		return;
	}
	at_us = clock_us(coordinator, execution, input);
	if (execution->first_start_us < 0)
		execution->first_start_us = at_us;
	note_progress(coordinator, execution);
	test_table_start(&coordinator->tests, &execution->running, index, coordinator->now_us,
			 at_us);
	executing_watch(coordinator, execution);
}

/* How long a test took that ended at `at_us`; if it did not start, since the result before. */
static int64_t measured_duration_us(const struct execution *execution, const struct test *test,
				    int64_t at_us)
{
	int64_t since_us = test->is_started ? test->started_clock_us : execution->last_result_us;

	return at_us < 0 || since_us < 0 || at_us < since_us ? -1 : at_us - since_us;
}

/* A test that was undecided has its first result. */
static void measure(struct coordinator *coordinator, struct execution *execution, uint32_t index,
		    int64_t at_us)
{
	const struct test *test = test_table_get(&coordinator->tests, index);

	execution->undecided--;
	if (!coordinator->listing.is_open)
		scheduler_tested(coordinator->scheduler, execution->worker, coordinator->now_us,
				 index, measured_duration_us(execution, test, at_us));
	execution->last_result_us = at_us;
	if (execution->first_start_us < 0)
		execution->first_start_us = at_us;
}

static void take_outcome(struct coordinator *coordinator, struct execution *execution,
			 uint32_t index, const struct input *input)
{
	struct test *test = test_table_get(&coordinator->tests, index);
	enum outcome outcome = outcome_from_status(input->status);
	bool is_due;

	indirect_contradict(coordinator, test);
	if (test->outcome == OUTCOME_UNDECIDED)
		measure(coordinator, execution, index, clock_us(coordinator, execution, input));
	note_progress(coordinator, execution);
	test_table_stop(&coordinator->tests, &execution->running, index);
	is_due = retrying_wants(coordinator, test, outcome_worse(test->outcome, outcome),
				REASON_NONE);
	if (outcome_is_failure(outcome) && !is_due)
		execution->has_lasting = true;
	test_table_set_due(&coordinator->tests, index, is_due);
	test_table_answer(&coordinator->tests, index, outcome);
}

void reporting_ended(struct coordinator *coordinator, const struct input *input)
{
	struct execution *execution = executing_find(coordinator, input->execution);
	enum outcome outcome = outcome_from_status(input->status);
	uint32_t index;

	if (!execution || outcome == OUTCOME_UNDECIDED)
		return;
	execution->spoke_us = MAX(execution->spoke_us, coordinator->now_us);
	index = find_test(coordinator, execution, input->test_id);
	if (outcome_is_failure(outcome))
		execution->has_failure = true;
	if (index != TEST_NONE)
		take_outcome(coordinator, execution, index, input);
	else
		indirect_ended(coordinator, execution, input->test_id, outcome);
}

size_t coordinator_find(const struct coordinator *coordinator, struct text test_id)
{
	/* Looking up changes nothing that can be seen. */
	uint32_t index = test_table_find((struct test_table *)(void *)&coordinator->tests, test_id);

	return index == TEST_NONE || coordinator->listing.is_open ? SIZE_MAX : index;
}

enum report_meaning coordinator_meaning(const struct coordinator *coordinator, int number,
					struct text test_id, enum status status)
{
	/* Looking up changes nothing that can be seen. */
	struct coordinator *unchanged = (struct coordinator *)coordinator;
	const struct execution *execution = executing_find(unchanged, number);
	enum outcome outcome = outcome_from_status(status);
	const struct test *test;
	uint32_t index;

	if (!execution || coordinator->options.failures.retries == 0 ||
	    coordinator->listing.is_open)
		return MEANS_WHAT_IT_SAYS;
	index = test_table_find(&unchanged->tests, test_id);
	if (index == TEST_NONE)
		return MEANS_WHAT_IT_SAYS;
	test = test_table_get(&coordinator->tests, index);
	if (test->execution != number)
		return MEANS_WHAT_IT_SAYS;
	if (outcome_is_failure(outcome) && retrying_wants(coordinator, test, outcome, REASON_NONE))
		return MEANS_RETRY;
	outcome = outcome_worse(test->outcome, outcome);
	if (test->failure == OUTCOME_UNDECIDED || test->has_stray_failure)
		return MEANS_WHAT_IT_SAYS;
	return outcome_is_pass(outcome) ? MEANS_FLAKY : MEANS_WHAT_IT_SAYS;
}
