/*
 * The scheduler: which tests a worker gets next.
 */
#ifndef TESTR_CORE_SCHEDULER_H
#define TESTR_CORE_SCHEDULER_H

#include "core/coordinator.h"

struct scheduler_options {
	int workers;      /* at least 1 */
	bool is_static;   /* one batch for each worker, balanced by duration */
	bool is_isolated; /* one test (or group) in each batch */
	bool is_whole;    /* one batch of everything */
};

struct scheduler;

struct scheduler *scheduler_new(const struct scheduler_options *options);

/* Enters a test of the listing, in listing order. */
void scheduler_add(struct scheduler *scheduler, uint32_t test, const struct core_test *listed);

/* How many tests wait to be handed out. */
size_t scheduler_pending(const struct scheduler *scheduler);

/*
 * Appends the next batch for `worker` to `batch` (of size_t). Returns false, appending nothing, if
 * there is none, or if it is better to wait for another worker; never the latter if `must`.
 */
bool scheduler_take(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch);

/* Tests of one batch are to be handed out again. */
void scheduler_return(struct scheduler *scheduler, const size_t *tests, size_t count);

/* The same for one test, which is to have a batch of its own. */
void scheduler_return_alone(struct scheduler *scheduler, uint32_t test);

void scheduler_free(struct scheduler *scheduler);
SCOPED(scheduler)

#endif
