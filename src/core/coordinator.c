#include "base/hash.h"
#include "core/planted_bugs.h"
#include "core/run_state.h"

static void free_execution(void *data)
{
	struct execution *execution = data;

	g_array_unref(execution->batch);
	g_array_unref(execution->fixtures);
	g_free(execution);
}

static void free_disposal(void *data)
{
	struct disposal *disposal = data;

	g_free(disposal->ids);
	g_free(disposal);
}

static struct coordinator_options effective_options(const struct coordinator_options *given)
{
	struct coordinator_options options = *given;

	/* One execution of everything needs no more than one place to run in. */
	options.concurrency = options.can_choose ? MAX(options.concurrency, 1) : 1;
	if (options.instances.replacements < 0)
		options.instances.replacements = options.concurrency;
	return options;
}

struct coordinator *coordinator_new(const struct coordinator_options *options)
{
	struct coordinator *coordinator = g_new0(struct coordinator, 1);

	coordinator->options = effective_options(options);
	coordinator->run_timer.kind = TIMER_RUN;
	coordinator->provisioning.retry.kind = TIMER_RETRY;
	coordinator->provisioning.replacements = coordinator->options.instances.replacements;
	task_init(&coordinator->provisioning.task, TIMER_PROVISIONING, 0);
	task_init(&coordinator->listing.task, TIMER_LISTING, 0);
	coordinator->listing.avoided = INSTANCE_NONE;
	coordinator->workers = g_new0(struct worker, (size_t)coordinator->options.concurrency);
	coordinator->executions =
		g_hash_table_new_full(g_int_hash, g_int_equal, NULL, free_execution);
	coordinator->failed_fixtures = g_hash_table_new(hash_string, g_str_equal);
	coordinator->series = g_array_new(false, false, sizeof(bool));
	coordinator->disposals = g_ptr_array_new_with_free_func(free_disposal);
	action_queue_init(&coordinator->actions);
	timers_init(&coordinator->timers);
	instance_table_init(&coordinator->instances);
	test_table_init(&coordinator->tests);
	return coordinator;
}

void coordinator_name_instance(const struct coordinator *coordinator, struct action *action,
			       int number)
{
	const struct instance *instance = instance_table_get(&coordinator->instances, number);

	action->instance = number;
	action->instance_id = instance ? instance->id : NULL;
}

/* ---- stages ---- */

/* With nowhere to run them and no hope of it, the remaining tests are lost. */
static void give_up(struct coordinator *coordinator)
{
	if (g_hash_table_size(coordinator->executions) > 0 || coordinator->probes > 0 ||
	    coordinator->idle_workers.length > 0 || provisioning_is_open(coordinator))
		return;
	settling_answer_pending(coordinator, OUTCOME_LOST, REASON_NO_INSTANCE);
}

/* True when all tests are answered and no execution runs: nothing will be handed out any more. */
static bool is_worked_off(const struct coordinator *coordinator)
{
	return coordinator->listing.has_ended && coordinator->tests.undecided == 0 &&
	       g_hash_table_size(coordinator->executions) == 0;
}

/* True if tests would be left without answer if the run stopped now, as far as that is known. */
static bool has_more(const struct coordinator *coordinator)
{
	return coordinator->tests.tally.count[OUTCOME_UNDECIDED] > 0 ||
	       (coordinator->listing.is_open && g_hash_table_size(coordinator->executions) > 0);
}

static void count_and_stop(struct coordinator *coordinator)
{
	size_t most = (size_t)coordinator->options.failures.max_failures;

	if (most > 0 && !coordinator_is_stopping(coordinator) && has_more(coordinator) &&
	    coordinator_count_failures(coordinator) >= most)
		stopping_begin(coordinator, VERDICT_TOO_MANY_FAILURES);
}

static void advance_executions(struct coordinator *coordinator)
{
	bool is_stopping = coordinator_is_stopping(coordinator) && !PLANTED(BUG_OUTRUNS_STOP);
	size_t unnamed;

	if (coordinator->stage != STAGE_EXECUTING || is_stopping)
		return;
	while (executing_hand_out(coordinator, &unnamed)) {
		settling_answer_unnamed(coordinator, unnamed);
		count_and_stop(coordinator);
		if (coordinator_is_stopping(coordinator))
			return;
	}
	provisioning_replace(coordinator);
	give_up(coordinator);
	if (is_worked_off(coordinator))
		provisioning_wind_up(coordinator);
}

/* True when nothing runs any more and nothing will but disposals. */
static bool is_over(const struct coordinator *coordinator)
{
	if (!coordinator_is_stopping(coordinator) && !is_worked_off(coordinator))
		return false;
	return !coordinator->listing.task.is_running && !provisioning_is_open(coordinator) &&
	       g_hash_table_size(coordinator->executions) == 0 && coordinator->probes == 0;
}

static void advance_disposals(struct coordinator *coordinator)
{
	if (coordinator->stage < STAGE_DISPOSING && is_over(coordinator)) {
		coordinator->stage = STAGE_DISPOSING;
		timers_cancel(&coordinator->timers, &coordinator->run_timer);
	}
	if (coordinator->stage != STAGE_DISPOSING)
		return;
	disposing_rest(coordinator);
	if (coordinator->disposals_open > 0)
		return;
	coordinator->stage = STAGE_FINISHED;
	action_queue_push(&coordinator->actions, ACTION_FINISH)->verdict =
		coordinator_verdict(coordinator);
}

