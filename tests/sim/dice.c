#include "sim/dice.h"

/* splitmix64, by Sebastiano Vigna: https://prng.di.unimi.it/splitmix64.c (public domain). */
static uint64_t next(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct dice dice_of_seed(uint64_t seed)
{
	return (struct dice){seed * UINT64_C(0x2545f4914f6cdd1d)};
}

int dice_throw(struct dice *dice, int sides)
{
	return (int)(next(dice) % (uint64_t)sides);
}

bool dice_chance(struct dice *dice, int percent)
{
	return dice_throw(dice, 100) < percent;
}

int64_t dice_time(struct dice *dice, int64_t most_us)
{
	return 1 + (int64_t)(next(dice) % (uint64_t)most_us);
}
