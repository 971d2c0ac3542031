/*
 * Timers: when something is to be looked at again. A timer lives in who owns it; the heap knows
 * those that are set. Setting and cancelling cost O(log n). Timers due at the same time come in
 * the order of kind and number, so that a run can be replayed.
 */
#ifndef TESTR_CORE_TIMERS_H
#define TESTR_CORE_TIMERS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What a timer is for; `number` tells which of them. */
enum timer_kind {
	TIMER_RUN,            /* the whole run */
	TIMER_RETRY,          /* the pause before provisioning is tried again */
	TIMER_DISPOSAL_RETRY, /* the same of disposing: number of the disposal */
	TIMER_PROVISIONING,   /* the others: a task that is running (core/task.h) */
	TIMER_LISTING,
	TIMER_EXECUTION, /* number of the execution */
	TIMER_PROBE,     /* number of the instance */
	TIMER_DISPOSAL,  /* number of the disposal */
};

/* Starts as {.kind, .number}: not set. Must stay where it is while it is set. */
struct timer {
	enum timer_kind kind;
	int number;
	int64_t due_us;
	size_t place; /* in the heap, from 1; 0: not set */
};

struct timers {
	GPtrArray *heap; /* of struct timer *, each no later than its two children */
};

void timers_init(struct timers *timers);

/* Sets `timer` to `due_us`, whether it was set or not. */
void timers_set(struct timers *timers, struct timer *timer, int64_t due_us);

/* Does nothing if `timer` is not set. */
void timers_cancel(struct timers *timers, struct timer *timer);

/* Takes off and returns the earliest timer that is due at `now_us`, or NULL. */
struct timer *timers_take_due(struct timers *timers, int64_t now_us);

/* When the earliest is due; INT64_MAX if none is set. */
int64_t timers_next_us(const struct timers *timers);

void timers_clear(struct timers *timers);

#endif
