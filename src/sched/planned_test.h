/*
 * A planned test: one test of a listing, with what is known of it before the run. The scheduler
 * works with it, and the coordinator is told of it.
 */
#ifndef TESTR_SCHED_PLANNED_TEST_H
#define TESTR_SCHED_PLANNED_TEST_H

#include <stdbool.h>
#include <stdint.h>

/* An id that comes again is ignored: it is neither run nor counted. */
struct planned_test {
	const char *id;
	const char *group;   /* tests of one group run together, in listing order; NULL: none */
	int64_t duration_us; /* as recorded; -1 when it has never run */
	bool has_failed;     /* it is known to be failing */
	uint32_t bytes;      /* what its id takes in a command (sched/batch_room.h) */
};

/*
 * A duration as exactly as it is worth knowing: with seven significant bits, to less than a
 * hundredth. So journals stay small. What has been rounded stays as it is.
 */
int64_t planned_test_round(int64_t duration_us);

#endif
