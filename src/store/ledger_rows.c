#include "store/ledger_rows.h"

#include "store/ledger_queries.h"
#include "store/liveness_lock.h"

/* ---- owners ---- */

bool ledger_enter_self(struct ledger *ledger, int64_t *number, GError **error)
{
	const struct process_identity *self = &ledger->self;

	return database_change(ledger->database, error, LEDGER_ADD_OWNER, "nnt", self->pid,
			       self->start_time, self->boot) &&
	       database_number(ledger->database, number, 0, error, LEDGER_FIND_OWNER, "nnt",
			       self->pid, self->start_time, self->boot);
}

struct process_identity ledger_owner_of_row(sqlite3_stmt *row, int column)
{
	struct process_identity owner = {.pid = sqlite3_column_int64(row, column),
					 .start_time = sqlite3_column_int64(row, column + 1)};

	g_strlcpy(owner.boot, (const char *)sqlite3_column_text(row, column + 2),
		  sizeof(owner.boot));
	return owner;
}

bool ledger_has_owner(const struct ledger *ledger, const struct process_identity *owner)
{
	return process_identity_is_alive(owner) || liveness_lock_is_taken(ledger->folder, owner);
}

/* ---- entries ---- */

static void entry_free(void *data)
{
	struct ledger_entry *entry = data;

	g_free(entry->id);
	g_free(entry);
}

GPtrArray *ledger_new_entries(void)
{
	return g_ptr_array_new_with_free_func(entry_free);
}

static struct ledger_entry *entry_of_row(sqlite3_stmt *row)
{
	struct ledger_entry *entry = g_new0(struct ledger_entry, 1);

	entry->run = sqlite3_column_int64(row, 0);
	entry->id = g_strdup((const char *)sqlite3_column_text(row, 1));
	entry->state = (enum instance_state)sqlite3_column_int(row, 2);
	entry->wanted = sqlite3_column_int64(row, 3);
	entry->since_ns = sqlite3_column_int64(row, 4);
	entry->owner_pid = sqlite3_column_int64(row, 6);
	return entry;
}

bool ledger_append_entries(struct ledger *ledger, sqlite3_stmt *query, GPtrArray *entries,
			   GError **error)
{
	/* Neighbours mostly have one owner, and asking for it reads files. */
	int64_t owner = 0;
	bool is_alive = false;
	enum query_step step;

	while ((step = database_step(ledger->database, query, error)) == QUERY_ROW) {
		struct ledger_entry *entry = entry_of_row(query);

		g_ptr_array_add(entries, entry);
		if (sqlite3_column_int64(query, 5) != owner) {
			struct process_identity found = ledger_owner_of_row(query, 6);
			owner = sqlite3_column_int64(query, 5);
			is_alive = ledger_has_owner(ledger, &found);
		}
		entry->has_owner = is_alive;
	}
	return step == QUERY_DONE;
}
