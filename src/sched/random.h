/*
 * Random numbers that follow from a seed alone, the same on every machine and in every version, so
 * that an order can be repeated from its seed. SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014).
 */
#ifndef TESTR_SCHED_RANDOM_H
#define TESTR_SCHED_RANDOM_H

#include <stdint.h>

struct random_source {
	uint64_t state; /* the seed, at first */
};

/* The next number, any of 2^64. */
uint64_t random_next(struct random_source *source);

/* The next number below `bound` (at least 1), each equally likely. */
uint64_t random_below(struct random_source *source, uint64_t bound);

#endif
