/*
 * A forecast simulates a run in virtual time. It drives a real coordinator from start to end while
 * everything takes as long as is assumed, and keeps what was handed out. It is pure, like the
 * coordinator: nothing is run, and the same input gives the same forecast.
 *
 * All times count from the start of the run.
 */
#ifndef TESTR_CORE_FORECAST_H
#define TESTR_CORE_FORECAST_H

#include "core/coordinator.h"

/* What the tests run in: a worker of this machine, or an instance. */
struct forecast_place {
	int slowness; /* so many times it takes to list, to start the runner, and to run a test */
	int64_t lost_us; /* when it is lost; INT64_MAX: it is not */
};

/* How long everything takes. */
struct forecast_assumptions {
	/* What each test takes; NULL: what it is expected to, by sched/estimates.h. */
	const int64_t *durations_us;
	int64_t arrival_us;  /* from the start of provisioning to the first instance */
	int64_t interval_us; /* from one instance to the next */
	int64_t listing_us;  /* what listing the tests takes */
	int64_t startup_us;  /* from the start of an execution to that of its first test */
	/* Describes the place that has just become ready. NULL: all are ordinary and stay. */
	struct forecast_place (*describe_place)(int64_t now_us, void *data);
	/* An execution is about to begin. May be NULL. */
	void (*before_execution)(void *data);
	void *data;
};

/* An execution that was handed out, and ended. */
struct forecast_execution {
	int worker;
	int instance; /* number of an instance, or INSTANCE_NONE */
	int64_t began_us, ended_us;
	GArray *tests; /* of size_t: indexes, in running order */
};

struct forecast {
	GArray *executions; /* of struct forecast_execution, in order of their beginning */
	int64_t listed_us;  /* when the tests had been listed */
	int64_t tested_us;  /* when the last test ended; that of listed_us if there was none */
	int64_t ended_us;   /* when the last execution ended; likewise */
	int64_t work_us;    /* what all tests take together, on an ordinary worker */
	int64_t longest_us; /* what the longest test takes, or group, which stays together */
	enum verdict verdict;
	struct coordinator_summary summary;
};

/*
 * Simulates a run of `tests` by `options`, and fills `forecast`. Of the limits in `options` only
 * those on tests, executions and the run count: nothing is assumed of the others. All tests that
 * end pass.
 */
void forecast_run(struct forecast *forecast, const struct coordinator_options *options,
		  const struct planned_test *tests, size_t test_count,
		  const struct forecast_assumptions *assumptions);

/*
 * The time that no schedule can beat where `workers` ordinary ones come at once: listing, starting
 * the runner, and then all work shared evenly, or the longest test or group.
 */
int64_t forecast_bound_us(const struct forecast *forecast, int workers,
			  const struct forecast_assumptions *assumptions);

void forecast_clear(struct forecast *forecast);

#endif
