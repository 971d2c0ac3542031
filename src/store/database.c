#include "store/database.h"

#include <sys/stat.h>

#include "base/bytes.h"
#include "store/repository_error.h"
#include "store/repository_file.h"

/* How long to wait for other processes. Their transactions take well under a second. */
#define PATIENCE_MS 60000

/* So long a log is copied: a megabyte, which takes a command a quarter of a millisecond to read. */
#define LOG_PAGES_MAX 256

static bool fail_in_database(const struct database *database, int code, GError **error)
{
	/* The low byte is the kind of failure, the rest says more about it. */
	int kind = code & 0xff;
	bool is_damage = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
	const char *why =
		database->connection ? sqlite3_errmsg(database->connection) : sqlite3_errstr(code);

	g_set_error(error, REPOSITORY_ERROR,
		    is_damage ? REPOSITORY_ERROR_DAMAGED : REPOSITORY_ERROR_IO,
		    "cannot use '%s': %s%s", database->path, why,
		    is_damage && database->remedy ? database->remedy : "");
	return false;
}

/* True if there are changes beside the file that have not been copied into it. */
static bool has_log(const struct database *database)
{
	g_autofree char *log = g_strconcat(database->path, "-wal", NULL);
	struct stat status;

	return stat(log, &status) == 0 && status.st_size > 0;
}

/* A file on read-only media is read as it is, since the files that SQLite shares with other
 * processes cannot be made beside it. With a log it is not the whole. */
static int open_for_reading(struct database *database)
{
	g_autofree char *escaped = g_uri_escape_string(database->path, "/", false);
	g_autofree char *with_others = g_strdup_printf("file:%s?mode=ro", escaped);
	g_autofree char *alone = g_strdup_printf("file:%s?immutable=1", escaped);
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;

	int code = sqlite3_open_v2(with_others, &database->connection, flags, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(database->connection, "SELECT 1 FROM sqlite_master", NULL, NULL,
				    NULL);
	if (((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_READONLY) ||
	    has_log(database))
		return code;
	sqlite3_close(database->connection);
	g_free(database->address);
	database->address = g_strdup(alone);
	return sqlite3_open_v2(alone, &database->connection, flags, NULL);
}

static int open_for_writing(struct database *database)
{
	/* URI: what it attaches may have one for an address. */
	return sqlite3_open_v2(database->path, &database->connection,
			       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
				       SQLITE_OPEN_URI,
			       NULL);
}

/* SQLite follows links, and keeps files of its own beside the database. */
static bool are_files_safe(const char *path, GError **error)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *file = g_strconcat(path, suffixes[i], NULL);
		if (!repository_file_check(file, error))
			return false;
	}
	return true;
}

struct database *database_open(const char *path, enum database_mode mode,
			       const char *const *queries, size_t query_count, GError **error)
{
	scoped(database) database = g_new0(struct database, 1);

	if (!are_files_safe(path, error))
		return NULL;
	database->path = g_strdup(path);
	database->address = g_strdup(path);
	database->queries = queries;
	database->query_count = query_count;
	database->statements = g_new0(sqlite3_stmt *, query_count);
	int code = mode == DATABASE_READ ? open_for_reading(database) : open_for_writing(database);
	if (code != SQLITE_OK) {
		fail_in_database(database, code, error);
		return NULL;
	}
	sqlite3_extended_result_codes(database->connection, 1);
	sqlite3_busy_timeout(database->connection, PATIENCE_MS);
	return g_steal_pointer(&database);
}

/* What SQLite does by itself leaves the log as it is, to be overwritten by who knows that it has
 * been copied; but a process that opens the database alone does not, and would add to it. */
static int copy_long_log(void *unused, sqlite3 *connection, const char *name, int pages)
{
	(void)unused;
	if (pages < LOG_PAGES_MAX)
		return SQLITE_OK;
	/* Who reads in it just now is not waited for: the next commit will see to it. */
	sqlite3_busy_timeout(connection, 0);
	sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(connection, PATIENCE_MS);
	return SQLITE_OK;
}

