/*
 * Ordering sorts units of tests as the user wants them, where that is not by estimate.
 *
 *	                    in one batch                  when they are handed out
 *	ORDER_LISTED        by number                     by estimate
 *	ORDER_SLOWEST       the longest first             by estimate
 *	ORDER_FAILED_FIRST  those with a failure first    likewise, then the longest first
 *	ORDER_RANDOM        as the seed has it            likewise
 */
#ifndef TESTR_SCHED_ORDERING_H
#define TESTR_SCHED_ORDERING_H

#include <glib.h>

#include "base/order.h"

/* What units are ordered by. Their numbers decide between equals. */
struct ordered_unit {
	uint32_t unit;
	bool has_failed;
	int64_t work_us;
};

/* True if `order` says which units are handed out first. */
bool ordering_is_of_all(const struct order *order);

/* Sorts `units` (of struct ordered_unit, by number) into the order in which they stand in one
 * batch. */
void ordering_sort_batch(GArray *units, const struct order *order);

/* Into that in which they are handed out; `order` says which that is. */
void ordering_sort_all(GArray *units, const struct order *order);

#endif
