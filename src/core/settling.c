/* Settling: judges what the end of an execution means for its tests and its instance. */
#include "core/judge.h"
#include "core/planted_bugs.h"
#include "core/run_state.h"

/* ---- answering ---- */

/* The execution and how it ended, in an action. */
static void name_execution(const struct coordinator *coordinator, struct action *action,
			   const struct execution *execution)
{
	action->execution = execution->task.timer.number;
	action->worker = execution->worker;
	action->ending = execution->ending;
	if (execution->time_up != REASON_NONE)
		action->ending.kind = ENDING_TIMED_OUT;
	coordinator_name_instance(coordinator, action, execution->instance);
}

/* Answers for a test in place of its runner. `execution` NULL: none had it. */
static struct action *answer_for_test(struct coordinator *coordinator, size_t index,
				      struct judgement judgement, const struct execution *execution)
{
	const struct test *test = test_table_get(&coordinator->tests, index);
	struct action *action = action_queue_push(&coordinator->actions, ACTION_ANSWER);

	test_table_answer(&coordinator->tests, index, judgement.outcome);
	action->is_to_be_retried =
		execution && retrying_wants(coordinator, test, judgement.outcome, judgement.reason);
	if (action->is_to_be_retried)
		test_table_set_due(&coordinator->tests, index, true);
	action->test = index;
	action->test_id = test->id;
	action->attempt = test->attempts;
	action->outcome = judgement.outcome;
	action->reason = judgement.reason;
	if (!execution)
		return action;
	name_execution(coordinator, action, execution);
	if (outcome_is_failure(judgement.outcome))
		instance_table_note_failure(&coordinator->instances, execution->instance);
	return action;
}

void coordinator_note(struct coordinator *coordinator, size_t index, enum decision decision,
		      enum reason reason, const struct execution *execution)
{
	struct action *action = action_queue_push(&coordinator->actions, ACTION_NOTE);

	action->test = index;
	action->test_id = test_table_get(&coordinator->tests, index)->id;
	action->decision = decision;
	action->reason = reason;
	if (execution)
		name_execution(coordinator, action, execution);
}

/* A failed test is not run again: it has been answered for. */
static void let_stand(struct coordinator *coordinator, size_t index, enum reason reason)
{
	coordinator_note(coordinator, index, DECISION_STANDS, reason, NULL);
	test_table_answer(&coordinator->tests, index,
			  test_table_get(&coordinator->tests, index)->failure);
	coordinator->summary.not_retried++;
}

void settling_answer_pending(struct coordinator *coordinator, enum outcome outcome,
			     enum reason reason)
{
	const struct judgement judgement = {JUDGEMENT_ANSWERED, outcome, reason};

	for (size_t i = 0; i < coordinator->tests.all->len; i++) {
		const struct test *test = test_table_get(&coordinator->tests, i);
		if (test->is_pending && test->is_retry)
			let_stand(coordinator, i, reason);
		else if (test->is_pending)
			answer_for_test(coordinator, i, judgement, NULL);
	}
	retrying_clear(coordinator);
}

void settling_answer_unnamed(struct coordinator *coordinator, size_t index)
{
	static const struct judgement no_room = {JUDGEMENT_ANSWERED, OUTCOME_FAIL, REASON_NO_ROOM};

	if (test_table_get(&coordinator->tests, index)->is_retry)
		let_stand(coordinator, index, REASON_NO_ROOM);
	else
		answer_for_test(coordinator, index, no_room, NULL);
}

static void report_returncode(struct coordinator *coordinator, const struct execution *execution)
{
	struct action *action = action_queue_push(&coordinator->actions, ACTION_RETURNCODE);

	action->reason = execution->time_up;
	name_execution(coordinator, action, execution);
	instance_table_note_failure(&coordinator->instances, execution->instance);
	coordinator->summary.returncodes++;
}

/* ---- judging ---- */

static struct judgement judge_undecided(const struct coordinator *coordinator,
					const struct execution_end *end, struct test *test)
{
	struct test_history history = {test->is_started, test->losses, test->stalls};
	struct judgement judgement = judge_test(end, &history);

	test->losses = history.losses;
	test->stalls = history.stalls;
	if (judgement.kind != JUDGEMENT_ANSWERED && coordinator_is_stopping(coordinator))
		judgement = (struct judgement){JUDGEMENT_ANSWERED, OUTCOME_NOT_RUN,
					       coordinator->stop_reason};
	return judgement;
}

/* Why a test of an execution that ended so is handed out again. */
static enum reason reason_of_again(const struct execution_end *end, const struct test *test)
{
	if (end->kind == END_LOSS)
		return REASON_INSTANCE_LOST;
	return test->is_started ? REASON_CRASHED : REASON_NOT_REACHED;
}

static void note_hand_back(struct coordinator *coordinator, const struct execution *execution,
			   size_t index, enum judgement_kind kind, enum reason reason)
{
	enum decision decision = DECISION_AGAIN;

	if (kind == JUDGEMENT_ALONE)
		decision = DECISION_ALONE;
	if (kind == JUDGEMENT_DIVIDED)
		decision = DECISION_APART;
	coordinator_note(coordinator, index, decision, reason, execution);
}

