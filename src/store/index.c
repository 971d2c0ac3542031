#include "store/index.h"

#include "store/digest_table.h"
#include "store/index_queries.h"
#include "store/index_v3.h"
#include "store/repository_error.h"

#define INDEX_VERSION 3

/* ---- opening ---- */

/* Reads what SQLite has to read of any database: its header and what tables it has. */
static bool read_head(struct database *index, int *version, GError **error)
{
	/* NORMAL: what a crash of the machine may cost is made good from the streams. */
	return database_version(index, version, error) &&
	       database_execute(index, "PRAGMA synchronous = NORMAL", error) &&
	       database_execute(index, "SELECT 1 FROM sqlite_master", error);
}

bool index_look(struct database *index, enum index_state *state, GError **error)
{
	g_autoptr(GError) why = NULL;
	int version = 0;

	if (!read_head(index, &version, &why)) {
		*state = INDEX_DAMAGED;
		if (g_error_matches(why, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED))
			return true;
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*state = version == INDEX_VERSION ? INDEX_GOOD : INDEX_EMPTY;
	if (version <= INDEX_VERSION)
		return true;
	g_set_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT,
		    "cannot use '%s': a newer testr made it (format %d, this one knows %d)",
		    index->path, version, INDEX_VERSION);
	return false;
}

struct database *index_open(const char *path, enum database_mode mode, enum index_state *state,
			    GError **error)
{
	scoped(database) index =
		database_open(path, mode, index_queries, INDEX_QUERIES_COUNT, error);

	if (!index)
		return NULL;
	index->remedy = ": `testr fsck --repair` makes it anew from the streams";
	database_leave_log(index);
	return digest_table_register(index, error) && index_look(index, state, error)
		       ? g_steal_pointer(&index)
		       : NULL;
}

bool index_reset(struct database *index, GError **error)
{
	/* How SQLite's manual says to empty a database that may be broken. Reading something from
	 * it first, whether that works or not, keeps other connections' ways of access valid. */
	sqlite3_exec(index->connection, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL);
	sqlite3_db_config(index->connection, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
	bool is_empty = database_execute(index, "VACUUM", error);
	sqlite3_db_config(index->connection, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);

	return is_empty &&
	       database_execute(index, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
				error) &&
	       database_begin(index, error) &&
	       database_end(index, database_execute(index, index_v3, error), error);
}

/* True if SQLite finds nothing wrong with the file. */
static bool is_index_sound(struct database *index)
{
	sqlite3_stmt *query = database_query(index, NULL, INDEX_INTEGRITY, "");
	bool is_sound = query && database_step(index, query, NULL) == QUERY_ROW &&
			g_strcmp0((const char *)sqlite3_column_text(query, 0), "ok") == 0;

	if (query)
		sqlite3_reset(query);
	return is_sound;
}

bool index_empty(struct database *index)
{
	static const char drop[] = "DROP TABLE runs; DROP TABLE tests; DROP TABLE results;"
				   "DROP TABLE executions; DROP TABLE failing";

	return database_begin(index, NULL) &&
	       database_end(index,
			    database_execute(index, drop, NULL) &&
				    database_execute(index, index_v3, NULL),
			    NULL) &&
	       is_index_sound(index);
}

GArray *index_runs(struct database *index, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(false, false, sizeof(int64_t));
	sqlite3_stmt *query = database_query(index, error, INDEX_RUN_NUMBERS, "");
	enum query_step step = QUERY_FAILED;

	while (query && (step = database_step(index, query, error)) == QUERY_ROW) {
		int64_t number = sqlite3_column_int64(query, 0);
		g_array_append_val(numbers, number);
	}
	return step == QUERY_DONE ? g_steal_pointer(&numbers) : NULL;
}
