#include "virtual.h"

#include <malloc.h>
#include <math.h>
#include <time.h>

#include "core/coordinator.h"
#include "core/timers.h"
#include "sim/dice.h"

/* An instance, or a worker of this machine, and the execution that runs in it. */
struct runner {
	struct timer timer; /* of what it does next */
	int instance;
	int slowness;
	int64_t come_us;
	int64_t lost_us; /* when it will be lost; INT64_MAX: it will not */
	int execution;   /* -1: none */
	const size_t *tests;
	size_t test_count, done;
	bool is_started; /* the test at `done` has started */
};

struct virtual
{
	const struct fleet *fleet;
	enum strategy strategy;
	struct coordinator *coordinator;
	struct dice dice;
	struct timers timers;
	struct timer coming, listing;
	GPtrArray *runners; /* of struct runner: by number of instance, or of worker */
	GPtrArray *ids;     /* of tests */
	int64_t now_us;
	int64_t tested_us; /* when the last test ended */
	int expected;      /* instances that are still to come */
	int executions;
	size_t bytes; /* that the core holds */
	bool is_finished;
};

/* ---- the fleet ---- */

static void free_runner(void *runner)
{
	g_free(runner);
}

static struct runner *add_runner(struct virtual *virtual, int instance)
{
	const struct fleet *fleet = virtual->fleet;
	struct runner *runner = g_new0(struct runner, 1);

	runner->timer.number = (int)virtual->runners->len;
	runner->instance = instance;
	runner->execution = -1;
	runner->come_us = virtual->now_us;
	runner->slowness = dice_chance(&virtual->dice, fleet->slow_percent) ? 4 : 1;
	runner->lost_us = INT64_MAX;
	if (dice_chance(&virtual->dice, fleet->lost_percent))
		runner->lost_us = virtual->now_us + dice_time(&virtual->dice, 100 * SECOND_US);
	g_ptr_array_add(virtual->runners, runner);
	return runner;
}

static void tell(struct virtual *virtual, const struct input *input);

static void come(struct virtual *virtual)
{
	const struct runner *runner = add_runner(virtual, (int)virtual->runners->len);
	g_autofree char *id = g_strdup_printf("i%d", runner->instance);

	virtual->expected--;
	tell(virtual, &(struct input){.kind = INPUT_INSTANCE, .instance_id = id});
	if (virtual->expected > 0)
		timers_set(&virtual->timers, &virtual->coming,
			   virtual->now_us + virtual->fleet->interval_us);
	else
		tell(virtual, &(struct input){.kind = INPUT_PROVISIONING_ENDED});
}

/* What the scheduler is told of a test's duration. */
static int64_t recorded_us(const struct virtual *virtual, size_t test)
{
	if (virtual->strategy == STRATEGY_FIRST_RUN)
		return -1;
	if (virtual->strategy == STRATEGY_ROUND_ROBIN)
		return 1;
	return virtual->fleet->durations_us[test];
}

