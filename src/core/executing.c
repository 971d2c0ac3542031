/* Executing: gives batches to idle workers as executions, and watches their times. */
#include "core/planted_bugs.h"
#include "core/run_state.h"

/* How many idle workers may decline work per event. */
#define REFUSALS_MAX 4

static struct scheduler *new_scheduler(const struct coordinator *coordinator,
				       const struct input *listed)
{
	const struct coordinator_options *options = &coordinator->options;
	bool has_room_limit = options->can_choose && !PLANTED(BUG_OVERFILLS_COMMANDS);
	const struct scheduler_options scheduler_options = {
		.scheduling = options->scheduling,
		.workers = options->concurrency,
		.is_shared = !options->uses_instances,
		.is_whole = !options->can_choose,
		.max_bytes = has_room_limit ? listed->max_bytes : 0,
		.all_are_free = listed->all_are_free,
	};

	return scheduler_new(&scheduler_options);
}

void executing_listed(struct coordinator *coordinator, const struct input *listed)
{
	struct scheduler *scheduler = coordinator->scheduler = new_scheduler(coordinator, listed);
	size_t test_count = listed->is_open ? 0 : listed->test_count;

	scheduler_listed(scheduler, coordinator->now_us - coordinator->listing.began_us);
	test_table_load(&coordinator->tests, listed->tests, test_count);
	for (size_t i = 0; i < test_count; i++) {
		if (test_table_get(&coordinator->tests, i)->id)
			scheduler_add(scheduler, &listed->tests[i]);
		else
			scheduler_skip(scheduler);
	}
	for (int i = 0; i < coordinator->options.concurrency; i++)
		if (coordinator->workers[i].is_ready)
			scheduler_joined(scheduler, i);
}

void executing_add_worker(struct coordinator *coordinator, int number, int instance)
{
	struct worker *worker = &coordinator->workers[number];

	worker->instance = instance;
	worker->is_ready = true;
	if (coordinator->scheduler)
		scheduler_joined(coordinator->scheduler, number);
	g_queue_push_tail(&coordinator->idle_workers, GINT_TO_POINTER(number));
}

struct execution *executing_find(struct coordinator *coordinator, int number)
{
	struct execution *execution = g_hash_table_lookup(coordinator->executions, &number);

	return execution && execution->task.is_running ? execution : NULL;
}

/* ---- beginning ---- */

static struct execution *new_execution(struct coordinator *coordinator, int worker)
{
	struct execution *execution = g_new0(struct execution, 1);

	task_init(&execution->task, TIMER_EXECUTION, coordinator->summary.executions++);
	execution->worker = worker;
	execution->instance = coordinator->workers[worker].instance;
	execution->running = RUNNING_NONE;
	execution->fixtures = indirect_new_fixtures();
	execution->began_us = coordinator->now_us;
	execution->spoke_us = coordinator->now_us;
	execution->first_start_us = execution->last_result_us = -1;
	return execution;
}

/* Marks the tests of the batch as handed out. Returns the highest attempt among them. */
static int hand_out(struct coordinator *coordinator, const struct execution *execution)
{
	int attempt = 1;

	for (size_t i = 0; i < execution->batch->len; i++) {
		size_t test = g_array_index(execution->batch, size_t, i);
		test_table_hand_out(&coordinator->tests, test, execution->task.timer.number);
		attempt = MAX(attempt, test_table_get(&coordinator->tests, test)->attempts);
	}
	return attempt;
}

static void request_execution(struct coordinator *coordinator, const struct execution *execution)
{
	int attempt = hand_out(coordinator, execution);
	struct action *action = action_queue_push(&coordinator->actions, ACTION_EXECUTE);

	action->execution = execution->task.timer.number;
	action->worker = execution->worker;
	action->tests = (const size_t *)execution->batch->data;
	action->test_count = execution->batch->len;
	action->is_everything = scheduler_is_everything(coordinator->scheduler, execution->batch);
	action->batch = execution->kind;
	action->attempt = attempt;
	coordinator_name_instance(coordinator, action, execution->instance);
}

/* Starts an execution of `batch`, which it takes over, in an idle worker. */
static void begin_execution(struct coordinator *coordinator, int worker, GArray *batch,
			    enum batch_kind kind)
{
	struct execution *execution = new_execution(coordinator, worker);

	execution->batch = batch;
	execution->kind = kind;
	execution->undecided = batch->len;
	coordinator->workers[worker].execution = execution;
	instance_table_note_use(&coordinator->instances, execution->instance);
	g_hash_table_insert(coordinator->executions, &execution->task.timer.number, execution);
	request_execution(coordinator, execution);
	task_start(coordinator, &execution->task, 0);
	executing_watch(coordinator, execution);
}

static GArray *new_batch(void)
{
	return g_array_new(false, false, sizeof(size_t));
}

/* One execution of whatever there is. */
static void begin_open_execution(struct coordinator *coordinator)
{
	if (coordinator->summary.executions > 0)
		return;
	g_queue_clear(&coordinator->idle_workers);
	begin_execution(coordinator, 0, new_batch(), BATCH_WHOLE);
}

/* How many tests wait to be handed out, for the first time or again. */
static size_t pending(const struct coordinator *coordinator)
{
	return scheduler_pending(coordinator->scheduler) + coordinator->retries_waiting;
}

