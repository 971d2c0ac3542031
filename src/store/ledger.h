/*
 * The ledger: the durable record of instances, entered before they exist and struck off when they
 * are gone. It is a file of its own, `ledger.db`, not part of the index: the index can be deleted
 * and rebuilt from the streams, but no stream knows which instances exist. Each change is synced
 * to the disk before the call returns.
 *
 * Every entry has an owner: the testr process that answers for it. Several processes may use the
 * ledger at once; a process that forks opens it anew in the child. Who dies leaves orphans, which
 * another process (the guardian, the next run) makes its own with ledger_adopt() before it disposes
 * of them, so that no two do. They are orphans once nobody has the descriptor of
 * ledger_take_liveness_lock() any more, which the owner shares with its guardian.
 *
 *	ledger_intend -> [the callout runs] -> ledger_add ... -> ledger_settle
 *	              -> [instances are used] -> ledger_strike, or ledger_set_state
 *
 * An instance is known by its run's number and its id. For runs that are not stored use a
 * negative number of your own, such as -getpid().
 *
 * Functions that can fail do so with REPOSITORY_ERROR_IO or REPOSITORY_ERROR_DAMAGED, and have
 * then changed nothing.
 */
#ifndef TESTR_STORE_LEDGER_H
#define TESTR_STORE_LEDGER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"

struct ledger;

/* Kept as numbers in ledger.db, so never renumbered. */
enum instance_state {
	INSTANCE_LIVE = 0,       /* printed by the provisioning callout, not yet disposed of */
	INSTANCE_UNDISPOSED = 1, /* disposing of it failed, and nobody is at it again */
	INSTANCE_KEPT = 2,       /* kept on purpose (--keep-instances) */
	INSTANCE_WANTED = 3,     /* asked for and not printed yet: no instance that anybody knows */
};

/* "live", "undisposed", "kept", "wanted". Static. */
const char *instance_state_name(enum instance_state state);

/* One line of the ledger. */
struct ledger_entry {
	int64_t run;
	char *id; /* NULL when INSTANCE_WANTED */
	enum instance_state state;
	int64_t wanted;    /* INSTANCE_WANTED: how many */
	int64_t since_ns;  /* since 1970 UTC */
	int64_t owner_pid; /* the testr that answers for it */
	bool has_owner;    /* it is running (pid, start time, boot id agree), or its guardian is */
};

/* Makes an empty ledger in the file `path`, which is not there yet, and which nobody else opens. */
bool ledger_make(const char *path, GError **error);

/* True if the repository in `folder` (the project's) has a ledger, which need not be sound. */
bool ledger_is_there(const char *folder);

/*
 * Opens or makes the ledger of the repository in `folder` (the project's). Also fails with
 * REPOSITORY_ERROR_FORMAT when a newer testr has made it. In a folder that cannot be written to it
 * can be listed, and changing it fails.
 */
struct ledger *ledger_open(const char *folder, GError **error);

/* Makes one in `folder`, which exists and holds no repository. Errors are as for opening. */
struct ledger *ledger_create(const char *folder, GError **error);

/*
 * While anybody has the descriptor that this returns, or a copy of it, nobody takes what this
 * process owns in the ledger of the repository in `folder` for an orphan's, whether the process
 * lives or not. Close-on-exec, to be closed by the caller. -1 with REPOSITORY_ERROR_IO.
 */
int ledger_take_liveness_lock(const char *folder, GError **error);

/* Run `run` of this process is about to ask for `count` instances. */
bool ledger_intend(struct ledger *ledger, int64_t run, int count, GError **error);

/* After ledger_intend(): the instances of `run` are of the built-in `environment`, its name and
 * options, which disposes of them whatever .testr.conf says by then. */
bool ledger_set_environment(struct ledger *ledger, int64_t run, const char *environment,
			    GError **error);

/* What that said of `run`; NULL if nothing did, or it cannot be read. Owned by the caller. */
char *ledger_environment(struct ledger *ledger, int64_t run);

/* Instance `id` exists and is this process'. Entering it twice for one run does no harm. */
bool ledger_add(struct ledger *ledger, int64_t run, const char *id, GError **error);

/* The same of NULL-terminated `ids`: of all of them or of none. */
bool ledger_add_all(struct ledger *ledger, int64_t run, const char *const *ids, GError **error);

/* The callout has ended and all it printed has been entered: nothing more is to come for `run`. */
bool ledger_settle(struct ledger *ledger, int64_t run, GError **error);

/* Sets the state (not INSTANCE_WANTED) of instances (NULL-terminated `ids`) of `run`. */
bool ledger_set_state(struct ledger *ledger, int64_t run, const char *const *ids,
		      enum instance_state state, GError **error);

/* These instances (NULL-terminated `ids`) of `run` are gone, whoever owned them. */
bool ledger_strike(struct ledger *ledger, int64_t run, const char *const *ids, GError **error);

/* All entries, oldest first: GPtrArray of struct ledger_entry *, owned by the caller. */
GPtrArray *ledger_entries(struct ledger *ledger, GError **error);

/*
 * Makes this process the owner of what process `pid` owns that started at `start_time` (as struct
 * process has it; 0: whenever), or, if `pid` is 0, of all whose owner is gone. What is kept on
 * purpose stays as it is. Two processes never adopt the same entry. Returns the adopted entries as
 * ledger_entries() does, each with its new owner and, being about to be disposed of, INSTANCE_LIVE.
 * Entries that are INSTANCE_WANTED are among them, once: no id is known, so a person must look.
 */
GPtrArray *ledger_adopt(struct ledger *ledger, int64_t pid, int64_t start_time, GError **error);

/*
 * Makes this process the owner of those of `entries` that are free to be disposed of, and removes
 * the others from it. Free is what has no owner, is kept on purpose, or is undisposed, as it is
 * now. Two processes never get the same entry. Those that this one gets are INSTANCE_LIVE.
 */
bool ledger_claim(struct ledger *ledger, GPtrArray *entries, GError **error);

void ledger_free(struct ledger *ledger); /* closes it; accepts NULL */
SCOPED(ledger)

#endif
