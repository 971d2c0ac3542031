/*
 * Estimates: how long tests will take. A recorded test is expected to take its recorded time. A
 * test that has never run is estimated from its family: the tests whose names begin alike, as those
 * of one class do. Families nest: the class in its module, and so on up to the family of all tests.
 * The more tests of a family are known, and the more alike they have proved, the more the family
 * counts beside the wider one. Results of the present run count at once.
 *
 * All durations are those of a worker of ordinary speed, in microseconds, and at least 1.
 */
#ifndef TESTR_SCHED_ESTIMATES_H
#define TESTR_SCHED_ESTIMATES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct family {
	uint32_t parent;  /* FAMILY_ALL is its own */
	uint32_t unknown; /* tests of just this family that were entered without duration */
	uint32_t count, own_count; /* tests with a duration: all; and of just this family */
	double sum_us;
	double own_log; /* the mean logarithm of the durations of just this family */
	double mean_us; /* of them and its wider family, when `estimates.count` was `mean_at` */
	double mean_at;
};

/* The family of all tests. */
#define FAMILY_ALL 0

struct estimates {
	GArray *families; /* of struct family */
	GHashTable *by_name;
	GStringChunk *names;
	GArray *tests; /* of struct estimated */
	/* Of the logarithms of durations: how many, the mean, and the sums of the squares of the
	 * deviations from it, and of those from the mean of the own family. */
	double count, log, square, own_square;
	uint32_t own_count; /* how many of them were not the first of their family */
	double prior;       /* weight of a family's prior, in tests */
};

struct estimated {
	uint32_t family;
	uint32_t rank : 31;
	bool is_known : 1;
	int64_t duration_us; /* as recorded or seen; if known */
};

void estimates_init(struct estimates *estimates);

/*
 * Enters the next test (its index is how many were entered before). `duration_us`: as recorded, or
 * -1 if it has never run.
 */
void estimates_add(struct estimates *estimates, const char *id, int64_t duration_us);

/* How long `test` will take. */
int64_t estimates_of(const struct estimates *estimates, uint32_t test);

/* True if it has been recorded, or seen in this run. */
bool estimates_is_known(const struct estimates *estimates, uint32_t test);

/*
 * How many tests without duration had been entered that are of its very family; 0 if it had one.
 * Those of rank 0 tell most: one of each family.
 */
uint32_t estimates_rank(const struct estimates *estimates, uint32_t test);

/* False if all estimates are mere guesses: nothing is known of any test. */
bool estimates_is_measured(const struct estimates *estimates);

/* A test has been seen to take this long. Nothing is learned of one that is known already. */
void estimates_learn(struct estimates *estimates, uint32_t test, int64_t duration_us);

void estimates_clear(struct estimates *estimates);

#endif
