#include "sched/random.h"

uint64_t random_next(struct random_source *source)
{
	uint64_t mixed = source->state += UINT64_C(0x9E3779B97F4A7C15);

	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
	return mixed ^ (mixed >> 31);
}

uint64_t random_below(struct random_source *source, uint64_t bound)
{
	/* What is above the last multiple of the bound would favour small numbers. */
	uint64_t beyond = -bound % bound;
	uint64_t number;

	do
		number = random_next(source);
	while (number < beyond);
	return number % bound;
}
