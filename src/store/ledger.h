/*
 * The ledger: the durable record of instances, entered before they exist and struck off when they
 * are gone. It is a file of its own, `ledger.db`, not part of the index: the index can be deleted
 * and rebuilt from the streams, but no stream knows which instances exist. Each change is synced
 * to the disk before the call returns.
 */
#ifndef TESTR_STORE_LEDGER_H
#define TESTR_STORE_LEDGER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"

struct ledger;

enum instance_state {
	INSTANCE_LIVE,   /* printed by the provisioning callout, not yet disposed of */
	INSTANCE_UNGONE, /* disposing of it failed */
	INSTANCE_KEPT,   /* kept on purpose (--keep-instances) */
};

/* One line of the ledger. */
struct ledger_entry {
	int64_t run;
	char *id;
	enum instance_state state;
	int64_t since_ns;  /* since 1970 UTC */
	int64_t owner_pid; /* the testr that made it */
	bool has_owner;    /* that testr is still running (pid, start time, boot id agree) */
};

/* Opens or makes the ledger of the repository in `folder`. REPOSITORY_ERROR_IO on failure. */
struct ledger *ledger_open(const char *folder, GError **error);

/* Run `run` of this process is about to ask for `count` instances. */
bool ledger_intend(struct ledger *ledger, int64_t run, int count, GError **error);

/* Instance `id` exists. Entering it twice for one run does no harm. */
bool ledger_add(struct ledger *ledger, int64_t run, const char *id, GError **error);

/* Sets the state of instances (NULL-terminated `ids`) of `run`. */
bool ledger_set_state(struct ledger *ledger, int64_t run, const char *const *ids,
		      enum instance_state state, GError **error);

/* These are gone. */
bool ledger_strike(struct ledger *ledger, int64_t run, const char *const *ids, GError **error);

/* All entries, oldest first: GPtrArray of struct ledger_entry *, owned by the caller. */
GPtrArray *ledger_entries(struct ledger *ledger, GError **error);

void ledger_free(struct ledger *ledger); /* closes it; accepts NULL */
SCOPED(ledger)

#endif
