#include "core/rehearsal.h"

#include <signal.h>

#include "core/estimates.h"
#include "core/timers.h"

/* A place, and the execution that runs in it. */
struct runner {
	struct timer timer; /* of what it does next */
	struct rehearsal_place place;
	int execution;   /* -1: none */
	size_t done;     /* how many of its tests have ended */
	bool is_started; /* the next one has started */
};

struct theatre {
	struct rehearsal *rehearsal;
	const struct rehearsal_world *world;
	const struct core_test *tests;
	size_t test_count;
	const int64_t *durations_us;
	struct coordinator *coordinator;
	struct timers timers;
	struct timer arrival, listing;
	GPtrArray *runners; /* of struct runner: by number of instance, or of worker */
	bool is_local;
	int64_t now_us;
	int expected; /* instances that are still to come */
	bool has_finished;
};

static void obey(struct theatre *theatre, const struct action *action);

static void tell(struct theatre *theatre, const struct input *input)
{
	struct action action;

	coordinator_input(theatre->coordinator, theatre->now_us, input);
	while (coordinator_next(theatre->coordinator, &action))
		obey(theatre, &action);
}

/* ---- places ---- */

static void add_runner(struct theatre *theatre)
{
	const struct rehearsal_world *world = theatre->world;
	struct runner *runner = g_new0(struct runner, 1);

	runner->timer = (struct timer){TIMER_EXECUTION, (int)theatre->runners->len, 0, 0};
	runner->place = world->come ? world->come(theatre->now_us, world->data)
				    : (struct rehearsal_place){1, INT64_MAX};
	runner->execution = -1;
	g_ptr_array_add(theatre->runners, runner);
}

static void end_provisioning(struct theatre *theatre)
{
	timers_cancel(&theatre->timers, &theatre->arrival);
	tell(theatre, &(struct input){.kind = INPUT_PROVISIONING_ENDED});
}

static void arrive(struct theatre *theatre)
{
	g_autofree char *id = g_strdup_printf("i%u", theatre->runners->len);

	add_runner(theatre);
	theatre->expected--;
	timers_set(&theatre->timers, &theatre->arrival,
		   theatre->now_us + theatre->world->interval_us);
	tell(theatre, &(struct input){.kind = INPUT_INSTANCE, .instance_id = id});
	if (theatre->expected == 0)
		end_provisioning(theatre);
}

static void provision(struct theatre *theatre, int count)
{
	theatre->expected = count;
	timers_set(&theatre->timers, &theatre->arrival,
		   theatre->now_us + theatre->world->arrival_us);
}

static void probe(struct theatre *theatre, int instance)
{
	const struct runner *runner = theatre->runners->pdata[instance];

	tell(theatre, &(struct input){.kind = INPUT_PROBED,
				      .instance = instance,
				      .is_alive = theatre->now_us < runner->place.lost_us});
}

/* ---- the listing ---- */

static void list(struct theatre *theatre, int instance)
{
	const struct runner *runner = theatre->runners->pdata[MAX(instance, 0)];

	timers_set(&theatre->timers, &theatre->listing,
		   theatre->now_us + theatre->world->listing_us * runner->place.slowness);
}

static void end_listing(struct theatre *theatre)
{
	struct rehearsal *rehearsal = theatre->rehearsal;

	rehearsal->listed_us = rehearsal->tested_us = rehearsal->ended_us = theatre->now_us;
	tell(theatre, &(struct input){.kind = INPUT_LISTED,
				      .tests = theatre->tests,
				      .test_count = theatre->test_count});
}

static void stop_listing(struct theatre *theatre, int signal)
{
	timers_cancel(&theatre->timers, &theatre->listing);
	tell(theatre,
	     &(struct input){.kind = INPUT_LISTING_FAILED, .ending = {ENDING_SIGNALLED, signal}});
}

/* ---- executions ---- */

static struct rehearsed *rehearsed_at(const struct theatre *theatre, int execution)
{
	return &g_array_index(theatre->rehearsal->executions, struct rehearsed, execution);
}

static size_t next_test(const struct theatre *theatre, const struct runner *runner)
{
	const struct rehearsed *rehearsed = rehearsed_at(theatre, runner->execution);

	return g_array_index(rehearsed->tests, size_t, runner->done);
}