static size_t held_bytes(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void end_listing(struct virtual *virtual)
{
	size_t count = virtual->fleet->test_count;
	g_autofree struct core_test *tests = g_new0(struct core_test, count);
	size_t before = held_bytes();

	for (size_t i = 0; i < count; i++) {
		tests[i].id = virtual->ids->pdata[i];
		tests[i].duration_us = recorded_us(virtual, i);
	}
	tell(virtual, &(struct input){.kind = INPUT_LISTED, .tests = tests, .test_count = count});
	virtual->bytes = held_bytes() - before;
}

/* ---- executions ---- */

/* When what a runner does next happens: a start, a result, or the end. */
static void schedule(struct virtual *virtual, struct runner *runner, int64_t after_us)
{
	int64_t at_us = virtual->now_us + after_us * runner->slowness;

	timers_set(&virtual->timers, &runner->timer,
		   MIN(at_us, MAX(runner->lost_us, virtual->now_us)));
}

static void begin(struct virtual *virtual, const struct action *action)
{
	int number = virtual->fleet->is_local ? action->worker : action->instance;
	struct runner *runner = virtual->runners->pdata[number];

	runner->execution = action->execution;
	runner->tests = action->tests;
	runner->test_count = action->test_count;
	runner->done = 0;
	runner->is_started = false;
	virtual->executions++;
	schedule(virtual, runner, virtual->fleet->startup_us);
}

static void end(struct virtual *virtual, struct runner *runner, int status)
{
	int execution = runner->execution;

	runner->execution = -1;
	tell(virtual, &(struct input){.kind = INPUT_EXECUTION_ENDED,
				      .execution = execution,
				      .ending = {ENDING_EXITED, status}});
}

static void report(struct virtual *virtual, const struct runner *runner, enum input_kind kind)
{
	size_t test = runner->tests[runner->done];

	tell(virtual, &(struct input){.kind = kind,
				      .execution = runner->execution,
				      .test_id = text_of(virtual->ids->pdata[test]),
				      .status = STATUS_SUCCESS,
				      .time_ns = TIME_NONE});
}

static void step(struct virtual *virtual, struct runner *runner)
{
	if (virtual->now_us >= runner->lost_us) {
		end(virtual, runner, 255);
		return;
	}
	if (runner->is_started) {
		report(virtual, runner, INPUT_TEST_ENDED);
		runner->is_started = false;
		runner->done++;
		virtual->tested_us = virtual->now_us;
	}
	if (runner->done == runner->test_count) {
		end(virtual, runner, 0);
		return;
	}
	report(virtual, runner, INPUT_TEST_STARTED);
	runner->is_started = true;
	schedule(virtual, runner, virtual->fleet->durations_us[runner->tests[runner->done]]);
}

/* ---- the core ---- */

static void probe(struct virtual *virtual, int instance)
{
	const struct runner *runner = virtual->runners->pdata[instance];

	tell(virtual, &(struct input){.kind = INPUT_PROBED,
				      .instance = instance,
				      .is_alive = virtual->now_us < runner->lost_us});
}

static int64_t listing_us(const struct virtual *virtual, int instance)
{
	const struct runner *runner = virtual->runners->pdata[MAX(instance, 0)];

	return virtual->fleet->startup_us * runner->slowness;
}

static void obey(struct virtual *virtual, const struct action *action)
{
	switch ((int)action->kind) {
	case ACTION_PROVISION:
		virtual->expected = action->count;
		timers_set(&virtual->timers, &virtual->coming, virtual->now_us);
		return;
	case ACTION_LIST:
		timers_set(&virtual->timers, &virtual->listing,
			   virtual->now_us + listing_us(virtual, action->instance));
		return;
	case ACTION_EXECUTE:
		begin(virtual, action);
		return;
	case ACTION_PROBE:
		probe(virtual, action->instance);
		return;
	case ACTION_DISPOSE:
		tell(virtual,
		     &(struct input){.kind = INPUT_DISPOSED, .disposal = action->disposal});
		return;
	case ACTION_FINISH:
		virtual->is_finished = true;
		return;
	}
}

/* Actions are taken first and carried out then, for what they do is told at once. */
static void tell(struct virtual *virtual, const struct input *input)
{
	struct action action;

	coordinator_input(virtual->coordinator, virtual->now_us, input);
	while (coordinator_next(virtual->coordinator, &action))
		obey(virtual, &action);
}

static void happen(struct virtual *virtual)
{
	struct timer *timer = timers_take_due(&virtual->timers, timers_next_us(&virtual->timers));

	virtual->now_us = timer->due_us;
	if (timer == &virtual->coming)
		come(virtual);
	else if (timer == &virtual->listing)
		end_listing(virtual);
	else
		step(virtual, virtual->runners->pdata[timer->number]);
}

static void run(struct virtual *virtual)
{
	const struct coordinator_options options = {
		.concurrency = virtual->fleet->workers,
		.uses_instances = !virtual->fleet->is_local,
		.can_choose = true,
		.is_static = virtual->strategy == STRATEGY_STATIC ||
			     virtual->strategy == STRATEGY_ROUND_ROBIN,
		.is_isolated = virtual->strategy == STRATEGY_ONE_BY_ONE,
		.instance_replacements = -1,
	};
	struct action action;

	virtual->coordinator = coordinator_new(&options);
	for (int i = 0; virtual->fleet->is_local && i < virtual->fleet->workers; i++)
		add_runner(virtual, INSTANCE_NONE);
	coordinator_start(virtual->coordinator, 0);
	while (coordinator_next(virtual->coordinator, &action))
		obey(virtual, &action);
	while (!virtual->is_finished)
		happen(virtual);
}

/* ---- findings ---- */

/* A worker, and from when on it can run tests. */
struct ready {
	double at_us;
	int slowness;
};

/* When a worker can run its first test: it is there, tests are listed, its runner has started. */
static double ready_us(const struct virtual *virtual, const struct runner *runner)
{
	const struct runner *first = virtual->runners->pdata[0];
	double startup_us = (double)virtual->fleet->startup_us;

	return MAX((double)runner->come_us, startup_us * first->slowness) +
	       startup_us * runner->slowness;
}

static int compare_ready(const void *left, const void *right)
{
	const struct ready *a = left, *b = right;

	return (a->at_us > b->at_us) - (a->at_us < b->at_us);
}

/*
 * The time that no schedule can beat: all work, shared by all workers by their speed, each from
 * when it is ready; or the longest test. Losses are not in it.
 */
static double bound_us(const struct virtual *virtual)
{
	const struct fleet *fleet = virtual->fleet;
	int count = MIN(fleet->workers, (int)virtual->runners->len);
	g_autofree struct ready *workers = g_new(struct ready, (size_t)count);
	double speeds = 0, sum = 0, longest = 0, end_us = INFINITY, soonest_us = INFINITY;

	for (size_t i = 0; i < fleet->test_count; i++) {
		sum += (double)fleet->durations_us[i];
		longest = MAX(longest, (double)fleet->durations_us[i]);
	}
	for (int i = 0; i < count; i++) {
		const struct runner *runner = virtual->runners->pdata[i];
		workers[i] = (struct ready){ready_us(virtual, runner), runner->slowness};
		soonest_us = MIN(soonest_us, workers[i].at_us + longest * runner->slowness);
	}
	qsort(workers, (size_t)count, sizeof(struct ready), compare_ready);
	for (int i = 0; i < count && workers[i].at_us < end_us; i++) {
		speeds += 1.0 / workers[i].slowness;
		sum += workers[i].at_us / workers[i].slowness;
		end_us = sum / speeds;
	}
	return MAX(end_us, soonest_us);
}

static double processor_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static GPtrArray *name_tests(size_t count)
{
	GPtrArray *ids = g_ptr_array_new_full((unsigned)count, g_free);

	for (size_t i = 0; i < count; i++)
		g_ptr_array_add(ids,
				g_strdup_printf("module%zu.Class%zu.test_%zu", i / 100, i / 10, i));
	return ids;
}

struct finding virtual_run(const struct fleet *fleet, enum strategy strategy)
{
	struct virtual virtual = {
		.fleet = fleet,
		.strategy = strategy,
		.dice = dice_of_seed(fleet->seed),
		.coming = {.kind = TIMER_PROVISIONING},
		.listing = {.kind = TIMER_LISTING},
		.runners = g_ptr_array_new_with_free_func(free_runner),
		.ids = name_tests(fleet->test_count),
	};
	double began_us = processor_us();
	struct finding finding;

	timers_init(&virtual.timers);
	run(&virtual);
	finding = (struct finding){
		.ratio = (double)virtual.tested_us / bound_us(&virtual),
		.executions = virtual.executions,
		.processor_us = (processor_us() - began_us) / (double)fleet->test_count,
		.bytes = (double)virtual.bytes / (double)fleet->test_count,
	};
	coordinator_free(virtual.coordinator);
	timers_clear(&virtual.timers);
	g_ptr_array_unref(virtual.runners);
	g_ptr_array_unref(virtual.ids);
	return finding;
}
