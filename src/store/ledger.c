#include "store/ledger.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/layout.h"
#include "store/ledger_queries.h"
#include "store/ledger_rows.h"
#include "store/ledger_v1.h"
#include "store/liveness_lock.h"
#include "store/lock.h"
#include "store/repository_error.h"

#define LEDGER_VERSION 1

static const char *const state_names[] = {
	[INSTANCE_LIVE] = "live",
	[INSTANCE_UNDISPOSED] = "undisposed",
	[INSTANCE_KEPT] = "kept",
	[INSTANCE_WANTED] = "wanted",
};

const char *instance_state_name(enum instance_state state)
{
	return state_names[state];
}

/* ---- opening ---- */

static bool create_ledger_tables(struct database *database, GError **error)
{
	return database_execute(database, "PRAGMA journal_mode = WAL", error) &&
	       database_begin(database, error) &&
	       database_end(database, database_execute(database, ledger_v1, error), error);
}

bool ledger_make(const char *path, GError **error)
{
	scoped(database) database =
		database_open(path, DATABASE_WRITE, ledger_queries, LEDGER_QUERIES_COUNT, error);

	return database && create_ledger_tables(database, error);
}

/* Makes the tables if there are none. SQLite cannot make two processes that turn on WAL at the
 * same time wait for each other, hence the lock. */
static bool make_tables(struct database *database, const char *folder, GError **error)
{
	scoped_fd lock = lock_take(folder, error);
	int version;

	if (lock < 0 || !database_version(database, &version, error))
		return false;
	return version == LEDGER_VERSION || create_ledger_tables(database, error);
}

/* In ledgers that were made before there was such a table. */
static bool make_environments(struct database *database, GError **error)
{
	return database_execute(database,
				"CREATE TABLE IF NOT EXISTS environments ("
				"run INTEGER PRIMARY KEY, environment TEXT NOT NULL)",
				error);
}

static bool ensure_version(struct database *database, const char *folder, GError **error)
{
	int version;

	if (!database_version(database, &version, error))
		return false;
	if (version == 0)
		return make_tables(database, folder, error);
	if (version == LEDGER_VERSION)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT,
		    "cannot use '%s': a newer testr made it (format %d, this one knows %d)",
		    database->path, version, LEDGER_VERSION);
	return false;
}

bool ledger_is_there(const char *folder)
{
	g_autofree char *path = layout_path(folder, LAYOUT_LEDGER);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* What there is can be listed where nothing can be written. */
static enum database_mode choose_mode(const char *folder)
{
	g_autofree char *repository = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	return access(repository, W_OK) == 0 || !ledger_is_there(folder) ? DATABASE_WRITE
									 : DATABASE_READ;
}

struct ledger *ledger_open(const char *folder, GError **error)
{
	g_autofree char *path = layout_path(folder, LAYOUT_LEDGER);
	scoped(database) database = database_open(path, choose_mode(folder), ledger_queries,
						  LEDGER_QUERIES_COUNT, error);

	/* FULL: a commit is on the disk when it returns. */
	if (!database || !ensure_version(database, folder, error) ||
	    !database_execute(database, "PRAGMA synchronous = FULL", error) ||
	    (choose_mode(folder) == DATABASE_WRITE && !make_environments(database, error)))
		return NULL;
	database_leave_log(database);
	struct ledger *ledger = g_new0(struct ledger, 1);
	ledger->database = g_steal_pointer(&database);
	ledger->folder = g_strdup(folder);
	ledger->self = process_identity_self();
	return ledger;
}

struct ledger *ledger_create(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	/* That there is one is no error: what else is wrong, opening tells. */
	(void)g_mkdir(path, 0700);
	return ledger_open(folder, error);
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	database_free(ledger->database);
	g_free(ledger->folder);
	g_free(ledger);
}

int ledger_take_liveness_lock(const char *folder, GError **error)
{
	const struct process_identity self = process_identity_self();

	return liveness_lock_take(folder, &self, error);
}

/* ---- changing ---- */

static int64_t ledger_time_ns(void)
{
	return g_get_real_time() * 1000;
}

static bool enter_intent(struct ledger *ledger, int64_t run, int count, GError **error)
{
	int64_t owner;

	return ledger_enter_self(ledger, &owner, error) &&
	       database_change(ledger->database, error, LEDGER_INTEND, "nnnn", run, owner,
			       (int64_t)count, ledger_time_ns());
}

bool ledger_intend(struct ledger *ledger, int64_t run, int count, GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database, enter_intent(ledger, run, count, error), error);
}

