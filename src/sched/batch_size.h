/*
 * A worker's share: how much of the work that waits it is to be given now.
 *
 * With everybody ending together its share is what it can do until then. Of that it gets a part,
 * and the rest is held back to make up for what was estimated wrongly: how long tests take, and how
 * fast the worker is. Once what might be off is worth less than another start of the runner, it
 * gets all of its share.
 *
 * A worker of which nothing is known is given a sample first: tests so short that one several times
 * slower than the others would still be done with them before the end, and so few that the longest
 * tests can begin in time afterwards. One that has proved slow is given no test that others would
 * finish sooner, also if it took as much longer than estimated as tests of this run do at worst.
 */
#ifndef TESTR_SCHED_BATCH_SIZE_H
#define TESTR_SCHED_BATCH_SIZE_H

#include "sched/backlog.h"
#include "sched/worker_speeds.h"

struct batch_size {
	double work;     /* to give now; at speed 1, in microseconds */
	double whole;    /* all that the worker can do until everybody ends; its part at least */
	double safe_max; /* the longest test that it can be given then without risk, as it is slower
			   than others; 0: they end before it starts */
	bool is_final;   /* nothing is held back */
	double remainder; /* less work than this is not left for another worker to start a runner
			   * for
			   */
	bool is_sample;   /* nothing is known of the worker: nothing that would take it long */
};

/* The share of `worker` now. All of `backlog`, if it is the only one. */
struct batch_size batch_size_for(struct worker_speeds *speeds, const struct backlog *backlog,
				 int worker, int64_t now_us);

#endif
