/*
 * A rescue: what the guardian does for the project and its ledger once testr is gone. It makes what
 * that testr owned its own, so that no other testr disposes of it, disposes of it as `testr
 * instances dispose` would, and removes the private folder. What it and the callouts have to say
 * goes to `.testrepository/guardian.log`; when that has grown large it becomes `guardian.log.1`.
 */
#ifndef TESTR_RUN_RESCUE_H
#define TESTR_RUN_RESCUE_H

#include "config/config.h"
#include "engine/guardian_client.h"
#include "store/ledger.h"

struct rescue {
	const char *folder; /* the project's */
	const struct config *config;
	const char *private_folder;
	int64_t start_time; /* of testr: struct process; 0: not known */
	/* Of the guardian, once testr is gone: */
	int testr;
	struct ledger *ledger; /* NULL: there is none, or it could not be opened */
	GPtrArray *entries;    /* struct ledger_entry *: what is to be disposed of */
};

/* The hooks that carry it out. `rescue`, with the members set that come first, is the hooks'
 * `self`. */
struct guardian_hooks rescue_hooks(struct rescue *rescue);

#endif
