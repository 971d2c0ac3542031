/*
 * SQLite as the store uses it: one connection, statements that are prepared once, errors of the
 * store's own domain. For the files of this folder only.
 *
 * Errors are REPOSITORY_ERROR_DAMAGED when the file is no database or a broken one,
 * REPOSITORY_ERROR_IO for the rest (no space, no access, locked for over a minute), each
 * `cannot use 'PATH': why`, and the remedy if it is damaged and there is one.
 */
#ifndef TESTR_STORE_DATABASE_H
#define TESTR_STORE_DATABASE_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "base/scoped.h"

struct database {
	sqlite3 *connection;
	char *path;
	char *address; /* what others ATTACH to read it as it is open here */
	const char *const *queries;
	size_t query_count;
	const char *remedy;        /* what to do when it is damaged; static; NULL: not known */
	sqlite3_stmt **statements; /* of each query, NULL until it is first asked for */
};

/* By this name such a table knows that a pointer is for it. */
#define DATABASE_POINTER "testr"

enum database_mode {
	DATABASE_WRITE, /* made when it is missing */
	DATABASE_READ,  /* never written to, not even beside it */
};

/*
 * Opens the database at `path` (":memory:" and "" are SQLite's databases in memory and in a file
 * that nobody sees). `queries` are the `query_count` statements that database_query() knows,
 * borrowed.
 */
struct database *database_open(const char *path, enum database_mode mode,
			       const char *const *queries, size_t query_count, GError **error);

/*
 * When the database is closed, leaves what was not copied into the file proper in the log beside
 * it, where any process finds it. Copying costs syncs; it is done once there is a lot, since a
 * process that opens the database while no other has it open reads all of the log.
 */
void database_leave_log(struct database *database);

/* Runs the statements of `script`. */
bool database_execute(struct database *database, const char *script, GError **error);

/* Sets `*version` to the format that the database says it has: 0 when it is empty. */
bool database_version(struct database *database, int *version, GError **error);

/* Makes `module`, static, known as the table `name`. */
bool database_register(struct database *database, const char *name, const sqlite3_module *module,
		       GError **error);

/* Begins a transaction that may write, waiting for others to end theirs. */
bool database_begin(struct database *database, GError **error);

/*
 * Ends the transaction: commits if `is_good`, else takes all of it back and leaves `error`, which
 * has been set then, alone. Returns true if it has been committed.
 */
bool database_end(struct database *database, bool is_good, GError **error);

/*
 * Statement number `query`, bound and ready to be stepped, borrowed; NULL on failure. Each letter
 * of `types` stands for one value that follows: 'n' an int64_t, 'o' an int64_t that is not known
 * when it is negative (SQL's NULL), 't' a string (NULL gives NULL), 'v' a pointer to a struct
 * text (absent gives NULL), 'p' a pointer for a table that database_register() made known. Texts
 * and what is pointed at are borrowed until the statement is asked for again.
 */
sqlite3_stmt *database_query(struct database *database, GError **error, int query,
			     const char *types, ...);

enum query_step { QUERY_FAILED, QUERY_ROW, QUERY_DONE };

/* Goes to the next row. Values of the row are valid until the next step. */
enum query_step database_step(struct database *database, sqlite3_stmt *statement, GError **error);

/* As database_query, for a statement that changes something and has no rows: runs it. */
bool database_change(struct database *database, GError **error, int query, const char *types, ...);

/* As database_query, for a statement with one number as its only row: sets `*number` to it, or to
 * `otherwise` when there is no row or a NULL in it. */
bool database_number(struct database *database, int64_t *number, int64_t otherwise, GError **error,
		     int query, const char *types, ...);

void database_free(struct database *database); /* closes it; accepts NULL */
SCOPED(database)

#endif
