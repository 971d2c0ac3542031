/* Executions: what they are given, where they run, and that their time is kept. */
#include <signal.h>

#include "sim/checking.h"

struct execution_facts *check_running(const struct checker *checker, int number)
{
	struct execution_facts *execution;

	if (number < 0 || (size_t)number >= checker->executions->len)
		return NULL;
	execution = checker->executions->pdata[number];
	return execution->has_ended ? NULL : execution;
}

/* ---- what they are given ---- */

static void check_worker(struct checker *checker, const struct action *action)
{
	if (action->worker < 0 || action->worker >= checker->options.concurrency)
		checker_complain(checker, "there is no worker %d", action->worker);
	for (size_t i = 0; i < checker->executions->len; i++) {
		const struct execution_facts *other = checker->executions->pdata[i];
		if (!other->is_judged && other->worker == action->worker)
			checker_complain(checker, "worker-%d has an execution already",
					 action->worker);
	}
}

static void give(struct checker *checker, const struct action *action, size_t index)
{
	struct test_facts *test = check_test(checker, index);

	if (test->whereabouts != TEST_WAITS || !test->id)
		checker_complain(checker, "test %zu is handed out, but does not wait", index);
	if (test->is_to_be_alone && action->test_count > 1)
		checker_complain(checker, "%s is not handed out alone", test->id);
	if (test->largest_part > 0)
		check_part(checker, action, test);
	test->largest_part = 0;
	test->is_retry = false;
	test->outcome = test->derived = OUTCOME_UNDECIDED;
	test->whereabouts = TEST_OUT;
	test->execution = action->execution;
	test->started_us = -1;
	test->attempts++;
}

/* A group that has not been broken by a crash or a loss is in one batch. */
static void check_groups(struct checker *checker, const struct action *action)
{
	for (size_t i = 0; i < action->test_count; i++) {
		const struct test_facts *member = check_test(checker, action->tests[i]);
		for (size_t j = 0; member->group && j < checker->tests->len; j++) {
			const struct test_facts *other = check_test(checker, j);
			if (other->id && other->group && other->whereabouts == TEST_WAITS &&
			    other->attempts == 0 && member->attempts == 1 &&
			    check_group_has_room(checker, member) &&
			    strcmp(other->group, member->group) == 0)
				checker_complain(checker, "%s is split", member->group);
		}
	}
}

/* True if `action` has all tests, in listing order. */
static bool is_everything(const struct checker *checker, const struct action *action)
{
	size_t next = 0;

	for (size_t i = 0; i < checker->tests->len; i++)
		if (check_test(checker, i)->id &&
		    (next == action->test_count || action->tests[next++] != i))
			return false;
	return next == action->test_count;
}

/* One command can name the tests of a batch. */
static void check_room(struct checker *checker, const struct action *action)
{
	const struct plan *plan = checker->plan;
	size_t bytes = 0;

	if (plan->max_bytes == 0 || !checker->options.can_choose ||
	    (plan->all_are_free && is_everything(checker, action)))
		return;
	for (size_t i = 0; i < action->test_count; i++)
		bytes += check_test(checker, action->tests[i])->bytes;
	if (bytes > plan->max_bytes)
		checker_complain(checker, "a batch takes %zu bytes of %zu", bytes, plan->max_bytes);
}

static void check_batch(struct checker *checker, const struct action *action)
{
	if (action->test_count == 0 && !checker->plan->is_open)
		checker_complain(checker, "a batch is empty");
	for (size_t i = 0; i < action->test_count; i++) {
		if (action->tests[i] >= checker->tests->len) {
			checker_complain(checker, "there is no test %zu", action->tests[i]);
			return;
		}
		give(checker, action, action->tests[i]);
	}
	check_groups(checker, action);
	check_room(checker, action);
	check_order(checker, action);
}

