/*
 * A fleet in virtual time: a forecast (core/forecast.h) of tests that only take time, in instances
 * that come one after the other, are unevenly fast, and now and then are lost. Nothing else goes
 * wrong; for that there is tests/sim.
 */
#ifndef TESTR_BENCH_VIRTUAL_H
#define TESTR_BENCH_VIRTUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_US INT64_C(1000000)

enum strategy {
	STRATEGY_FIRST_RUN,   /* this scheduler, when no test has ever run */
	STRATEGY_DYNAMIC,     /* this scheduler, with recorded durations */
	STRATEGY_STATIC,      /* one batch for each worker, balanced by recorded durations */
	STRATEGY_ROUND_ROBIN, /* one batch for each worker, dealt out in turn */
	STRATEGY_ONE_BY_ONE,  /* one test for each execution, longest first */
	STRATEGY_COUNT,
};

struct fleet {
	size_t test_count;
	const int64_t *durations_us; /* test_count of them: what each takes at full speed */
	int workers;
	int64_t interval_us; /* from one instance's coming to the next */
	int slow_percent;    /* so many instances are four times slower */
	int lost_percent;    /* so many are lost on the way */
	int64_t startup_us;  /* what starting the runner takes, for a listing, too */
	bool is_local;       /* workers on this machine: no instances */
	uint64_t seed;
};

struct finding {
	double ratio; /* of the time from the first instance to the last test's end, to the bound */
	int executions;
	double processor_us; /* time for each test, what the fleet itself costs included */
	double bytes;        /* memory of the core for each test */
};

/* Runs all tests of `fleet` once, handed out by `strategy`. */
struct finding virtual_run(const struct fleet *fleet, enum strategy strategy);

#endif
