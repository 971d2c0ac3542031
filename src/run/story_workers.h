/* Since when the workers of a run are free, and why: followed through the journal of the run. */
#ifndef TESTR_RUN_STORY_WORKERS_H
#define TESTR_RUN_STORY_WORKERS_H

#include <glib.h>

#include "core/journal_reader.h"

/* Why a worker can be given something. */
enum freed_by {
	FREED_BY_LISTING,   /* it was there when the tests were listed */
	FREED_BY_INSTANCE,  /* its instance has come */
	FREED_BY_EXECUTION, /* its execution has ended */
	FREED_BY_PROBE, /* its instance proved to be alive, after an execution had ended early */
};

struct story_worker {
	int64_t free_us; /* since the run's start */
	enum freed_by freed_by;
	int execution; /* its last one; -1: none */
	int instance;  /* that it had then */
};

struct story_workers {
	GHashTable *workers; /* by number */
	GArray *came_us;     /* of int64_t: when each instance was printed */
	int64_t listed_us;
};

void story_workers_init(struct story_workers *workers);
void story_workers_clear(struct story_workers *workers);

/* Takes in what `record` says; of an ACTION_EXECUTE only when all has been asked about it. */
void story_workers_follow(struct story_workers *workers, const struct journal_record *record);

/* The worker that `action`, an ACTION_EXECUTE, gives tests to, as it was before. */
const struct story_worker *story_workers_before(struct story_workers *workers,
						const struct action *action);

#endif