static bool take_retries(struct coordinator *coordinator, int worker, GArray *batch,
			 enum batch_kind *kind)
{
	if (!retrying_take(coordinator, worker, batch))
		return false;
	*kind = BATCH_RETRY;
	scheduler_give(coordinator->scheduler, worker, coordinator->now_us, batch);
	return true;
}

/* Fills `batch` with what `worker` is to do next. Returns false if it had better wait. */
static bool take_batch(struct coordinator *coordinator, int worker, GArray *batch,
		       enum batch_kind *kind)
{
	struct scheduler *scheduler = coordinator->scheduler;
	bool must = g_hash_table_size(coordinator->executions) == 0;

	if (retrying_comes_first(coordinator) && take_retries(coordinator, worker, batch, kind))
		return true;
	if (scheduler_pending(scheduler) == 0)
		return take_retries(coordinator, worker, batch, kind);
	if (!scheduler_take(scheduler, worker, coordinator->now_us, must, batch))
		return false;
	*kind = scheduler_batch_kind(scheduler);
	return true;
}

/* What became of an idle worker. */
enum handing {
	HANDED_OUT,
	HANDED_NOTHING, /* it had better wait: it is asked again after the others */
	HANDED_BACK,    /* no command can name the test that it was to have */
};

/* Gives a batch to the worker that has been idle for longest; or sets `unnamed`. */
static enum handing begin_next(struct coordinator *coordinator, size_t *unnamed)
{
	int worker = GPOINTER_TO_INT(g_queue_pop_head(&coordinator->idle_workers));
	g_autoptr(GArray) batch = new_batch();
	enum batch_kind kind;

	if (!take_batch(coordinator, worker, batch, &kind)) {
		g_queue_push_tail(&coordinator->idle_workers, GINT_TO_POINTER(worker));
		return HANDED_NOTHING;
	}
	if (scheduler_fitting(coordinator->scheduler, batch) == 0 && !PLANTED(BUG_SPARES_UNNAMED)) {
		scheduler_ended(coordinator->scheduler, worker, -1);
		g_queue_push_head(&coordinator->idle_workers, GINT_TO_POINTER(worker));
		*unnamed = g_array_index(batch, size_t, 0);
		return HANDED_BACK;
	}
	begin_execution(coordinator, worker, g_steal_pointer(&batch), kind);
	return HANDED_OUT;
}

bool executing_hand_out(struct coordinator *coordinator, size_t *unnamed)
{
	int refusals = 0;

	if (coordinator->listing.is_open) {
		begin_open_execution(coordinator);
		return false;
	}
	if (PLANTED(BUG_DECIDES_BY_CHANCE) && coordinator->idle_workers.length > 1 &&
	    planted_chance())
		g_queue_push_tail(&coordinator->idle_workers,
				  g_queue_pop_head(&coordinator->idle_workers));
	while (coordinator->idle_workers.length > 0 && refusals < REFUSALS_MAX &&
	       pending(coordinator) > 0) {
		enum handing handing = begin_next(coordinator, unnamed);
		if (handing == HANDED_BACK)
			return true;
		refusals += handing == HANDED_NOTHING;
	}
	return false;
}

/* ---- times ---- */

/* The first of an execution's times to be up. */
struct limit {
	int64_t due_us; /* INT64_MAX: it may run for ever */
	enum reason reason;
};

static void tighten(struct limit *limit, int64_t since_us, int64_t timeout_us, enum reason reason)
{
	if (timeout_us > 0 && since_us + timeout_us < limit->due_us)
		*limit = (struct limit){since_us + timeout_us, reason};
}

static struct limit first_limit(const struct coordinator *coordinator,
				const struct execution *execution)
{
	const struct coordinator_options *options = &coordinator->options;
	struct limit limit = {INT64_MAX, REASON_NONE};
	uint32_t oldest = execution->running.oldest;

	if (oldest != TEST_NONE)
		tighten(&limit, test_table_get(&coordinator->tests, oldest)->started_us,
			options->limits.test_timeout_us, REASON_TIMED_OUT);
	tighten(&limit, execution->spoke_us, options->limits.no_output_timeout_us,
		REASON_NO_OUTPUT);
	tighten(&limit, execution->began_us, options->limits.execute_timeout_us,
		REASON_EXECUTION_TIMED_OUT);
	return limit;
}

/*
 * The timer may fire before anything is up: that is found out then, so that what only moves a
 * time further away (output, mostly) costs nothing.
 */
void executing_watch(struct coordinator *coordinator, struct execution *execution)
{
	struct limit limit = first_limit(coordinator, execution);
	const struct timer *timer = &execution->task.timer;

	if (limit.due_us < INT64_MAX && (timer->place == 0 || limit.due_us < timer->due_us))
		task_watch(coordinator, &execution->task, limit.due_us);
}

void executing_expire(struct coordinator *coordinator, int number)
{
	struct execution *execution = executing_find(coordinator, number);
	struct limit limit = first_limit(coordinator, execution);

	if (execution->task.signal != 0) {
		task_expire(coordinator, &execution->task);
	} else if (limit.due_us <= coordinator->now_us) {
		execution->time_up = limit.reason;
		task_stop(coordinator, &execution->task);
	} else {
		executing_watch(coordinator, execution);
	}
}
