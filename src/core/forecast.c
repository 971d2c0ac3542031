#include "core/forecast.h"

#include <signal.h>

#include "core/timers.h"
#include "sched/estimates.h"

/* A place, and the execution that runs in it. */
struct runner {
	struct timer timer; /* of what it does next */
	struct forecast_place place;
	int execution;   /* -1: none */
	size_t done;     /* how many of its tests have ended */
	bool is_started; /* the next one has started */
};

struct simulation {
	struct forecast *forecast;
	const struct forecast_assumptions *assumptions;
	const struct planned_test *tests;
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

static void carry_out_action(struct simulation *simulation, const struct action *action);

static void feed_coordinator(struct simulation *simulation, const struct input *input)
{
	struct action action;

	coordinator_input(simulation->coordinator, simulation->now_us, input);
	while (coordinator_next(simulation->coordinator, &action))
		carry_out_action(simulation, &action);
}

/* ---- places ---- */

static void add_runner(struct simulation *simulation)
{
	const struct forecast_assumptions *assumptions = simulation->assumptions;
	struct runner *runner = g_new0(struct runner, 1);

	runner->timer = (struct timer){TIMER_EXECUTION, (int)simulation->runners->len, 0, 0};
	runner->place = assumptions->describe_place
				? assumptions->describe_place(simulation->now_us, assumptions->data)
				: (struct forecast_place){1, INT64_MAX};
	runner->execution = -1;
	g_ptr_array_add(simulation->runners, runner);
}

static void end_simulated_provisioning(struct simulation *simulation)
{
	timers_cancel(&simulation->timers, &simulation->arrival);
	feed_coordinator(simulation, &(struct input){.kind = INPUT_PROVISIONING_ENDED});
}

static void simulate_arrival(struct simulation *simulation)
{
	g_autofree char *id = g_strdup_printf("i%u", simulation->runners->len);

	add_runner(simulation);
	simulation->expected--;
	timers_set(&simulation->timers, &simulation->arrival,
		   simulation->now_us + simulation->assumptions->interval_us);
	feed_coordinator(simulation, &(struct input){.kind = INPUT_INSTANCE, .instance_id = id});
	if (simulation->expected == 0)
		end_simulated_provisioning(simulation);
}

static void simulate_provisioning(struct simulation *simulation, int count)
{
	simulation->expected = count;
	timers_set(&simulation->timers, &simulation->arrival,
		   simulation->now_us + simulation->assumptions->arrival_us);
}

static void simulate_probe(struct simulation *simulation, int instance)
{
	const struct runner *runner = simulation->runners->pdata[instance];

	feed_coordinator(simulation,
			 &(struct input){.kind = INPUT_PROBED,
					 .instance = instance,
					 .is_alive = simulation->now_us < runner->place.lost_us});
}

/* ---- the listing ---- */

static void simulate_listing(struct simulation *simulation, int instance)
{
	const struct runner *runner = simulation->runners->pdata[MAX(instance, 0)];

	timers_set(&simulation->timers, &simulation->listing,
		   simulation->now_us +
			   simulation->assumptions->listing_us * runner->place.slowness);
}

static void end_simulated_listing(struct simulation *simulation)
{
	struct forecast *forecast = simulation->forecast;

	forecast->listed_us = forecast->tested_us = forecast->ended_us = simulation->now_us;
	feed_coordinator(simulation, &(struct input){.kind = INPUT_LISTED,
						     .tests = simulation->tests,
						     .test_count = simulation->test_count});
}

static void stop_simulated_listing(struct simulation *simulation, int signal)
{
	timers_cancel(&simulation->timers, &simulation->listing);
	feed_coordinator(simulation, &(struct input){.kind = INPUT_LISTING_FAILED,
						     .ending = {ENDING_SIGNALLED, signal}});
}

/* ---- executions ---- */

static struct forecast_execution *simulated_execution_at(const struct simulation *simulation,
							 int execution)
{
	return &g_array_index(simulation->forecast->executions, struct forecast_execution,
			      execution);
}

static size_t next_test(const struct simulation *simulation, const struct runner *runner)
{
	const struct forecast_execution *execution =
		simulated_execution_at(simulation, runner->execution);

	return g_array_index(execution->tests, size_t, runner->done);
}

/* When a runner does next what takes it `after_us`: a start, a result, or the end. */
static void schedule_step(struct simulation *simulation, struct runner *runner, int64_t after_us)
{
	int64_t at_us = simulation->now_us + after_us * runner->place.slowness;

	timers_set(&simulation->timers, &runner->timer,
		   MIN(at_us, MAX(runner->place.lost_us, simulation->now_us)));
}

static void simulate_execution(struct simulation *simulation, const struct action *action)
{
	int number = simulation->is_local ? action->worker : action->instance;
	struct runner *runner = simulation->runners->pdata[number];
	const struct forecast_assumptions *assumptions = simulation->assumptions;
	struct forecast_execution execution = {
		.worker = action->worker,
		.instance = action->instance,
		.began_us = simulation->now_us,
		.tests = g_array_new(false, false, sizeof(size_t)),
	};

	if (assumptions->before_execution)
		assumptions->before_execution(assumptions->data);
	g_array_append_vals(execution.tests, action->tests, (unsigned)action->test_count);
	g_array_append_val(simulation->forecast->executions, execution);
	runner->execution = action->execution;
	runner->done = 0;
	runner->is_started = false;
	schedule_step(simulation, runner, assumptions->startup_us);
}

static void end_simulated_execution(struct simulation *simulation, struct runner *runner,
				    struct ending ending)
{
	int execution = runner->execution;

