/*
 * The scheduler decides which tests a worker gets next, so that the run ends as early as it can.
 *
 * Workers get batches when they become free: of the longest tests first, and of as much work as
 * lets all workers end together, less what is held back to make up for wrong estimates. What is
 * held back shrinks from batch to batch, and is nothing once starting the runner again would cost
 * more than it could gain. See sched/estimates.h for how long tests take, sched/worker_speeds.h for
 * how fast workers are, and sched/backlog.h for what waits.
 *
 * Tests of one group stay in one batch, in listing order. Within a batch tests are in listing
 * order, or as `scheduling.order` wants it. With some orders not the longest come first: see
 * sched/backlog.h. A test that was returned to be run alone comes last, in a batch of its own. The
 * parts of a batch that got nowhere come first.
 *
 * A batch has no more tests than their ids have room in one command (sched/batch_room.h): then even
 * a group is divided. If the id of one test has no room, it is in a batch of its own.
 */
#ifndef TESTR_SCHED_SCHEDULER_H
#define TESTR_SCHED_SCHEDULER_H

#include <glib.h>

#include "base/scoped.h"
#include "model/policy.h"
#include "sched/batch_kind.h"
#include "sched/planned_test.h"
#include "sched/suspects.h"

struct scheduler_options {
	struct scheduling scheduling; /* as users want it */
	int workers;                  /* at least 1; all are expected to join */
	bool is_shared;    /* all of them are on this machine, so they are equally fast */
	bool is_whole;     /* one batch of everything */
	size_t max_bytes;  /* the ids of a batch may take so many in a command; 0: any number */
	bool all_are_free; /* a batch of all tests in listing order takes none */
};

struct scheduler;

/* A scheduler without tests, whose workers have not joined yet. Owned by the caller. */
struct scheduler *scheduler_new(const struct scheduler_options *options);

/* The listing took this long: a first idea of what it costs to start the runner. */
void scheduler_listed(struct scheduler *scheduler, int64_t duration_us);

/* Enters the next test of the listing. Its number is how many were entered before. */
void scheduler_add(struct scheduler *scheduler, const struct planned_test *test);

/* Enters, as the next one, a test of the listing that is not to be run. */
void scheduler_skip(struct scheduler *scheduler);

/* `worker` has joined, for the first time or in a new instance; or it has left. */
void scheduler_joined(struct scheduler *scheduler, int worker);
void scheduler_left(struct scheduler *scheduler, int worker);

/* How many tests wait to be handed out. */
size_t scheduler_pending(const struct scheduler *scheduler);

/*
 * Appends the next batch for `worker` to `batch` (of size_t). Returns false, appending nothing, if
 * there is none, or if another worker will finish what there is sooner; never the latter if
 * `must`.
 */
bool scheduler_take(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch);

/* Why the batch that was taken last is what it is. */
enum batch_kind scheduler_batch_kind(const struct scheduler *scheduler);

/* How many of the first tests of `batch` (of size_t) one command can name. */
size_t scheduler_fitting(const struct scheduler *scheduler, const GArray *batch);

/* The same in whatever order they will be run: scheduler_give() sorts. */
size_t scheduler_nameable(const struct scheduler *scheduler, const GArray *batch);

/* True if `batch` (of size_t) is all tests in listing order. */
bool scheduler_is_everything(const struct scheduler *scheduler, const GArray *batch);

/* `worker` has been given `batch` (of size_t), whose tests were not taken from here. Sorts it. */
void scheduler_give(struct scheduler *scheduler, int worker, int64_t now_us, GArray *batch);

/* What tells groups apart: the same for two tests only if they are to stay together. */
uint32_t scheduler_unit(const struct scheduler *scheduler, size_t test);

/* `worker` has finished a test of its batch that took `duration_us` (-1: unknown). */
void scheduler_tested(struct scheduler *scheduler, int worker, int64_t now_us, size_t test,
		      int64_t duration_us);

/* `worker` has ended its batch; during `overhead_us` of it no test ran (-1: unknown). */
void scheduler_ended(struct scheduler *scheduler, int worker, int64_t overhead_us);

/* Tests of one batch, in listing order, are to be handed out again. */
void scheduler_return(struct scheduler *scheduler, const size_t *tests, size_t count);

/* The same for one test, which is to have a batch of its own. */
void scheduler_return_alone(struct scheduler *scheduler, size_t test);

/*
 * The same for a part of a batch that got nowhere, which is to have a batch of its own, before
 * anything else. `series` is what it is of (sched/suspects.h).
 */
void scheduler_return_apart(struct scheduler *scheduler, const size_t *tests, size_t count,
			    uint32_t series);

/* The culprit of `series` is known: what waits of the series is to have one batch. */
void scheduler_rejoin(struct scheduler *scheduler, uint32_t series);

void scheduler_free(struct scheduler *scheduler);
SCOPED(scheduler)

#endif
