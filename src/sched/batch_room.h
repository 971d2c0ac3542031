/*
 * Batch room: how many tests one batch can hold because their ids stand in a command, whose length
 * the system limits. Ids that are given in a file take no room. Nor do those of a batch of all
 * tests in listing order, if the test command runs all tests when it is given none.
 */
#ifndef TESTR_SCHED_BATCH_ROOM_H
#define TESTR_SCHED_BATCH_ROOM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sched/backlog.h"

struct batch_room {
	size_t max_bytes; /* the ids of one batch may take so many; 0: any number */
	bool all_are_free;
	size_t waiting; /* tests that were entered to be run */
	GArray *bytes;  /* of uint32_t: what the id of each test takes; 0 if it is not to be run */
};

void batch_room_init(struct batch_room *room, size_t max_bytes, bool all_are_free);

/* Enters the next test, or one that is not to be run. */
void batch_room_add(struct batch_room *room, uint32_t bytes);
void batch_room_skip(struct batch_room *room);

/* True if `batch` (of size_t) is all tests in listing order. */
bool batch_room_is_everything(const struct batch_room *room, const GArray *batch);

/* How many of the first tests of `batch` have room together; 0 if not even the first one has. */
size_t batch_room_fitting(const struct batch_room *room, const GArray *batch);

/* The same if the tests are named, whichever they are, and so in whatever order they will be run.
 */
size_t batch_room_nameable(const struct batch_room *room, const GArray *batch);

/*
 * To how many of its first tests `batch` is cut so that they have room; at least 1, which may have
 * none. No unit of `backlog` is divided, unless the first one has to be. The tests are taken to be
 * named, whichever they are: in what order they will be run is not known here.
 */
size_t batch_room_cut(const struct batch_room *room, const struct backlog *backlog,
		      const GArray *batch);

void batch_room_clear(struct batch_room *room);

#endif
