/* Chance from a seed: the same seed throws the same numbers everywhere and for ever. */
#ifndef TESTR_SIM_DICE_H
#define TESTR_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

struct dice dice_of_seed(uint64_t seed);

/* A number from 0 to `sides` - 1; `sides` is at least 1. */
int dice_throw(struct dice *dice, int sides);

/* True in `percent` of all throws. */
bool dice_chance(struct dice *dice, int percent);

/* A duration from 1 microsecond to `most_us`. */
int64_t dice_time(struct dice *dice, int64_t most_us);

#endif