bool ledger_set_environment(struct ledger *ledger, int64_t run, const char *environment,
			    GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database,
			    database_change(ledger->database, error, LEDGER_SET_ENVIRONMENT, "nt",
					    run, environment),
			    error);
}

char *ledger_environment(struct ledger *ledger, int64_t run)
{
	sqlite3_stmt *query = database_query(ledger->database, NULL, LEDGER_ENVIRONMENT, "n", run);
	char *environment = NULL;

	while (query && database_step(ledger->database, query, NULL) == QUERY_ROW) {
		g_free(environment);
		environment = g_strdup((const char *)sqlite3_column_text(query, 0));
	}
	return environment;
}

static bool add_instances(struct ledger *ledger, int64_t run, const char *const *ids,
			  GError **error)
{
	struct database *database = ledger->database;
	int64_t owner;

	if (!ledger_enter_self(ledger, &owner, error))
		return false;
	for (; *ids; ids++)
		if (!database_change(database, error, LEDGER_ADD, "ntnn", run, *ids, owner,
				     ledger_time_ns()) ||
		    !database_change(database, error, LEDGER_FULFIL, "nn", run, owner))
			return false;
	return database_change(database, error, LEDGER_FORGET_FULFILLED, "");
}

bool ledger_add_all(struct ledger *ledger, int64_t run, const char *const *ids, GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database, add_instances(ledger, run, ids, error), error);
}

bool ledger_add(struct ledger *ledger, int64_t run, const char *id, GError **error)
{
	const char *const ids[] = {id, NULL};

	return ledger_add_all(ledger, run, ids, error);
}

static bool settle_run(struct database *database, int64_t run, GError **error)
{
	return database_change(database, error, LEDGER_SETTLE, "n", run) &&
	       database_change(database, error, LEDGER_FORGET_ENVIRONMENTS, "") &&
	       database_change(database, error, LEDGER_FORGET_OWNERS, "");
}

bool ledger_settle(struct ledger *ledger, int64_t run, GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database, settle_run(ledger->database, run, error), error);
}

static bool set_states(struct database *database, int64_t run, const char *const *ids,
		       enum instance_state state, GError **error)
{
	for (; *ids; ids++)
		if (!database_change(database, error, LEDGER_SET_STATE, "ntn", run, *ids,
				     (int64_t)state))
			return false;
	return true;
}

bool ledger_set_state(struct ledger *ledger, int64_t run, const char *const *ids,
		      enum instance_state state, GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database, set_states(ledger->database, run, ids, state, error),
			    error);
}

static bool strike_instances(struct database *database, int64_t run, const char *const *ids,
			     GError **error)
{
	for (; *ids; ids++)
		if (!database_change(database, error, LEDGER_STRIKE, "nt", run, *ids))
			return false;
	return database_change(database, error, LEDGER_FORGET_ENVIRONMENTS, "") &&
	       database_change(database, error, LEDGER_FORGET_OWNERS, "");
}

bool ledger_strike(struct ledger *ledger, int64_t run, const char *const *ids, GError **error)
{
	return database_begin(ledger->database, error) &&
	       database_end(ledger->database, strike_instances(ledger->database, run, ids, error),
			    error);
}

/* ---- listing ---- */

GPtrArray *ledger_entries(struct ledger *ledger, GError **error)
{
	g_autoptr(GPtrArray) entries = ledger_new_entries();
	sqlite3_stmt *query = database_query(ledger->database, error, LEDGER_ENTRIES, "");

	if (!query || !ledger_append_entries(ledger, query, entries, error))
		return NULL;
	return g_steal_pointer(&entries);
}
