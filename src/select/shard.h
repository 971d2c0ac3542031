/*
 * Shards: parts of the chosen tests that different machines run. Pure, and the same wherever it is
 * given the same: the parts are disjoint, and together they are everything.
 *
 * Tests of one group stay together. Where a duration is known of any test, groups and tests go
 * longest first (those that take the same in the order of their names) to the shard that has the
 * least so far, the first of several; a test whose duration is not known is taken to need what the
 * others need on average. Where none is known at all, the name decides alone, for ever the same:
 * FNV-1a of the group's or the test's name, 64 bits, their two halves XORed, modulo the number of
 * shards. So a test stays in its shard whatever else there is.
 */
#ifndef TESTR_SELECT_SHARD_H
#define TESTR_SELECT_SHARD_H

#include <glib.h>
#include <stdbool.h>

/* Most shards there may be. */
#define SHARD_COUNT_MAX 1000000

struct shard {
	int number; /* from 1 */
	int count;  /* 0: there are no shards, and everything is to run */
};

/* Sets `shard` from "I/N", I from 1 to N. False, leaving it, for anything else. */
bool shard_parse(const char *word, struct shard *shard);

/*
 * Those of `ids` (char *, each once) that are in `shard`, in their order. `group_regex` is that of
 * selection_group(), or NULL; `durations` tells microseconds (char * to int64_t *), of which none
 * counts as less than 1 or more than 12 days. The array is the caller's; the strings stay `ids`'.
 */
GPtrArray *shard_take(const struct shard *shard, const GPtrArray *ids, const GRegex *group_regex,
		      GHashTable *durations);

#endif
