/*
 * Buckets: a queue of units, longest first. Units are sorted into buckets by estimate, eight to
 * each doubling, and leave a bucket in the order in which they came, so that putting and taking
 * cost the same however many there are. Or, in a flat one, simply in the order in which they came.
 */
#ifndef TESTR_SCHED_BUCKETS_H
#define TESTR_SCHED_BUCKETS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define UNIT_NONE UINT32_MAX

/* Estimates are capped at 2^48 microseconds, nine years. */
#define BUCKET_COUNT (49 * 8)

/* What a unit is, its owner knows; here it is a number. */
struct bucket_entry {
	int64_t estimate_us; /* at least 1 */
	uint32_t next;       /* unit in its bucket */
	bool is_waiting;
};

struct buckets {
	bool is_flat;    /* there is only one bucket; to be set before anything is put */
	GArray *entries; /* of struct bucket_entry, by unit */
	uint32_t heads[BUCKET_COUNT], tails[BUCKET_COUNT];
	uint64_t occupied[(BUCKET_COUNT + 63) / 64]; /* bits: buckets that are not empty */
	double work_us;                              /* the sum of all that waits */
	size_t count;                                /* of units that wait */
};

void buckets_init(struct buckets *buckets);

/* Enters the next unit; it does not wait yet. Its number is how many were entered before. */
void buckets_add(struct buckets *buckets);

/* `unit`, which does not wait, waits from now on. */
void buckets_put(struct buckets *buckets, uint32_t unit, int64_t estimate_us);

/* The same, before others of its bucket. */
void buckets_put_first(struct buckets *buckets, uint32_t unit, int64_t estimate_us);

/* True if `unit` waits. */
bool buckets_has(const struct buckets *buckets, uint32_t unit);

/*
 * Takes off the longest unit of those that need no more than `limit_us`; UNIT_NONE: none does. If
 * flat, the first, unless it needs more.
 */
uint32_t buckets_take(struct buckets *buckets, int64_t limit_us);

/* The estimate of the longest, or first; 0 if nothing waits. */
int64_t buckets_longest_us(const struct buckets *buckets);

/* Nothing waits any more. */
void buckets_empty(struct buckets *buckets);

void buckets_clear(struct buckets *buckets);

#endif
