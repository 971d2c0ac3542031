/* Instances that get another owner: adopted with all that a process had, or claimed singly. */
#include "store/ledger_queries.h"
#include "store/ledger_rows.h"

/* ---- all that somebody had ---- */

/* The numbers (int64_t) of the owners to be replaced: `pid`, or, if it is 0, all that are gone. */
static GArray *find_owners(struct ledger *ledger, int64_t pid, int64_t start_time, GError **error)
{
	g_autoptr(GArray) owners = g_array_new(false, false, sizeof(int64_t));
	sqlite3_stmt *query = database_query(ledger->database, error, LEDGER_OWNERS, "");
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(ledger->database, query, error)) == QUERY_ROW) {
		struct process_identity owner = ledger_owner_of_row(query, 1);
		int64_t number = sqlite3_column_int64(query, 0);

		/* Machines and containers that share a folder may have processes of one number. */
		if (pid == 0 ? !ledger_has_owner(ledger, &owner)
			     : process_identity_fits(&owner, pid, start_time))
			g_array_append_val(owners, number);
	}
	return step == QUERY_DONE ? g_steal_pointer(&owners) : NULL;
}

/* Hands over what `owner` has and has not kept to `heir`, and appends it to `entries`. */
static bool inherit(struct ledger *ledger, int64_t owner, int64_t heir, GPtrArray *entries,
		    GError **error)
{
	struct database *database = ledger->database;
	sqlite3_stmt *query = database_query(database, error, LEDGER_ENTRIES_OF, "n", owner);

	return query && ledger_append_entries(ledger, query, entries, error) &&
	       database_change(database, error, LEDGER_HAND_OVER, "nn", owner, heir) &&
	       database_change(database, error, LEDGER_FORGET_INTENTS, "n", owner);
}

static bool adopt_entries(struct ledger *ledger, int64_t pid, int64_t start_time,
			  GPtrArray *entries, GError **error)
{
	int64_t self;
	g_autoptr(GArray) owners = NULL;

	if (!ledger_enter_self(ledger, &self, error) ||
	    !(owners = find_owners(ledger, pid, start_time, error)))
		return false;
	for (guint i = 0; i < owners->len; i++)
		if (!inherit(ledger, g_array_index(owners, int64_t, i), self, entries, error))
			return false;
	return database_change(ledger->database, error, LEDGER_FORGET_OWNERS, "");
}

/* As the ledger has them, `entries` are ours. */
static void mark_as_own(const struct ledger *ledger, const GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		struct ledger_entry *entry = entries->pdata[i];
		entry->owner_pid = ledger->self.pid;
		entry->has_owner = true;
		if (entry->id)
			entry->state = INSTANCE_LIVE;
	}
}

GPtrArray *ledger_adopt(struct ledger *ledger, int64_t pid, int64_t start_time, GError **error)
{
	g_autoptr(GPtrArray) entries = ledger_new_entries();
	g_autoptr(GArray) owners = find_owners(ledger, pid, start_time, error);

	if (!owners)
		return NULL;
	/* Most often there is nothing to adopt, and then there is nothing to write. */
	if (owners->len == 0)
		return g_steal_pointer(&entries);
	if (!database_begin(ledger->database, error) ||
	    !database_end(ledger->database, adopt_entries(ledger, pid, start_time, entries, error),
			  error))
		return NULL;
	mark_as_own(ledger, entries);
	return g_steal_pointer(&entries);
}

/* ---- one by one ---- */

/* Sets `*is_free` to whether `entry` may be disposed of by who comes. */
static bool find_if_claimable(struct ledger *ledger, const struct ledger_entry *entry,
			      bool *is_free, GError **error)
{
	struct database *database = ledger->database;
	sqlite3_stmt *query =
		database_query(database, error, LEDGER_FIND, "nt", entry->run, entry->id);
	enum query_step step = query ? database_step(database, query, error) : QUERY_FAILED;

	*is_free = false;
	if (step == QUERY_ROW) {
		struct process_identity owner = ledger_owner_of_row(query, 1);
		*is_free = sqlite3_column_int(query, 0) != INSTANCE_LIVE ||
			   !ledger_has_owner(ledger, &owner);
		sqlite3_reset(query);
	}
	return step != QUERY_FAILED;
}

/* Appends to `claimed` those of `entries` that are ours now. */
static bool claim_entries(struct ledger *ledger, const GPtrArray *entries, GPtrArray *claimed,
			  GError **error)
{
	int64_t self;

	if (!ledger_enter_self(ledger, &self, error))
		return false;
	for (guint i = 0; i < entries->len; i++) {
		struct ledger_entry *entry = entries->pdata[i];
		bool is_free = false;

		if (entry->id && !find_if_claimable(ledger, entry, &is_free, error))
			return false;
		if (!is_free)
			continue;
		if (!database_change(ledger->database, error, LEDGER_CLAIM, "ntn", entry->run,
				     entry->id, self))
			return false;
		g_ptr_array_add(claimed, entry);
	}
	return database_change(ledger->database, error, LEDGER_FORGET_OWNERS, "");
}

bool ledger_claim(struct ledger *ledger, GPtrArray *entries, GError **error)
{
	g_autoptr(GPtrArray) claimed = g_ptr_array_new();

	if (entries->len == 0)
		return true;
	if (!database_begin(ledger->database, error) ||
	    !database_end(ledger->database, claim_entries(ledger, entries, claimed, error), error))
		return false;
	for (guint i = entries->len; i-- > 0;)
		if (!g_ptr_array_find(claimed, entries->pdata[i], NULL))
			g_ptr_array_remove_index(entries, i);
	mark_as_own(ledger, entries);
	return true;
}