/* When a runner does next what takes it `after_us`: a start, a result, or the end. */
static void schedule(struct theatre *theatre, struct runner *runner, int64_t after_us)
{
	int64_t at_us = theatre->now_us + after_us * runner->place.slowness;

	timers_set(&theatre->timers, &runner->timer,
		   MIN(at_us, MAX(runner->place.lost_us, theatre->now_us)));
}

static void begin(struct theatre *theatre, const struct action *action)
{
	int number = theatre->is_local ? action->worker : action->instance;
	struct runner *runner = theatre->runners->pdata[number];
	const struct rehearsal_world *world = theatre->world;
	struct rehearsed rehearsed = {
		.worker = action->worker,
		.instance = action->instance,
		.began_us = theatre->now_us,
		.tests = g_array_new(false, false, sizeof(size_t)),
	};

	if (world->begin)
		world->begin(world->data);
	g_array_append_vals(rehearsed.tests, action->tests, (unsigned)action->test_count);
	g_array_append_val(theatre->rehearsal->executions, rehearsed);
	runner->execution = action->execution;
	runner->done = 0;
	runner->is_started = false;
	schedule(theatre, runner, world->startup_us);
}

static void end(struct theatre *theatre, struct runner *runner, struct ending ending)
{
	int execution = runner->execution;

	timers_cancel(&theatre->timers, &runner->timer);
	rehearsed_at(theatre, execution)->ended_us = theatre->now_us;
	theatre->rehearsal->ended_us = theatre->now_us;
	runner->execution = -1;
	tell(theatre, &(struct input){.kind = INPUT_EXECUTION_ENDED,
				      .execution = execution,
				      .ending = ending});
}

static void stop(struct theatre *theatre, int execution, int signal)
{
	for (unsigned int i = 0; i < theatre->runners->len; i++) {
		struct runner *runner = theatre->runners->pdata[i];
		if (runner->execution != execution)
			continue;
		end(theatre, runner, (struct ending){ENDING_SIGNALLED, signal});
		return;
	}
}

static void report(struct theatre *theatre, const struct runner *runner, enum input_kind kind)
{
	const char *id = theatre->tests[next_test(theatre, runner)].id;

	tell(theatre, &(struct input){.kind = kind,
				      .execution = runner->execution,
				      .test_id = text_of(id),
				      .status = STATUS_SUCCESS,
				      .time_ns = TIME_NONE});
}

static void step(struct theatre *theatre, struct runner *runner)
{
	if (theatre->now_us >= runner->place.lost_us) {
		end(theatre, runner, (struct ending){ENDING_EXITED, 255});
		return;
	}
	if (runner->is_started) {
		theatre->rehearsal->tested_us = theatre->now_us;
		report(theatre, runner, INPUT_TEST_ENDED);
		runner->is_started = false;
		runner->done++;
	}
	if (runner->done == rehearsed_at(theatre, runner->execution)->tests->len) {
		end(theatre, runner, (struct ending){ENDING_EXITED, 0});
		return;
	}
	report(theatre, runner, INPUT_TEST_STARTED);
	runner->is_started = true;
	schedule(theatre, runner, theatre->durations_us[next_test(theatre, runner)]);
}

/* ---- the run ---- */

/* What an action does is told at once, or when its time has come. */
static void obey(struct theatre *theatre, const struct action *action)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		provision(theatre, action->count);
		return;
	case ACTION_STOP_PROVISIONING:
		end_provisioning(theatre);
		return;
	case ACTION_LIST:
		list(theatre, action->instance);
		return;
	case ACTION_STOP_LISTING:
		stop_listing(theatre, action->signal);
		return;
	case ACTION_EXECUTE:
		begin(theatre, action);
		return;
	case ACTION_STOP_EXECUTION:
		stop(theatre, action->execution, action->signal);
		return;
	case ACTION_PROBE:
		probe(theatre, action->instance);
		return;
	case ACTION_DISPOSE:
		tell(theatre,
		     &(struct input){.kind = INPUT_DISPOSED, .disposal = action->disposal});
		return;
	case ACTION_FINISH:
		theatre->has_finished = true;
		return;
	case ACTION_STOP_PROBE:
	case ACTION_STOP_DISPOSING:
	case ACTION_KEEP:
	case ACTION_UNGONE:
	case ACTION_ANSWER:
	case ACTION_RETURNCODE:
		return;
	}
}

