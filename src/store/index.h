/*
 * The index: a database (index_v3.sql) of what the streams say. Everything in it follows from the
 * streams, whatever the order in which runs are added, but for the mean durations, in which the
 * runs that are added last weigh most. For the files of this folder only.
 */
#ifndef TESTR_STORE_INDEX_H
#define TESTR_STORE_INDEX_H

#include "store/database.h"
#include "store/run_digest.h"

enum index_state {
	INDEX_GOOD,
	INDEX_EMPTY,   /* nothing in it, not even tables */
	INDEX_DAMAGED, /* no database, or a broken one */
};

/*
 * Opens the index at `path`, or an empty one that goes when it is closed (":memory:"). Unless
 * `*state` is INDEX_GOOD only index_reset() and database_free() may be called. Returns NULL with
 * REPOSITORY_ERROR_FORMAT if a newer testr made it, or with an error of database.h.
 */
struct database *index_open(const char *path, enum database_mode mode, enum index_state *state,
			    GError **error);

/* Looks at the state of `index` again: others may have changed it. */
bool index_look(struct database *index, enum index_state *state, GError **error);

/* Makes `index` good and empty, whatever it was. Other processes may have it open. */
bool index_reset(struct database *index, GError **error);

/*
 * Empties it so that others who have it open see it as it was or empty, but never without its
 * tables, as they may with index_reset(). That takes an index that is not broken: false if it is,
 * then or afterwards.
 */
bool index_empty(struct database *index);

/* The numbers (int64_t) of the runs in `index`, ascending. Owned by the caller. */
GArray *index_runs(struct database *index, GError **error);

/*
 * Called when all of a run has been added to the index, before that is final. Returns false, with
 * an error, to have it taken back.
 */
typedef bool (*index_added_fn)(void *data, GError **error);

/*
 * Adds run `number`, which is not there yet, as run_digest_end() left it: all of it or nothing.
 * `added`, which may be NULL, is called with `data` unless the index fails before.
 */
bool index_add(struct database *index, int64_t number, const struct run_digest *digest,
	       index_added_fn added, void *data, GError **error);

#endif
