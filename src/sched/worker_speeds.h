/*
 * Worker speeds: how fast each worker is, what starting the runner costs, and when the run will
 * end.
 *
 * Work is measured in the microseconds that a worker of speed 1 needs for it; estimates are given
 * in the same unit. The common speed is the work that all workers have done, divided by the time
 * that they took. One worker's speed differs from it by the mean logarithm of (time / estimate) of
 * its tests: logarithms, so that one long test among short ones counts little. The fewer tests a
 * worker has run, and the worse estimates have been so far, the more its speed is drawn to the
 * common one.
 */
#ifndef TESTR_SCHED_WORKER_SPEEDS_H
#define TESTR_SCHED_WORKER_SPEEDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum worker_state {
	WORKER_EXPECTED, /* it will join; taken to join at once */
	WORKER_GONE,     /* it has no instance */
	WORKER_IDLE,
	WORKER_BUSY,
};

/* What is known of one worker. */
struct worker_record {
	enum worker_state state;
	/* The batch that it has: the work and the tests of it that are not finished. */
	double work_left;
	size_t tests_left;
	bool is_guess;   /* nothing was known of any test when `work_left` was estimated */
	double since_us; /* when it began with what is left */
	/* How its tests came out: their number, weighted, and the mean logarithm of time over
	 * estimate. */
	double weight, mean;
};

struct worker_speeds {
	struct worker_record *records;
	int record_count, gone;
	bool is_shared;
	double work, time_us; /* what all have done so far in the run, and how long that took */
	double startup;       /* work that starting a runner amounts to; -1: unknown */
	bool is_startup_seen;
	/* How all tests came out; and the square of the deviation of each from its worker's mean,
	 * summed, with the weight of all tests but the first of each worker. */
	double weight, mean, square, square_weight;
	double first_spread;          /* the mean of such squares that is expected */
	double test_count, test_work; /* tests that were finished, and what they amount to */
	/* The prediction, and how often it has been asked for since it was made. */
	double end_us, next_free_us, speed;
	int asked;
};

/* `is_shared`: all workers are on one machine, so that they are equally fast. */
void worker_speeds_init(struct worker_speeds *speeds, int workers, bool is_shared);

/* A listing took this long: a first idea of what starting the runner costs. */
void worker_speeds_listed(struct worker_speeds *speeds, int64_t duration_us);

/* So much of all work, from 0 to 1, has been recorded: estimates will come true accordingly. */
void worker_speeds_trust(struct worker_speeds *speeds, double known_part);

/* `worker` has joined (if again, then with an unknown speed); or it has left. */
void worker_speeds_joined(struct worker_speeds *speeds, int worker);
void worker_speeds_left(struct worker_speeds *speeds, int worker);

/*
 * `worker` begins a batch of `tests` tests, estimated at `work`; `is_measured`: that is no mere
 * guess.
 */
void worker_speeds_begin(struct worker_speeds *speeds, int worker, int64_t now_us, size_t tests,
			 double work, bool is_measured);

/* It has finished a test that was estimated at `work`, and took `time_us` (-1: unknown). */
void worker_speeds_tested(struct worker_speeds *speeds, int worker, int64_t now_us, double work,
			  double time_us, bool is_measured);

/* Its batch has ended; `overhead_us` of that time no test ran (-1: unknown). */
void worker_speeds_end(struct worker_speeds *speeds, int worker, double overhead_us);

/* The speed of `worker`; that of all where it has not done much. */
double worker_speeds_of(const struct worker_speeds *speeds, int worker);

/* The work that all have done over the time that took them. */
double worker_speeds_of_all(const struct worker_speeds *speeds);

/* How long `worker` needs to start a runner, in microseconds. */
double worker_speeds_startup_us(const struct worker_speeds *speeds, int worker);

/* True if `worker` has not done enough for its speed to be told. */
bool worker_speeds_is_unmeasured(const struct worker_speeds *speeds, int worker);

/* How many workers there are or will be. */
int worker_speeds_count(const struct worker_speeds *speeds);

/* The square of how far times stray from estimates, as logarithms, in one worker. */
double worker_speeds_spread(const struct worker_speeds *speeds);

/* How far estimates are off, as a part of them: 0 when they come true, at most 1. */
double worker_speeds_doubt(const struct worker_speeds *speeds);

/*
 * Predicts when everything will be finished, with `backlog` work waiting: `end_us`; when the next
 * worker of ordinary speed will be free: `next_free_us`; and the `speed` of all together. Made
 * anew only now and then, so that asking often costs the same however many workers there are.
 */
void worker_speeds_predict(struct worker_speeds *speeds, int64_t now_us, double backlog);

void worker_speeds_clear(struct worker_speeds *speeds);

#endif
