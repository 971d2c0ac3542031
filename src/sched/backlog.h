/*
 * The backlog: the tests that wait to be handed out, longest first. They leave it in units: a unit
 * is one test, or all tests of one group. Tests are entered in listing order and known by number.
 *
 * Units with equal estimates leave in listing order. But of tests that have never run, one of each
 * family (sched/estimates.h) comes first: its result improves the estimates of the others, before a
 * module of long tests could be handed out in one piece. If the user wants another order
 * (sched/ordering.h), a unit that does not fit is not passed over for one that does.
 *
 * Tests that have never run are estimated again each time the number of known results has doubled,
 * so estimating costs no more than log n for each test.
 */
#ifndef TESTR_SCHED_BACKLOG_H
#define TESTR_SCHED_BACKLOG_H

#include "sched/buckets.h"
#include "sched/estimates.h"
#include "sched/ordering.h"
#include "sched/planned_test.h"

struct backlog {
	struct estimates estimates;
	struct buckets buckets;
	GArray *tests;      /* of struct waiting_test */
	GArray *units;      /* of struct backlog_unit */
	GArray *turns;      /* of uint32_t: units, in the order in which equals are handed out; all
			       of them, if the user wants an order (sched/ordering.h) */
	struct order order; /* the user's */
	GHashTable *by_group; /* name to unit */
	GStringChunk *names;
	size_t test_count; /* of tests that wait */
	double known_work; /* how much of the work that waits was recorded */
	size_t results, next_survey;
};

struct waiting_test {
	uint32_t unit;
	uint32_t next; /* in its unit, while both wait */
};

struct backlog_unit {
	uint32_t first, last; /* tests of it that wait; first is UNIT_NONE when none do */
	uint32_t rank;        /* where its tests stand in a batch */
	bool has_failed;      /* one of its tests has */
};

void backlog_init(struct backlog *backlog);

/* The user wants `order`. To be called before anything is added. */
void backlog_order(struct backlog *backlog, const struct order *order);

/* Enters the next test, which waits; or one that is not to be run. */
void backlog_add(struct backlog *backlog, const struct planned_test *test);
void backlog_skip(struct backlog *backlog);

/* All have been entered. */
void backlog_open(struct backlog *backlog);

/*
 * Takes off the longest unit of those that need no more than `limit_us`, and appends its tests to
 * `batch` (of size_t). Returns its estimate; 0 if there is none.
 */
int64_t backlog_take(struct backlog *backlog, int64_t limit_us, GArray *batch);

/* Tests that were taken off wait again: those of one unit together. */
void backlog_return(struct backlog *backlog, const size_t *tests, size_t count);

/* Tests that were taken off last, in the order in which they were, wait again before others. */
void backlog_return_first(struct backlog *backlog, const size_t *tests, size_t count);

/* Brings tests (size_t) into the order in which they are to run in one batch. */
void backlog_sort(struct backlog *backlog, GArray *batch);

/* A test took this long, at ordinary speed. */
void backlog_learn(struct backlog *backlog, size_t test, int64_t duration_us);

/* The part of the work that waits whose duration is recorded or seen, from 0 to 1. */
double backlog_known_part(const struct backlog *backlog);

/* False if all estimates are mere guesses: no duration has been recorded or seen. */
bool backlog_is_measured(const struct backlog *backlog);

void backlog_clear(struct backlog *backlog);

#endif
