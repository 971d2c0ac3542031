/*
 * Pools on record, and the roster of each: which instances it has and who uses them.
 *
 * A pool is of one project and of one environment with its options, whoever asks for it. Its
 * instances are the inner environment's, on record as such (environments/instance_record.h); the
 * roster says what is special about them. It is a file, $XDG_STATE_HOME/testr/pools/KEY/roster,
 * that is replaced as a whole under a lock: so after a crash at any point it is the old one or the
 * new.
 *
 * Who gets an instance gets it on lease: the lease's id is new each time, so disposing of a lease
 * again, late, never takes away what somebody else has by then.
 */
#ifndef TESTR_ENVIRONMENTS_POOL_POOL_ROSTER_H
#define TESTR_ENVIRONMENTS_POOL_POOL_ROSTER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"
#include "environments/environments.h"

struct pool {
	char *key;     /* the name of its folder */
	char *project; /* absolute path */
	const struct environment *inner;
	char **words; /* the options of `inner` */
};

/* One instance of a pool. Its id is known before it is made. */
struct member {
	char *id;
	char *lease; /* who has it: an id of an instance of the pool, or "upkeep-..."; "": nobody */
	char *owner; /* identity of the process that answers for the lease; "": unknown */
	int64_t uses;
	int64_t made_s;    /* since 1970 UTC */
	int64_t expires_s; /* from then on it is not lent out; 0: never */
	bool is_retired;   /* is not lent out again */
};

struct roster {
	char *path;
	const struct pool *pool;
	GPtrArray *members; /* of struct member */
	int lock;           /* -1: not held */
};

/*
 * The pool that `options`, of the pool environment, mean in `project`. NULL with
 * ENVIRONMENT_ERROR_UNUSABLE if they name no environment, or one whose instances cannot be used
 * again. Owned by the caller.
 */
struct pool *pool_of(const struct option_values *options, const char *project, GError **error);

/* All pools on record: struct pool *. Owned by the caller. */
GPtrArray *pools_on_record(void);

/* The options of the pool's instances. Owned by the caller. */
struct option_values *pool_inner_options(const struct pool *pool, GError **error);

void pool_free(struct pool *pool);
SCOPED(pool)

/* Opens the roster of `pool`, which outlives it, and waits until nobody else has it open. NULL with
 * INSTANCE_RECORD_ERROR_STATE. Owned by the caller; to be closed soon. */
struct roster *roster_open(const struct pool *pool, GError **error);

/* The same to look at only, without waiting: as it was a moment ago. */
struct roster *roster_read(const struct pool *pool, GError **error);

/* The member called `id`, or the one that `lease` has; NULL if there is none. Borrowed. */
struct member *roster_find(const struct roster *roster, const char *id);
struct member *roster_find_lease(const struct roster *roster, const char *lease);

/* Adds a member, made now, that `lease` has. Borrowed. */
struct member *roster_add(struct roster *roster, const char *id, const char *lease,
			  const char *owner);

/* Says who has `member` from now on; "" and "": nobody. */
void member_lend(struct member *member, const char *lease, const char *owner);

/* Strikes `member` off, and frees it. */
void roster_remove(struct roster *roster, struct member *member);

/* Writes it; on the disk when it returns. */
bool roster_save(const struct roster *roster, GError **error);

/* Closes it without saving. A pool that has no instances then is on record no more. */
void roster_free(struct roster *roster);
SCOPED(roster)

#endif
