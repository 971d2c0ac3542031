/*
 * The digest of a run: what the index is to know of it, put together from its events, whether they
 * are being recorded or read again: the answers of its tests, and what the store itself wrote down.
 * For the files of this folder only.
 */
#ifndef TESTR_STORE_RUN_DIGEST_H
#define TESTR_STORE_RUN_DIGEST_H

#include "model/answers.h"
#include "store/run_markers.h"

struct run_digest {
	struct run_markers markers;
	struct answers *answers; /* owned */
	bool is_damaged;         /* some of the stream could not be read: tests may be missing */
};

/* An empty one. Owned by the caller. */
struct run_digest *run_digest_new(void);

/* Takes `event`, which stands in the stream from byte `begin` up to, not including, `end`. */
void run_digest_add(struct run_digest *digest, const struct event *event, uint64_t begin,
		    uint64_t end);

/* The run is over: tests that are still running get an answer (answers_end). Call once. */
void run_digest_end(struct run_digest *digest);

/* True if all there is to the run is known: it was not interrupted, though maybe cut short. */
bool run_digest_has_ended(const struct run_digest *digest);

/*
 * True if tests that the run lacks need not be remembered as failing (docs/design/store.md): it
 * ran to its end with nothing filtered, had tests at all, and all of it could be read.
 */
bool run_digest_is_full(const struct run_digest *digest);

void run_digest_free(struct run_digest *digest);
SCOPED(run_digest)

#endif
