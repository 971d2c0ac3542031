/* Instances that change hands. */
#include "store/ledger_private.h"
#include "store/ledger_queries.h"

/* The numbers (int64_t) of the owners to be replaced: `pid`, or, if it is 0, all that are gone. */
static GArray *find_owners(struct ledger *ledger, int64_t pid, GError **error)
{
	g_autoptr(GArray) owners = g_array_new(false, false, sizeof(int64_t));
	sqlite3_stmt *query = database_query(ledger->database, error, LEDGER_OWNERS, "");
	enum step step = STEP_FAILED;

	while (query && (step = database_step(ledger->database, query, error)) == STEP_ROW) {
		struct owner owner = ledger_owner_of_row(query, 1);
		int64_t number = sqlite3_column_int64(query, 0);

		if (pid == 0 ? !ledger_has_owner(ledger, &owner) : owner.pid == pid)
			g_array_append_val(owners, number);
	}
	return step == STEP_DONE ? g_steal_pointer(&owners) : NULL;
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

static bool adopt(struct ledger *ledger, int64_t pid, GPtrArray *entries, GError **error)
{
	int64_t self;
	g_autoptr(GArray) owners = NULL;

	if (!ledger_enter_self(ledger, &self, error) || !(owners = find_owners(ledger, pid, error)))
		return false;
	for (guint i = 0; i < owners->len; i++)
		if (!inherit(ledger, g_array_index(owners, int64_t, i), self, entries, error))
			return false;
	return database_change(ledger->database, error, LEDGER_FORGET_OWNERS, "");
}

GPtrArray *ledger_adopt(struct ledger *ledger, int64_t pid, GError **error)
{
	g_autoptr(GPtrArray) entries = ledger_new_entries();

	if (!database_begin(ledger->database, error) ||
	    !database_end(ledger->database, adopt(ledger, pid, entries, error), error))
		return NULL;
	for (guint i = 0; i < entries->len; i++) {
		struct ledger_entry *entry = entries->pdata[i];
		entry->owner_pid = ledger->self.pid;
		entry->has_owner = true;
	}
	return g_steal_pointer(&entries);
}
