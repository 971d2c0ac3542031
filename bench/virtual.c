#include "virtual.h"

#include <malloc.h>
#include <math.h>
#include <time.h>

#include "core/forecast.h"
#include "sim/dice.h"

/* A worker while it had one place to run in: until it was lost, if it was. */
struct place {
	int64_t come_us;
	int slowness;
};

struct virtual
{
	const struct fleet *fleet;
	enum strategy strategy;
	struct dice dice;
	GArray *places;   /* of struct place, in the order of their coming */
	size_t held, own; /* bytes: when nothing was handed out yet, and of them the core's */
};

static size_t held_bytes(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* ---- the world, as a forecast wants it ---- */

static struct forecast_place describe_place(int64_t now_us, void *data)
{
	struct virtual *virtual = data;
	const struct fleet *fleet = virtual->fleet;
	struct place place = {now_us, dice_chance(&virtual->dice, fleet->slow_percent) ? 4 : 1};
	struct forecast_place found = {place.slowness, INT64_MAX};

	if (dice_chance(&virtual->dice, fleet->lost_percent))
		found.lost_us = now_us + dice_time(&virtual->dice, 100 * SECOND_US);
	g_array_append_val(virtual->places, place);
	virtual->held = held_bytes();
	return found;
}

/* When the first execution begins, the core knows all tests. */
static void note_first_execution(void *data)
{
	struct virtual *virtual = data;

	if (virtual->own == 0)
		virtual->own = MAX(held_bytes(), virtual->held) - virtual->held;
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

/* The tests of the fleet, whose names are kept in `ids`. Owned by the caller. */
static struct planned_test *list_tests(const struct virtual *virtual, GStringChunk *ids)
{
	struct planned_test *tests = g_new0(struct planned_test, virtual->fleet->test_count);

	for (size_t i = 0; i < virtual->fleet->test_count; i++) {
		g_autofree char *id =
			g_strdup_printf("module%zu.Class%zu.test_%zu", i / 100, i / 10, i);
		tests[i].id = g_string_chunk_insert(ids, id);
		tests[i].duration_us = recorded_us(virtual, i);
	}
	return tests;
}

static void run(struct virtual *virtual, const struct planned_test *tests,
		struct forecast *forecast)
{
	const struct fleet *fleet = virtual->fleet;
	bool is_static = virtual->strategy == STRATEGY_STATIC ||
			 virtual->strategy == STRATEGY_ROUND_ROBIN;
	const struct coordinator_options options = {
		.concurrency = fleet->workers,
		.uses_instances = !fleet->is_local,
		.can_choose = true,
		.scheduling.schedule = is_static ? SCHEDULE_STATIC : SCHEDULE_DYNAMIC,
		.scheduling.is_isolated = virtual->strategy == STRATEGY_ONE_BY_ONE,
		.instances.replacements = -1,
	};
	const struct forecast_assumptions assumptions = {
		.durations_us = fleet->durations_us,
		.interval_us = fleet->interval_us,
		.listing_us = fleet->startup_us,
		.startup_us = fleet->startup_us,
		.describe_place = describe_place,
		.before_execution = note_first_execution,
		.data = virtual,
	};

	forecast_run(forecast, &options, tests, fleet->test_count, &assumptions);
}

/* ---- findings ---- */

/* A worker, and from when on it can run tests. */
struct ready {
	double at_us;
	int slowness;
};

/* When a worker can run its first test: it is there, tests are listed, its runner has started. */
static double ready_us(const struct virtual *virtual, const struct place *place)
{
	double startup_us = (double)virtual->fleet->startup_us;
	int first = g_array_index(virtual->places, struct place, 0).slowness;

	return MAX((double)place->come_us, startup_us * first) + startup_us * place->slowness;
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
	int count = MIN(fleet->workers, (int)virtual->places->len);
	g_autofree struct ready *workers = g_new(struct ready, (size_t)count);
	double speeds = 0, sum = 0, longest = 0, end_us = INFINITY, soonest_us = INFINITY;

	for (size_t i = 0; i < fleet->test_count; i++) {
		sum += (double)fleet->durations_us[i];
		longest = MAX(longest, (double)fleet->durations_us[i]);
	}
	for (int i = 0; i < count; i++) {
		const struct place *place = &g_array_index(virtual->places, struct place, i);
		workers[i] = (struct ready){ready_us(virtual, place), place->slowness};
		soonest_us = MIN(soonest_us, workers[i].at_us + longest * place->slowness);
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

struct finding virtual_run(const struct fleet *fleet, enum strategy strategy)
{
	struct virtual virtual = {
		.fleet = fleet,
		.strategy = strategy,
		.dice = dice_of_seed(fleet->seed),
		.places = g_array_new(false, false, sizeof(struct place)),
	};
	g_autoptr(GStringChunk) ids = g_string_chunk_new(1 << 16);
	g_autofree struct planned_test *tests = list_tests(&virtual, ids);
	cleared(forecast) forecast = {0};
	double began_us = processor_us();

	run(&virtual, tests, &forecast);
	const struct finding finding = {
		.ratio = (double)forecast.tested_us / bound_us(&virtual),
		.executions = (int)forecast.executions->len,
		.processor_us = (processor_us() - began_us) / (double)fleet->test_count,
		.bytes = (double)virtual.own / (double)fleet->test_count,
	};
	g_array_unref(virtual.places);
	return finding;
}
