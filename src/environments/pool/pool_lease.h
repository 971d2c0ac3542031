/*
 * Lending the instances of a pool, and taking them back. Whoever works on an instance (makes it,
 * brings it up to date, resets it, disposes of it) holds the lock on its folder meanwhile; the
 * roster's lock is never held during such work.
 */
#ifndef TESTR_ENVIRONMENTS_POOL_POOL_LEASE_H
#define TESTR_ENVIRONMENTS_POOL_POOL_LEASE_H

#include "environments/pool/pool_roster.h"

/* Key of a lease's record: identity of the process that answers for it; none: it is not known. */
#define POOL_OWNER "owner"

/*
 * Gives `lease`, an instance of the pool environment, an instance of `pool`: one that nobody has,
 * brought up to date, else one that is made. On failure give_back cleans up.
 */
bool pool_lease_take(const struct pool *pool, const struct instance_record *lease, GError **error);

/* Gives `lease` one that is made, whether there are idle ones or not. */
bool pool_lease_make(const struct pool *pool, const struct instance_record *lease, GError **error);

/* How an instance comes back. */
struct pool_return {
	const struct option_values *options; /* of the pool environment; NULL: dispose of it */
	bool was_used;                       /* something was executed in it */
	bool is_clean;                       /* what was executed came to its end */
};

/*
 * Takes back what `lease` (an id) has: it is reset and lent out again, or disposed of if it does
 * not come through that, or the pool has no use for it. Success if `lease` has nothing (any more).
 */
bool pool_lease_give_back(const struct pool *pool, const char *lease, const struct pool_return *how,
			  GError **error);

/* The instance that `lease` has, with the variables that its --env options name. NULL with
 * ENVIRONMENT_ERROR_LOST if it has none, or it is gone. Owned by the caller. */
struct instance_record *pool_lease_open(const struct pool *pool,
					const struct instance_record *lease, GError **error);

#endif
