/* Keeping pools in order, by whoever comes along, and at the user's wish. */
#ifndef TESTR_ENVIRONMENTS_POOL_POOL_UPKEEP_H
#define TESTR_ENVIRONMENTS_POOL_POOL_UPKEEP_H

#include "environments/pool/pool_roster.h"

/* Takes back what processes had on lease that have ended without giving it back, and disposes of
 * idle instances that are too old or are not to be lent out. What cannot be disposed of now stays
 * on record. */
void pool_upkeep_tidy(const struct pool *pool);

/* The same for all pools of the user but the one called `key`. */
void pool_upkeep_tidy_others(const char *key);

/* environment.manage: --list, --drain and --fill. */
bool pool_upkeep_manage(const struct option_values *options, GString *output, int *signal,
			GError **error);

/* Makes instances until the pool has --size of them. False with `error`, and with `*signal` if one
 * to end has stopped it. */
bool pool_upkeep_fill(const struct option_values *options, int *signal, GError **error);

#endif
