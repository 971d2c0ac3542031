/* Disposing of instances that are on record in the ledger, apart from any run. */
#ifndef TESTR_RUN_DISPOSAL_H
#define TESTR_RUN_DISPOSAL_H

#include "config/config.h"
#include "engine/process_groups.h"
#include "store/ledger.h"

/* What disposing takes. Everything is borrowed. */
struct disposal_setup {
	const char *folder; /* the project's */
	const struct config *config;
	struct ledger *ledger; /* NULL: it cannot be used */
	struct process_groups
		*groups;       /* those of the guardian, if this process has one; else NULL */
	bool forgets_unusable; /* the user asks for it: see disposal_run() */
};

/*
 * Disposes of the instances of `entries` (struct ledger_entry *), by one call of the callout for
 * each run (of the environment that the ledger names, or that of `config`), which is tried twice,
 * with a pause between. What is gone is struck off the ledger; what is not is told, and stays.
 * Entries of what is only wanted are passed over.
 *
 * Ids that cannot be used (base/instance_id.h) are told, and given to no callout. They stay on
 * record, too, or, with `forgets_unusable`, are taken off it. Returns true if all are gone.
 */
bool disposal_run(const struct disposal_setup *disposal, const GPtrArray *entries);

#endif