void check_execute(struct checker *checker, const struct action *action)
{
	struct execution_facts *execution = g_new0(struct execution_facts, 1);

	if (is_stopping(checker))
		checker_complain(checker, "tests are handed out although the run is stopped");
	if (action->execution != (int)checker->executions->len)
		checker_complain(checker, "executions are not counted rightly");
	check_worker(checker, action);
	check_use(checker, action);
	check_retries_given(checker, action);
	check_batch(checker, action);
	execution->number = action->execution;
	execution->worker = action->worker;
	execution->instance = action->instance;
	execution->batch = g_array_new(false, false, sizeof(size_t));
	g_array_append_vals(execution->batch, action->tests, (unsigned)action->test_count);
	execution->fixtures = g_array_new(false, false, sizeof(struct fixture_fact));
	execution->began_us = execution->spoke_us = checker->now_us;
	execution->term_us = execution->kill_us = -1;
	g_ptr_array_add(checker->executions, execution);
}

/* ---- their time ---- */

/* When one of its tests has run for too long; INT64_MAX: never. */
static int64_t test_due(const struct checker *checker, const struct execution_facts *execution)
{
	int64_t due_us = INT64_MAX;

	if (checker->options.limits.test_timeout_us == 0)
		return INT64_MAX;
	for (size_t i = 0; i < execution->batch->len; i++) {
		const struct test_facts *test =
			check_test(checker, g_array_index(execution->batch, size_t, i));
		if (test->whereabouts == TEST_OUT && test->started_us >= 0)
			due_us = MIN(due_us,
				     test->started_us + checker->options.limits.test_timeout_us);
	}
	return due_us;
}

/* The reasons why its time is up at `now_us`: bits, by enum reason. */
static unsigned times_up(const struct checker *checker, const struct execution_facts *execution,
			 int64_t now_us)
{
	const struct coordinator_options *options = &checker->options;
	unsigned reasons = 0;

	if (test_due(checker, execution) <= now_us)
		reasons |= 1U << REASON_TIMED_OUT;
	if (options->limits.no_output_timeout_us > 0 &&
	    execution->spoke_us + options->limits.no_output_timeout_us <= now_us)
		reasons |= 1U << REASON_NO_OUTPUT;
	if (options->limits.execute_timeout_us > 0 &&
	    execution->began_us + options->limits.execute_timeout_us <= now_us)
		reasons |= 1U << REASON_EXECUTION_TIMED_OUT;
	return reasons;
}

void check_overdue(struct checker *checker)
{
	int64_t grace_us = checker->options.limits.kill_grace_us;

	for (size_t i = 0; i < checker->executions->len; i++) {
		const struct execution_facts *execution = checker->executions->pdata[i];
		if (execution->has_ended)
			continue;
		if (execution->term_us < 0 && times_up(checker, execution, checker->now_us - 1))
			checker_complain(checker, "execution %zu runs though its time is up", i);
		if (execution->term_us < 0 && is_stopping(checker))
			checker_complain(checker, "execution %zu is not stopped", i);
		if (execution->term_us >= 0 && execution->kill_us < 0 &&
		    execution->term_us + grace_us < checker->now_us)
			checker_complain(checker, "execution %zu is not killed", i);
	}
}

void check_stop_execution(struct checker *checker, const struct action *action)
{
	struct execution_facts *execution = check_running(checker, action->execution);

	if (!execution) {
		checker_complain(checker, "execution %d is stopped, but does not run",
				 action->execution);
		return;
	}
	if (action->signal == SIGKILL) {
		execution->kill_us = checker->now_us;
		return;
	}
	execution->term_us = checker->now_us;
	if (is_stopping(checker))
		return;
	execution->time_up = times_up(checker, execution, checker->now_us);
	if (!execution->time_up)
		checker_complain(checker, "execution %d is stopped for no reason",
				 action->execution);
}

void check_execution_ended(struct checker *checker, const struct input *input)
{
	struct execution_facts *execution = check_running(checker, input->execution);

	if (!execution) {
		checker_complain(checker, "execution %d has ended twice", input->execution);
		return;
	}
	execution->has_ended = true;
	execution->ending = input->ending;
	execution->is_cut = input->completeness == STREAM_CUT;
	if (execution->instance != INSTANCE_NONE)
		((struct instance_facts *)checker->instances->pdata[execution->instance])->users--;
	if (!check_is_in_doubt(checker, execution) || execution->time_up)
		check_judge(checker, execution, false);
}
