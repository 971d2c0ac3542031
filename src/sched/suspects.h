/*
 * Batches of suspects: tests that wait to be handed out in a batch which nothing else joins,
 * because one of them may keep the runner from starting any test.
 *
 * A batch that did is halved, and its halves again, until the culprit is alone. All batches that
 * come of one are a series. Once the culprit of a series is known, what waits of the series is
 * joined to one batch: it is innocent, unless there is a second culprit. Then it is halved without
 * being joined again, so that with many culprits there are no more than two batches for each test.
 */
#ifndef TESTR_SCHED_SUSPECTS_H
#define TESTR_SCHED_SUSPECTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number of no series: its batches are never joined. */
#define SERIES_NONE 0

struct suspects {
	GQueue batches; /* of struct suspect_batch *: the first is handed out first */
	size_t waiting; /* tests in them */
};

void suspects_init(struct suspects *suspects);

/* Puts `count` tests first, as one batch of `series`. */
void suspects_add(struct suspects *suspects, const size_t *tests, size_t count, uint32_t series);

/* Appends the first batch to `batch` (of size_t), and sets `*series`. Returns false if there is
 * none. */
bool suspects_take(struct suspects *suspects, GArray *batch, uint32_t *series);

/* Joins the batches of `series` to one, which is of no series from now on. */
void suspects_join(struct suspects *suspects, uint32_t series);

void suspects_clear(struct suspects *suspects);

#endif
