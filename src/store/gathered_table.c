/* A table-valued function, as https://www.sqlite.org/vtab.html describes it. */
#include "store/gathered_table.h"

enum column {
	COLUMN_TEST,
	COLUMN_NAME,
	COLUMN_OUTCOME,
	COLUMN_TELLING,
	COLUMN_DURATION,
	COLUMN_WORKER,
	COLUMN_EXECUTION,
	COLUMN_POSITION,
	COLUMN_LENGTH,
	COLUMN_RESULTS,
};

static const char declaration[] =
	"CREATE TABLE gathered (test INTEGER, name TEXT, outcome TEXT, telling_us INTEGER, "
	"duration_us INTEGER, worker INTEGER, execution INTEGER, position INTEGER, "
	"length INTEGER, results HIDDEN)";

struct cursor {
	sqlite3_vtab_cursor base;
	const GPtrArray *results; /* borrowed */
	guint at;
};

int64_t gathered_telling_us(const struct gathered *gathered)
{
	bool has_run = gathered->outcome == OUTCOME_SUCCESS || gathered->outcome == OUTCOME_FLAKY ||
		       gathered->outcome == OUTCOME_FAIL || gathered->outcome == OUTCOME_XFAIL ||
		       gathered->outcome == OUTCOME_UXSUCCESS;

	return has_run && gathered->duration_ns >= 0 ? gathered->duration_ns / 1000 : -1;
}

static int connect(sqlite3 *connection, void *unused, int count, const char *const *arguments,
		   sqlite3_vtab **table, char **error)
{
	(void)unused;
	(void)count;
	(void)arguments;
	(void)error;
	*table = g_new0(sqlite3_vtab, 1);
	return sqlite3_declare_vtab(connection, declaration);
}

static int disconnect(sqlite3_vtab *table)
{
	g_free(table);
	return SQLITE_OK;
}

/* The one way to use it: with results. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *plan)
{
	(void)table;
	for (int i = 0; i < plan->nConstraint; i++) {
		if (plan->aConstraint[i].iColumn != COLUMN_RESULTS ||
		    plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ ||
		    !plan->aConstraint[i].usable)
			continue;
		plan->aConstraintUsage[i].argvIndex = 1;
		plan->aConstraintUsage[i].omit = 1;
		return SQLITE_OK;
	}
	return SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
	struct cursor *made = g_new0(struct cursor, 1);

	(void)table;
	*cursor = &made->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
	g_free(base);
	return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count,
		  sqlite3_value **values)
{
	struct cursor *cursor = (struct cursor *)base;

	(void)plan;
	(void)name;
	(void)count;
	cursor->results = sqlite3_value_pointer(values[0], DATABASE_POINTER);
	cursor->at = 0;
	return SQLITE_OK;
}

/* The order of numbers is none in which results lie in memory, so the processor cannot guess what
 * is wanted next. */
static void fetch_ahead(const struct cursor *cursor)
{
	guint ahead = cursor->at + 8;

	if (ahead < cursor->results->len) {
		const char *gathered = cursor->results->pdata[ahead];

		__builtin_prefetch(gathered);
		__builtin_prefetch(gathered + 64);
		__builtin_prefetch(gathered + 128);
	}
}

static int next(sqlite3_vtab_cursor *base)
{
	struct cursor *cursor = (struct cursor *)base;

	cursor->at++;
	fetch_ahead(cursor);
	return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
	const struct cursor *cursor = (const struct cursor *)base;

	return !cursor->results || cursor->at >= cursor->results->len;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *number)
{
	*number = ((const struct cursor *)base)->at;
	return SQLITE_OK;
}

/* A number that is not known when it is negative. */
static void give_optional(sqlite3_context *context, int64_t number)
{
	if (number < 0)
		sqlite3_result_null(context);
	else
		sqlite3_result_int64(context, number);
}

static void give(sqlite3_context *context, const struct gathered *gathered, enum column column)
{
	switch (column) {
	case COLUMN_TEST:
		sqlite3_result_int64(context, gathered->number);
		break;
	case COLUMN_NAME:
		sqlite3_result_text64(context, gathered->test_id.data, gathered->test_id.length,
				      SQLITE_STATIC, SQLITE_UTF8);
		break;
	case COLUMN_OUTCOME:
		sqlite3_result_text(context, outcome_name(gathered->outcome), -1, SQLITE_STATIC);
		break;
	case COLUMN_TELLING:
		give_optional(context, gathered_telling_us(gathered));
		break;
	case COLUMN_DURATION:
		give_optional(context,
			      gathered->duration_ns < 0 ? -1 : gathered->duration_ns / 1000);
		break;
	case COLUMN_WORKER:
		give_optional(context, gathered->worker);
		break;
	case COLUMN_EXECUTION:
		give_optional(context, gathered->execution);
		break;
	case COLUMN_POSITION:
		sqlite3_result_int64(context, (int64_t)gathered->begin);
		break;
	case COLUMN_LENGTH:
		sqlite3_result_int64(context, (int64_t)(gathered->end - gathered->begin));
		break;
	case COLUMN_RESULTS:
		break;
	}
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
	const struct cursor *cursor = (const struct cursor *)base;

	give(context, cursor->results->pdata[cursor->at], (enum column)number);
	return SQLITE_OK;
}

bool gathered_table_register(struct database *database, GError **error)
{
	/* Without xCreate it is there without being created. */
	static const sqlite3_module module = {
		.xConnect = connect,
		.xBestIndex = best_index,
		.xDisconnect = disconnect,
		.xOpen = open_cursor,
		.xClose = close_cursor,
		.xFilter = filter,
		.xNext = next,
		.xEof = is_at_end,
		.xColumn = column,
		.xRowid = rowid,
	};

	return database_register(database, "gathered", &module, error);
}