/* Does what the present state asks for. After it either something runs or the run is finished. */
static void advance_run(struct coordinator *coordinator)
{
	count_and_stop(coordinator);
	if (!coordinator_is_stopping(coordinator))
		listing_begin(coordinator);
	advance_executions(coordinator);
	advance_disposals(coordinator);
}

/* ---- inputs ---- */

static void take_timer(struct coordinator *coordinator, struct timer *timer)
{
	switch (timer->kind) {
	case TIMER_RUN:
		stopping_begin(coordinator, VERDICT_RUN_TIMED_OUT);
		return;
	case TIMER_RETRY:
		provisioning_retry(coordinator);
		return;
	case TIMER_DISPOSAL_RETRY:
		disposing_retry(coordinator, timer->number);
		return;
	case TIMER_EXECUTION:
		executing_expire(coordinator, timer->number);
		return;
	case TIMER_PROVISIONING:
		task_expire(coordinator, &coordinator->provisioning.task);
		return;
	case TIMER_LISTING:
		task_expire(coordinator, &coordinator->listing.task);
		return;
	case TIMER_PROBE:
		task_expire(coordinator,
			    &instance_table_get(&coordinator->instances, timer->number)->probe);
		return;
	case TIMER_DISPOSAL:
		disposing_expire(coordinator, timer->number);
		return;
	}
}

static void take_time(struct coordinator *coordinator)
{
	struct timer *timer;

	while ((timer = timers_take_due(&coordinator->timers, coordinator->now_us)))
		take_timer(coordinator, timer);
}

static void dispatch(struct coordinator *coordinator, const struct input *input)
{
	switch (input->kind) {
	case INPUT_INSTANCE:
		provisioning_printed(coordinator, input->instance_id);
		return;
	case INPUT_PROVISIONING_ENDED:
		provisioning_ended(coordinator, input->ending);
		return;
	case INPUT_LISTED:
		listing_succeeded(coordinator, input);
		return;
	case INPUT_LISTING_FAILED:
		listing_failed(coordinator, input->ending);
		return;
	case INPUT_OUTPUT:
		return;
	case INPUT_TEST_STARTED:
		reporting_started(coordinator, input);
		return;
	case INPUT_TEST_ENDED:
		reporting_ended(coordinator, input);
		return;
	case INPUT_EXECUTION_ENDED:
		settling_ended(coordinator, input);
		return;
	case INPUT_PROBED:
		settling_probed(coordinator, input->instance, input->is_alive);
		return;
	case INPUT_DISPOSED:
		disposing_ended(coordinator, input->disposal, input->ending);
		return;
	case INPUT_TIME:
		take_time(coordinator);
		return;
	case INPUT_INTERRUPTED:
		stopping_interrupt(coordinator);
		return;
	case INPUT_FAILED:
		stopping_begin(coordinator, VERDICT_FAILED);
		return;
	}
}

void coordinator_start(struct coordinator *coordinator, int64_t now_us)
{
	const struct coordinator_options *options = &coordinator->options;

	coordinator->started_us = coordinator->now_us = now_us;
	if (options->limits.run_timeout_us > 0)
		timers_set(&coordinator->timers, &coordinator->run_timer,
			   now_us + options->limits.run_timeout_us);
	if (options->uses_instances)
		provisioning_start(coordinator);
	else
		for (int worker = 0; worker < options->concurrency; worker++)
			executing_add_worker(coordinator, worker, INSTANCE_NONE);
	advance_run(coordinator);
}

void coordinator_input(struct coordinator *coordinator, int64_t now_us, const struct input *input)
{
	if (coordinator->stage == STAGE_FINISHED)
		return;
	/* It only puts a time off: so nothing else depends on when, and how often, it comes. */
	if (input->kind == INPUT_OUTPUT) {
		reporting_output(coordinator, now_us, input->execution);
		return;
	}
	coordinator->now_us = MAX(coordinator->now_us, now_us);
	dispatch(coordinator, input);
	advance_run(coordinator);
}

bool coordinator_next(struct coordinator *coordinator, struct action *action)
{
	return action_queue_take(&coordinator->actions, action);
}

int64_t coordinator_deadline_us(const struct coordinator *coordinator)
{
	return timers_next_us(&coordinator->timers);
}

void coordinator_free(struct coordinator *coordinator)
{
	if (!coordinator)
		return;
	scheduler_free(coordinator->scheduler);
	test_table_clear(&coordinator->tests);
	instance_table_clear(&coordinator->instances);
	timers_clear(&coordinator->timers);
	action_queue_clear(&coordinator->actions);
	retrying_clear(coordinator);
	g_queue_clear(&coordinator->idle_workers);
	g_queue_clear(&coordinator->free_workers);
	g_ptr_array_unref(coordinator->disposals);
	g_array_unref(coordinator->series);
	g_hash_table_unref(coordinator->failed_fixtures);
	g_hash_table_unref(coordinator->executions);
	g_free(coordinator->workers);
	g_free(coordinator->kept);
	g_free(coordinator->complaint);
	g_free(coordinator);
}