/* A test is to be handed out again: alone, with others (to `again`), or divided from them. */
static void hand_back(struct coordinator *coordinator, size_t index, enum judgement_kind kind,
		      GArray *again, GArray *divided)
{
	uint32_t series = test_table_get(&coordinator->tests, index)->series;

	test_table_take_back(&coordinator->tests, index);
	if (kind == JUDGEMENT_ALONE) {
		scheduler_return_alone(coordinator->scheduler, index);
	} else if (kind == JUDGEMENT_DIVIDED) {
		test_table_get(&coordinator->tests, index)->series = series;
		g_array_append_val(divided, index);
	} else {
		g_array_append_val(again, index);
	}
}

/* Judges the tests without outcome. Those to be handed out again go back to the scheduler. */
static void judge_tests(struct coordinator *coordinator, struct execution *execution,
			const struct execution_end *end)
{
	g_autoptr(GArray) again = g_array_new(false, false, sizeof(size_t));
	g_autoptr(GArray) divided = g_array_new(false, false, sizeof(size_t));

	for (size_t i = 0; i < execution->batch->len; i++) {
		size_t index = g_array_index(execution->batch, size_t, i);
		struct test *test = test_table_get(&coordinator->tests, index);
		if (test->outcome != OUTCOME_UNDECIDED)
			continue;
		if (PLANTED(BUG_FORGETS_QUEUED) && !test->is_started && end->kind == END_EARLY)
			continue;
		struct judgement judgement = judge_undecided(coordinator, end, test);
		enum reason reason = reason_of_again(end, test);
		test_table_stop(&coordinator->tests, &execution->running, (uint32_t)index);
		if (judgement.kind == JUDGEMENT_ANSWERED) {
			answer_for_test(coordinator, index, judgement, execution);
			if (judgement.reason == REASON_NO_PROGRESS)
				halving_found(coordinator, index);
			continue;
		}
		note_hand_back(coordinator, execution, index, judgement.kind, reason);
		hand_back(coordinator, index, judgement.kind, again, divided);
	}
	scheduler_return(coordinator->scheduler, (const size_t *)again->data, again->len);
	halving_divide(coordinator, divided);
}

/* True if the runner's stream is all that it was going to be. */
static bool is_stream_complete(const struct execution *execution)
{
	bool is_complete = execution->completeness == STREAM_COMPLETE ||
			   execution->completeness == STREAM_UNRECOGNIZED;

	return (is_complete && execution->running.oldest == TEST_NONE) ||
	       PLANTED(BUG_TRUSTS_CUT_STREAMS);
}

static bool is_early(const struct execution *execution)
{
	return judge_is_early(execution->ending, execution->undecided == execution->indirect,
			      is_stream_complete(execution));
}

static enum end_kind kind_of_end(const struct coordinator *coordinator,
				 const struct execution *execution, bool is_lost)
{
	if (execution->time_up != REASON_NONE)
		return END_TIME_UP;
	if (coordinator->stop_reason == REASON_RUN_TIMED_OUT)
		return END_RUN_TIME_UP;
	if (coordinator_is_stopping(coordinator))
		return END_STOPPED;
	if (is_lost)
		return END_LOSS;
	return is_early(execution) ? END_EARLY : END_COMPLETE;
}

/* True if the status is put down to failures that are all about to be looked into again. */
static bool explains_itself(const struct execution *execution)
{
	return execution->ending.kind == ENDING_EXITED && execution->time_up == REASON_NONE &&
	       execution->has_failure && !execution->has_lasting;
}

/* True if nothing but the end itself tells that something went wrong. */
static bool needs_returncode(const struct coordinator *coordinator,
			     const struct execution *execution, enum end_kind kind)
{
	if (execution->undecided > 0 || kind == END_STOPPED || kind == END_RUN_TIME_UP)
		return false;
	if (kind == END_LOSS && !coordinator->listing.is_open)
		return false;
	if (explains_itself(execution))
		return false;
	return judge_is_unexplained(execution->ending, execution->has_failure);
}

/* How long no test ran in it; -1 if that cannot be told, or something went wrong. */
static int64_t overhead_us(const struct execution *execution)
{
	int64_t tested_us = execution->last_result_us - execution->first_start_us;

	if (execution->undecided > 0 || execution->time_up != REASON_NONE ||
	    execution->first_start_us < 0 || execution->last_result_us < 0)
		return -1;
	return MAX(execution->ended_us - execution->began_us - tested_us, 0);
}

/* How many tests without outcome results under other ids answer for. */
static size_t count_indirect(const struct coordinator *coordinator,
			     const struct execution *execution)
{
	struct indirect_answer answer;
	size_t count = 0;

	for (size_t i = 0; i < execution->batch->len; i++) {
		const struct test *test = test_table_get(
			&coordinator->tests, g_array_index(execution->batch, size_t, i));
		count += test->outcome == OUTCOME_UNDECIDED &&
			 indirect_answer(execution, test, &answer);
	}
	return count;
}