/* Lets the next thing happen: something here, or a time of the coordinator's that is up sooner. */
static void happen(struct theatre *theatre)
{
	int64_t next_us = timers_next_us(&theatre->timers);
	int64_t deadline_us = coordinator_deadline_us(theatre->coordinator);

	g_assert(next_us < INT64_MAX || deadline_us < INT64_MAX);
	theatre->now_us = MAX(theatre->now_us, MIN(next_us, deadline_us));
	if (deadline_us < next_us) {
		tell(theatre, &(struct input){.kind = INPUT_TIME});
		return;
	}
	struct timer *timer = timers_take_due(&theatre->timers, next_us);
	if (timer == &theatre->arrival)
		arrive(theatre);
	else if (timer == &theatre->listing)
		end_listing(theatre);
	else
		step(theatre, theatre->runners->pdata[timer->number]);
}

static void play(struct theatre *theatre, const struct coordinator_options *options)
{
	struct coordinator_options known = *options;
	struct action action;

	known.no_output_timeout_us = known.provision_timeout_us = 0;
	theatre->coordinator = coordinator_new(&known);
	theatre->is_local = !options->uses_instances;
	for (int i = 0; theatre->is_local && i < options->concurrency; i++)
		add_runner(theatre);
	coordinator_start(theatre->coordinator, 0);
	while (coordinator_next(theatre->coordinator, &action))
		obey(theatre, &action);
	while (!theatre->has_finished)
		happen(theatre);
}

/* ---- before and after ---- */

/* What each test is expected to take. Owned by the caller. */
static int64_t *expect(const struct core_test *tests, size_t test_count)
{
	int64_t *durations_us = g_new(int64_t, test_count);
	struct estimates estimates;

	estimates_init(&estimates);
	for (size_t i = 0; i < test_count; i++)
		estimates_add(&estimates, tests[i].id, tests[i].duration_us);
	for (size_t i = 0; i < test_count; i++)
		durations_us[i] = estimates_of(&estimates, (uint32_t)i);
	estimates_clear(&estimates);
	return durations_us;
}

static void add_up(const struct theatre *theatre)
{
	struct rehearsal *rehearsal = theatre->rehearsal;
	g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

	for (size_t i = 0; i < theatre->test_count; i++) {
		const char *group = theatre->tests[i].group;
		int64_t unit_us = theatre->durations_us[i];
		int64_t *sum_us = group ? g_hash_table_lookup(groups, group) : NULL;

		rehearsal->work_us += unit_us;
		if (group && !sum_us) {
			sum_us = g_new0(int64_t, 1);
			g_hash_table_insert(groups, (char *)group, sum_us);
		}
		if (sum_us)
			unit_us = *sum_us += unit_us;
		rehearsal->longest_us = MAX(rehearsal->longest_us, unit_us);
	}
}

static void clear_rehearsed(void *data)
{
	struct rehearsed *rehearsed = data;

	g_array_unref(rehearsed->tests);
}

void rehearsal_run(struct rehearsal *rehearsal, const struct coordinator_options *options,
		   const struct core_test *tests, size_t test_count,
		   const struct rehearsal_world *world)
{
	g_autofree int64_t *expected_us = world->durations_us ? NULL : expect(tests, test_count);
	struct theatre theatre = {
		.rehearsal = rehearsal,
		.world = world,
		.tests = tests,
		.test_count = test_count,
		.durations_us = expected_us ? expected_us : world->durations_us,
		.arrival = {.kind = TIMER_PROVISIONING},
		.listing = {.kind = TIMER_LISTING},
		.runners = g_ptr_array_new_with_free_func(g_free),
	};

	*rehearsal = (struct rehearsal){
		.executions = g_array_new(false, false, sizeof(struct rehearsed))};
	g_array_set_clear_func(rehearsal->executions, clear_rehearsed);
	timers_init(&theatre.timers);
	add_up(&theatre);
	play(&theatre, options);
	rehearsal->verdict = coordinator_verdict(theatre.coordinator);
	coordinator_summarise(theatre.coordinator, &rehearsal->summary);
	coordinator_free(theatre.coordinator);
	timers_clear(&theatre.timers);
	g_ptr_array_unref(theatre.runners);
}

int64_t rehearsal_bound_us(const struct rehearsal *rehearsal, int workers,
			   const struct rehearsal_world *world)
{
	int64_t shared_us = (rehearsal->work_us + workers - 1) / workers;

	return rehearsal->listed_us + world->startup_us + MAX(shared_us, rehearsal->longest_us);
}

void rehearsal_clear(struct rehearsal *rehearsal)
{
	g_clear_pointer(&rehearsal->executions, g_array_unref);
}
