/*
 * Batch sizes: how much of the waiting work a worker is given now.
 *
 * If all workers are to end together, a worker can do so much work until then (`whole`). It is
 * given a part of that. The rest is held back to make up for wrong estimates: of how long tests
 * take, and of how fast the worker is. Once the error to be expected is worth less than another
 * start of the runner, the worker is given all of it: that batch is its last.
 *
 * A worker whose speed is unknown is given a sample first: tests so short that even a worker
 * several times slower than the others finishes them before the end, and so few that the longest
 * tests can still begin in time. A worker that has proved slow is given no test that others would
 * finish sooner, even if that test took as much longer than estimated as the worst of this run.
 */
#ifndef TESTR_SCHED_BATCH_SIZE_H
#define TESTR_SCHED_BATCH_SIZE_H

#include "sched/backlog.h"
#include "sched/worker_speeds.h"

struct batch_size {
	double work;     /* to give now; at speed 1, in microseconds */
	double whole;    /* all that the worker can do until everybody ends, at least `work` */
	double safe_max; /* the longest test that it can be given then without risk, as it is slower
			   than others; 0: they end before it starts */
	bool is_final;   /* nothing is held back */
	double remainder; /* less waiting work than this goes with the batch: it would not be worth
			    a start of the runner in another worker */
	bool is_sample;   /* the worker's speed is unknown: only short tests */
};

/* The size of the next batch of `worker`. All of `backlog`, if it is the only worker. */
struct batch_size batch_size_for(struct worker_speeds *speeds, const struct backlog *backlog,
				 int worker, int64_t now_us);

#endif
