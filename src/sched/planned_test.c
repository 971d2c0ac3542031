#include "sched/planned_test.h"

#define MANTISSA_MAX 127

/* Longer than any test: a thousand years. */
#define DURATION_MAX_US (INT64_C(1) << 55)

int64_t planned_test_round(int64_t duration_us)
{
	int shift = 0;

	duration_us = duration_us > DURATION_MAX_US ? DURATION_MAX_US : duration_us;
	while (duration_us >> shift > MANTISSA_MAX)
		shift++;
	return shift == 0 ? duration_us
			  : (duration_us + (INT64_C(1) << (shift - 1))) >> shift << shift;
}
