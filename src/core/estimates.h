/*
 * Estimates: how long tests will take. A test that has been recorded is taken at its word. One that
 * has never run is estimated from its kin: the tests that share the longest part of its name, be
 * that the class, the module, or in the end nothing. What is seen in this run counts at once.
 *
 * All durations are those of a worker of ordinary speed, in microseconds, and at least 1.
 */
#ifndef TESTR_CORE_ESTIMATES_H
#define TESTR_CORE_ESTIMATES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct kin {
	uint32_t parent; /* KIN_ALL is its own */
	uint32_t count;
	double sum_us;
};

/* The kin of all tests. */
#define KIN_ALL 0

struct estimates {
	GArray *kins; /* of struct kin */
	GHashTable *by_name;
	GStringChunk *names;
	GArray *tests; /* of struct estimated */
	size_t unknown;
};

struct estimated {
	uint32_t kin;
	bool is_known;
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

/* False if all estimates are mere guesses: nothing is known of any test. */
bool estimates_has_ground(const struct estimates *estimates);

/* A test has been seen to take this long. Nothing is learned of one that is known already. */
void estimates_learn(struct estimates *estimates, uint32_t test, int64_t duration_us);

void estimates_clear(struct estimates *estimates);

#endif