void database_leave_log(struct database *database)
{
	sqlite3_wal_hook(database->connection, copy_long_log, NULL);
	sqlite3_db_config(database->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

bool database_execute(struct database *database, const char *script, GError **error)
{
	int code = sqlite3_exec(database->connection, script, NULL, NULL, NULL);

	return code == SQLITE_OK || fail_in_database(database, code, error);
}

bool database_version(struct database *database, int *version, GError **error)
{
	sqlite3_stmt *statement;

	int code = sqlite3_prepare_v2(database->connection, "PRAGMA user_version", -1, &statement,
				      NULL);
	if (code != SQLITE_OK)
		return fail_in_database(database, code, error);
	code = sqlite3_step(statement);
	int found = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	if (code != SQLITE_ROW)
		return fail_in_database(database, code, error);
	*version = found;
	return true;
}

bool database_register(struct database *database, const char *name, const sqlite3_module *module,
		       GError **error)
{
	int code = sqlite3_create_module(database->connection, name, module, NULL);

	return code == SQLITE_OK || fail_in_database(database, code, error);
}

bool database_begin(struct database *database, GError **error)
{
	return database_execute(database, "BEGIN IMMEDIATE", error);
}

bool database_end(struct database *database, bool is_good, GError **error)
{
	bool is_committed = is_good && database_execute(database, "COMMIT", error);

	/* Some failures have taken the transaction back already; then there is nothing to do. */
	if (!is_committed && !sqlite3_get_autocommit(database->connection))
		sqlite3_exec(database->connection, "ROLLBACK", NULL, NULL, NULL);
	return is_committed;
}

/* Statement number `query`, without values. */
static sqlite3_stmt *prepare_statement(struct database *database, int query, GError **error)
{
	g_assert(query >= 0 && (size_t)query < database->query_count);
	sqlite3_stmt **statement = &database->statements[query];

	if (*statement) {
		sqlite3_reset(*statement);
		return *statement;
	}
	int code = sqlite3_prepare_v3(database->connection, database->queries[query], -1,
				      SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (code != SQLITE_OK)
		fail_in_database(database, code, error);
	return *statement;
}

static void bind_text(sqlite3_stmt *statement, int place, const struct text *text)
{
	if (text->data)
		sqlite3_bind_text64(statement, place, text->data, text->length, SQLITE_STATIC,
				    SQLITE_UTF8);
	else
		sqlite3_bind_null(statement, place);
}

static void bind_number(sqlite3_stmt *statement, int place, int64_t number, bool is_optional)
{
	if (is_optional && number < 0)
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_int64(statement, place, number);
}

static sqlite3_stmt *query_values(struct database *database, GError **error, int query,
				  const char *types, va_list values)
{
	sqlite3_stmt *statement = prepare_statement(database, query, error);

	/* NOLINTBEGIN(clang-analyzer-valist.Uninitialized): the callers have begun the list. */
	for (int place = 1; statement && *types; place++, types++) {
		struct text text;

		switch (*types) {
		case 'n':
		case 'o':
			bind_number(statement, place, va_arg(values, int64_t), *types == 'o');
			break;
		case 't':
			text = text_of(va_arg(values, const char *));
			bind_text(statement, place, &text);
			break;
		case 'v':
			bind_text(statement, place, va_arg(values, const struct text *));
			break;
		case 'p':
			sqlite3_bind_pointer(statement, place, va_arg(values, void *),
					     DATABASE_POINTER, NULL);
			break;
		default:
			g_assert_not_reached();
		}
	}
	/* NOLINTEND(clang-analyzer-valist.Uninitialized) */
	return statement;
}

sqlite3_stmt *database_query(struct database *database, GError **error, int query,
			     const char *types, ...)
{
	va_list values;

	va_start(values, types);
	sqlite3_stmt *statement = query_values(database, error, query, types, values);
	va_end(values);
	return statement;
}

enum query_step database_step(struct database *database, sqlite3_stmt *statement, GError **error)
{
	int code = sqlite3_step(statement);

	if (code == SQLITE_ROW)
		return QUERY_ROW;
	if (code != SQLITE_DONE)
		fail_in_database(database, code, error);
	/* A statement that is not reset keeps its locks. */
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? QUERY_DONE : QUERY_FAILED;
}

bool database_change(struct database *database, GError **error, int query, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	sqlite3_stmt *statement = query_values(database, error, query, types, values);
	va_end(values);
	return statement && database_step(database, statement, error) == QUERY_DONE;
}

bool database_number(struct database *database, int64_t *number, int64_t otherwise, GError **error,
		     int query, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	sqlite3_stmt *statement = query_values(database, error, query, types, values);
	va_end(values);
	enum query_step step = statement ? database_step(database, statement, error) : QUERY_FAILED;
	if (step == QUERY_FAILED)
		return false;
	bool is_there = step == QUERY_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL;
	*number = is_there ? sqlite3_column_int64(statement, 0) : otherwise;
	sqlite3_reset(statement);
	return true;
}

void database_free(struct database *database)
{
	if (!database)
		return;
	for (size_t i = 0; i < database->query_count; i++)
		sqlite3_finalize(database->statements[i]);
	sqlite3_close(database->connection);
	g_free(database->statements);
	g_free(database->address);
	g_free(database->path);
	g_free(database);
}