/* Gives them these answers. */
static void answer_indirectly(struct coordinator *coordinator, struct execution *execution)
{
	struct indirect_answer answer;

	for (size_t i = 0; i < execution->batch->len && execution->indirect > 0; i++) {
		size_t index = g_array_index(execution->batch, size_t, i);
		const struct test *test = test_table_get(&coordinator->tests, index);
		if (test->outcome != OUTCOME_UNDECIDED ||
		    !indirect_answer(execution, test, &answer))
			continue;
		execution->undecided--;
		execution->indirect--;
		answer_for_test(
			coordinator, index,
			(struct judgement){JUDGEMENT_ANSWERED, answer.outcome, answer.reason},
			execution)
			->fixture = answer.fixture;
	}
}

/* The execution has ended, and it is known whether its instance lives: its tests are judged. */
static void settle_execution(struct coordinator *coordinator, struct execution *execution,
			     bool is_lost)
{
	enum end_kind kind = kind_of_end(coordinator, execution, is_lost);

	answer_indirectly(coordinator, execution);
	const struct execution_end end = {
		.kind = kind,
		.reason = execution->time_up ? execution->time_up : coordinator->stop_reason,
		.got_somewhere = execution->got_somewhere,
		.is_of_one = execution->batch->len == 1,
		.is_hopeless = halving_is_hopeless(coordinator),
		.can_choose = coordinator->options.can_choose,
		.exited_0 = ending_is_success(execution->ending),
		.others = execution->others,
		.may_be_others = execution->other_count >= execution->undecided,
		.skips_unreported = coordinator->options.failures.unreported == UNREPORTED_SKIPS,
	};

	scheduler_ended(coordinator->scheduler, execution->worker, overhead_us(execution));
	if (execution->has_failure || end.kind == END_EARLY || end.kind == END_TIME_UP)
		instance_table_note_failure(&coordinator->instances, execution->instance);
	if (needs_returncode(coordinator, execution, end.kind))
		report_returncode(coordinator, execution);
	judge_tests(coordinator, execution, &end);
	retrying_collect(coordinator, execution);
	coordinator->workers[execution->worker].execution = NULL;
	g_hash_table_remove(coordinator->executions, &execution->task.timer.number);
}

/* ---- ends ---- */

static void make_idle(struct coordinator *coordinator, int worker)
{
	g_queue_push_tail(&coordinator->idle_workers, GINT_TO_POINTER(worker));
}

void settling_probe(struct coordinator *coordinator, int number)
{
	struct instance *instance = instance_table_get(&coordinator->instances, number);

	coordinator_name_instance(coordinator,
				  action_queue_push(&coordinator->actions, ACTION_PROBE), number);
	coordinator->probes++;
	task_start(coordinator, &instance->probe, coordinator->options.probe_timeout_us);
}

/* True if the way an execution ended leaves it open whether its instance still lives. */
static bool is_in_doubt(const struct coordinator *coordinator, const struct execution *execution)
{
	if (execution->instance == INSTANCE_NONE || coordinator_is_stopping(coordinator))
		return false;
	return execution->time_up != REASON_NONE || is_early(execution);
}

void settling_ended(struct coordinator *coordinator, const struct input *input)
{
	struct execution *execution = executing_find(coordinator, input->execution);
	int worker;

	if (!execution)
		return;
	task_end(coordinator, &execution->task);
	execution->ending = input->ending;
	execution->completeness = input->completeness;
	execution->ended_us = coordinator->now_us;
	worker = execution->worker;
	execution->indirect = count_indirect(coordinator, execution);
	if (is_in_doubt(coordinator, execution)) {
		settling_probe(coordinator, execution->instance);
		/* Out of time is judged alike, whether the instance lives or not. */
		if (execution->time_up != REASON_NONE)
			settle_execution(coordinator, execution, false);
		return;
	}
	settle_execution(coordinator, execution, false);
	make_idle(coordinator, worker);
}

static void lose_instance(struct coordinator *coordinator, struct instance *instance)
{
	struct worker *worker = &coordinator->workers[instance->worker];

	coordinator->summary.instances_lost++;
	worker->instance = INSTANCE_NONE;
	worker->is_ready = false;
	if (coordinator->scheduler)
		scheduler_left(coordinator->scheduler, instance->worker);
	g_queue_push_tail(&coordinator->free_workers, GINT_TO_POINTER(instance->worker));
	disposing_lost(coordinator, instance);
}

void settling_probed(struct coordinator *coordinator, int number, bool is_alive)
{
	struct instance *instance = instance_table_get(&coordinator->instances, number);
	struct execution *execution;
	bool is_lost;

	if (!instance || !instance->probe.is_running)
		return;
	task_end(coordinator, &instance->probe);
	coordinator->probes--;
	is_lost =
		!coordinator_is_stopping(coordinator) && (!is_alive || instance->probe.signal != 0);
	execution = coordinator->workers[instance->worker].execution;
	if (is_lost)
		lose_instance(coordinator, instance);
	else
		make_idle(coordinator, instance->worker);
	if (execution)
		settle_execution(coordinator, execution, is_lost);
	listing_probed(coordinator, number, is_lost);
}
