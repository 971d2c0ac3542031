/*
 * The static schedule: one batch for each worker, all of about equal work. Each unit, longest
 * first, goes to the batch that has the least work so far.
 */
#ifndef TESTR_SCHED_STATIC_SCHEDULE_H
#define TESTR_SCHED_STATIC_SCHEDULE_H

#include "sched/backlog.h"

/*
 * Empties `backlog` into at most `count` batches (GArray of size_t). None is empty. They are the
 * caller's, as is the array, which frees them.
 */
GPtrArray *static_schedule_make(struct backlog *backlog, int count);

#endif