	timers_cancel(&simulation->timers, &runner->timer);
	simulated_execution_at(simulation, execution)->ended_us = simulation->now_us;
	simulation->forecast->ended_us = simulation->now_us;
	runner->execution = -1;
	feed_coordinator(simulation, &(struct input){.kind = INPUT_EXECUTION_ENDED,
						     .execution = execution,
						     .ending = ending});
}

static void stop_simulated_execution(struct simulation *simulation, int execution, int signal)
{
	for (unsigned int i = 0; i < simulation->runners->len; i++) {
		struct runner *runner = simulation->runners->pdata[i];
		if (runner->execution != execution)
			continue;
		end_simulated_execution(simulation, runner,
					(struct ending){ENDING_SIGNALLED, signal});
		return;
	}
}

static void report_simulated_test(struct simulation *simulation, const struct runner *runner,
				  enum input_kind kind)
{
	const char *id = simulation->tests[next_test(simulation, runner)].id;

	feed_coordinator(simulation, &(struct input){.kind = kind,
						     .execution = runner->execution,
						     .test_id = text_of(id),
						     .status = STATUS_SUCCESS,
						     .time_ns = TIME_NONE});
}

static void simulate_step(struct simulation *simulation, struct runner *runner)
{
	if (simulation->now_us >= runner->place.lost_us) {
		end_simulated_execution(simulation, runner, (struct ending){ENDING_EXITED, 255});
		return;
	}
	if (runner->is_started) {
		simulation->forecast->tested_us = simulation->now_us;
		report_simulated_test(simulation, runner, INPUT_TEST_ENDED);
		runner->is_started = false;
		runner->done++;
	}
	if (runner->done == simulated_execution_at(simulation, runner->execution)->tests->len) {
		end_simulated_execution(simulation, runner, (struct ending){ENDING_EXITED, 0});
		return;
	}
	report_simulated_test(simulation, runner, INPUT_TEST_STARTED);
	runner->is_started = true;
	schedule_step(simulation, runner, simulation->durations_us[next_test(simulation, runner)]);
}

/* ---- the run ---- */

/* What an action does is told at once, or when its time has come. */
static void carry_out_action(struct simulation *simulation, const struct action *action)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		simulate_provisioning(simulation, action->count);
		return;
	case ACTION_STOP_PROVISIONING:
		end_simulated_provisioning(simulation);
		return;
	case ACTION_LIST:
		simulate_listing(simulation, action->instance);
		return;
	case ACTION_STOP_LISTING:
		stop_simulated_listing(simulation, action->signal);
		return;
	case ACTION_EXECUTE:
		simulate_execution(simulation, action);
		return;
	case ACTION_STOP_EXECUTION:
		stop_simulated_execution(simulation, action->execution, action->signal);
		return;
	case ACTION_PROBE:
		simulate_probe(simulation, action->instance);
		return;
	case ACTION_DISPOSE:
		feed_coordinator(simulation, &(struct input){.kind = INPUT_DISPOSED,
							     .disposal = action->disposal});
		return;
	case ACTION_FINISH:
		simulation->has_finished = true;
		return;
	case ACTION_STOP_PROBE:
	case ACTION_STOP_DISPOSING:
	case ACTION_KEEP:
	case ACTION_UNDISPOSED:
	case ACTION_ANSWER:
	case ACTION_RETURNCODE:
	case ACTION_NOTE:
		return;
	}
}

