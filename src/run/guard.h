/*
 * What a command that runs callouts is guarded by: a private folder for it, and the guardian, which
 * ends them and disposes of the instances, if there are any, if testr is killed.
 */
#ifndef TESTR_RUN_GUARD_H
#define TESTR_RUN_GUARD_H

#include "config/config.h"
#include "engine/guardian_client.h"
#include "run/context.h"
#include "run/disposal.h"
#include "store/ledger.h"

struct guard {
	char *private_folder;
	int folder_lock; /* of it; -1: none */
	int hold;        /* on what this process has in the ledger; -1: not taken */
	struct guardian *guardian;
	bool has_instances; /* the project has */
	bool is_abandoned;  /* to be set when children and instances may be left behind */
};

/*
 * Starts guarding, and sets `context->guard`. To be called when the configuration has been read and
 * before the repository is opened: what guardian_client.h says of databases. NULL after having told
 * the user what went wrong.
 */
struct guard *guard_new(struct context *context, const struct config *config);

/*
 * Opens the ledger of the project's repository. From then on what this process enters there is the
 * guardian's, too: if testr is killed nobody else takes it. As ledger_open() otherwise.
 */
struct ledger *guard_open_ledger(const struct context *context, GError **error);

/* What a guarded command needs to dispose of instances in `ledger`. Borrows what it is given. */
struct disposal_setup guard_disposal(const struct context *context, const struct config *config,
				     struct ledger *ledger);

/*
 * The end of the command: ends the guardian and removes the private folder with all that is in it;
 * or, after an abandoned run, leaves both to the guardian and says so. Accepts NULL.
 */
void guard_free(struct guard *guard);
SCOPED(guard)

#endif
