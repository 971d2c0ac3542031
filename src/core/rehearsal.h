/*
 * A rehearsal: a run in virtual time. It drives a real coordinator from its start to its end in a
 * world where everything takes as long as it is expected to, and keeps what was handed out. Pure,
 * like the coordinator: nothing is run, and the same input gives the same run.
 *
 * All times count from the start of the run.
 */
#ifndef TESTR_CORE_REHEARSAL_H
#define TESTR_CORE_REHEARSAL_H

#include "core/coordinator.h"

/* What the tests run in: a worker of this machine, or an instance. */
struct rehearsal_place {
	int slowness; /* so many times it takes to list, to start the runner, and to run a test */
	int64_t lost_us; /* when it is lost; INT64_MAX: it is not */
};

struct rehearsal_world {
	/* What each test takes; NULL: what it is expected to, by core/estimates.h. */
	const int64_t *durations_us;
	int64_t arrival_us;  /* from the start of provisioning to the first instance */
	int64_t interval_us; /* from one instance to the next */
	int64_t listing_us;  /* what listing the tests takes */
	int64_t startup_us;  /* from the start of an execution to that of its first test */
	/* Tells what a place that is there now is like. NULL: all are ordinary and stay. */
	struct rehearsal_place (*come)(int64_t now_us, void *data);
	/* An execution is about to begin. May be NULL. */
	void (*begin)(void *data);
	void *data;
};

/* An execution that was handed out, and ended. */
struct rehearsed {
	int worker;
	int instance; /* number of an instance, or INSTANCE_NONE */
	int64_t began_us, ended_us;
	GArray *tests; /* of size_t: indexes, in running order */
};

struct rehearsal {
	GArray *executions; /* of struct rehearsed, in order of their beginning */
	int64_t listed_us;  /* when the tests had been listed */
	int64_t tested_us;  /* when the last test ended; that of listed_us if there was none */
	int64_t ended_us;   /* when the last execution ended; likewise */
	int64_t work_us;    /* what all tests take together, on an ordinary worker */
	int64_t longest_us; /* what the longest test takes, or group, which stays together */
	enum verdict verdict;
	struct coordinator_summary summary;
};

/*
 * Runs `tests` by `options` in `world`, and fills `rehearsal`. Of the times in `options` those
 * count that the world can tell: how long tests, executions and the run may take. All tests that
 * end pass.
 */
void rehearsal_run(struct rehearsal *rehearsal, const struct coordinator_options *options,
		   const struct core_test *tests, size_t test_count,
		   const struct rehearsal_world *world);

/*
 * The time that no schedule can beat where `workers` ordinary ones come at once: listing, starting
 * the runner, and then all work shared evenly, or the longest test or group.
 */
int64_t rehearsal_bound_us(const struct rehearsal *rehearsal, int workers,
			   const struct rehearsal_world *world);

void rehearsal_clear(struct rehearsal *rehearsal);

#endif
