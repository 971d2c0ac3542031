/* The open ledger, and what its rows mean. For the files of the ledger only. */
#ifndef TESTR_STORE_LEDGER_ROWS_H
#define TESTR_STORE_LEDGER_ROWS_H

#include "base/process_identity.h"
#include "store/database.h"
#include "store/ledger.h"

struct ledger {
	struct database *database;
	char *folder; /* the project's */
	struct process_identity self;
};

/* Sets `*number` to what this process is called in the ledger, where it is entered if need be. */
bool ledger_enter_self(struct ledger *ledger, int64_t *number, GError **error);

/* An owner as the row of a statement gives it, from `column` on. */
struct process_identity ledger_owner_of_row(sqlite3_stmt *row, int column);

/* True if `owner`, or the guardian that answers for it, is there. */
bool ledger_has_owner(const struct ledger *ledger, const struct process_identity *owner);

/* For struct ledger_entry *, which it frees. Owned by the caller. */
GPtrArray *ledger_new_entries(void);

/* Appends the rows of `query` (LEDGER_ENTRIES, LEDGER_ENTRIES_OF) to `entries`. */
bool ledger_append_entries(struct ledger *ledger, sqlite3_stmt *query, GPtrArray *entries,
			   GError **error);

#endif