/* Lets the next thing happen: something here, or a time of the coordinator's that is up sooner. */
static void simulate_next_event(struct simulation *simulation)
{
	int64_t next_us = timers_next_us(&simulation->timers);
	int64_t deadline_us = coordinator_deadline_us(simulation->coordinator);

	g_assert(next_us < INT64_MAX || deadline_us < INT64_MAX);
	simulation->now_us = MAX(simulation->now_us, MIN(next_us, deadline_us));
	if (deadline_us < next_us) {
		feed_coordinator(simulation, &(struct input){.kind = INPUT_TIME});
		return;
	}
	struct timer *timer = timers_take_due(&simulation->timers, next_us);
	if (timer == &simulation->arrival)
		simulate_arrival(simulation);
	else if (timer == &simulation->listing)
		end_simulated_listing(simulation);
	else
		simulate_step(simulation, simulation->runners->pdata[timer->number]);
}

static void simulate_run(struct simulation *simulation, const struct coordinator_options *options)
{
	struct coordinator_options known = *options;
	struct action action;

	known.limits.no_output_timeout_us = known.limits.provision_timeout_us = 0;
	simulation->coordinator = coordinator_new(&known);
	simulation->is_local = !options->uses_instances;
	for (int i = 0; simulation->is_local && i < options->concurrency; i++)
		add_runner(simulation);
	coordinator_start(simulation->coordinator, 0);
	while (coordinator_next(simulation->coordinator, &action))
		carry_out_action(simulation, &action);
	while (!simulation->has_finished)
		simulate_next_event(simulation);
}

/* ---- before and after ---- */

/* What each test is expected to take. Owned by the caller. */
static int64_t *expected_durations(const struct planned_test *tests, size_t test_count)
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

static void sum_up_work(const struct simulation *simulation)
{
	struct forecast *forecast = simulation->forecast;
	g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

	for (size_t i = 0; i < simulation->test_count; i++) {
		const char *group = simulation->tests[i].group;
		int64_t unit_us = simulation->durations_us[i];
		int64_t *sum_us = group ? g_hash_table_lookup(groups, group) : NULL;

		forecast->work_us += unit_us;
		if (group && !sum_us) {
			sum_us = g_new0(int64_t, 1);
			g_hash_table_insert(groups, (char *)group, sum_us);
		}
		if (sum_us)
			unit_us = *sum_us += unit_us;
		forecast->longest_us = MAX(forecast->longest_us, unit_us);
	}
}

static void clear_forecast_execution(void *data)
{
	struct forecast_execution *execution = data;

	g_array_unref(execution->tests);
}

void forecast_run(struct forecast *forecast, const struct coordinator_options *options,
		  const struct planned_test *tests, size_t test_count,
		  const struct forecast_assumptions *assumptions)
{
	g_autofree int64_t *expected_us =
		assumptions->durations_us ? NULL : expected_durations(tests, test_count);
	struct simulation simulation = {
		.forecast = forecast,
		.assumptions = assumptions,
		.tests = tests,
		.test_count = test_count,
		.durations_us = expected_us ? expected_us : assumptions->durations_us,
		.arrival = {.kind = TIMER_PROVISIONING},
		.listing = {.kind = TIMER_LISTING},
		.runners = g_ptr_array_new_with_free_func(g_free),
	};

	*forecast = (struct forecast){
		.executions = g_array_new(false, false, sizeof(struct forecast_execution))};
	g_array_set_clear_func(forecast->executions, clear_forecast_execution);
	timers_init(&simulation.timers);
	sum_up_work(&simulation);
	simulate_run(&simulation, options);
	forecast->verdict = coordinator_verdict(simulation.coordinator);
	coordinator_summarise(simulation.coordinator, &forecast->summary);
	coordinator_free(simulation.coordinator);
	timers_clear(&simulation.timers);
	g_ptr_array_unref(simulation.runners);
}

int64_t forecast_bound_us(const struct forecast *forecast, int workers,
			  const struct forecast_assumptions *assumptions)
{
	int64_t shared_us = (forecast->work_us + workers - 1) / workers;

	return forecast->listed_us + assumptions->startup_us + MAX(shared_us, forecast->longest_us);
}

void forecast_clear(struct forecast *forecast)
{
	g_clear_pointer(&forecast->executions, g_array_unref);
}
