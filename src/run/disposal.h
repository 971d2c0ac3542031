/* Disposing of instances that are on record in the ledger, apart from any run. */
#ifndef TESTR_RUN_DISPOSAL_H
#define TESTR_RUN_DISPOSAL_H

#include "config/config.h"
#include "run/context.h"
#include "store/ledger.h"

/*
 * Disposes of the instances of `entries` (struct ledger_entry *), by one call of the callout for
 * each run, which is tried twice, with a pause between. What is gone is struck off the ledger; what
 * is not is told, and stays. `ledger` is NULL when it cannot be used. Entries of what is only
 * wanted are passed over. Returns true if all are gone.
 */
bool disposal_run(const struct context *context, const struct config *config, struct ledger *ledger,
		  const GPtrArray *entries);

/*
 * Finds what runs left behind that ended without disposing of it, says so, and disposes of it. To
 * be called before a run. False if the ledger cannot be used, after having told the user why.
 */
bool disposal_of_orphans(const struct context *context, const struct config *config);

#endif
