/*
 * A balance: parts that are filled so that they come out about even. Each thing goes to the part
 * that has the least so far; if things come heaviest first, no part gets more than 4/3 of what the
 * best division would give it (Graham 1969, "longest processing time").
 */
#ifndef TESTR_BASE_BALANCE_H
#define TESTR_BASE_BALANCE_H

#include <stdint.h>

struct balance_part {
	int64_t weight; /* of what it has */
	int number;     /* from 0 */
};

struct balance {
	struct balance_part *heap; /* each no lighter than the one above it */
	int count;
};

/* `count` (at least 1) empty parts. */
void balance_init(struct balance *balance, int count);

/* The number of the part that has the least; of several the lowest. */
int balance_lightest(const struct balance *balance);

/* Puts something that weighs `weight` (0 or more; all together fit an int64_t) into that part. */
void balance_add(struct balance *balance, int64_t weight);

void balance_clear(struct balance *balance);

#endif
