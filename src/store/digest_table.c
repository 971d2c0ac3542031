/* A table-valued function, as https://www.sqlite.org/vtab.html describes it. */
#include "store/digest_table.h"

enum digest_column {
	COLUMN_TEST,
	COLUMN_NAME,
	COLUMN_OUTCOME,
	COLUMN_IS_KNOWN,
	COLUMN_MEASURED,
	COLUMN_DURATION,
	COLUMN_WORKER,
	COLUMN_EXECUTION,
	COLUMN_POSITION,
	COLUMN_LENGTH,
	COLUMN_RESULTS,
};

static const char declaration[] =
	"CREATE TABLE digests (test INTEGER, name TEXT, outcome TEXT, is_known INTEGER, "
	"measured_us INTEGER, "
	"duration_us INTEGER, worker INTEGER, execution INTEGER, position INTEGER, "
	"length INTEGER, results HIDDEN)";

struct digest_cursor {
	sqlite3_vtab_cursor base;
	const struct indexed_answers *results; /* borrowed */
	size_t at;
};

/* How long the last attempt at the test took, in microseconds; -1: not known. */
static int64_t last_duration_us(const struct answer *answer)
{
	int64_t duration_ns = answer_last_attempt(answer)->duration_ns;

	return duration_ns < 0 ? -1 : duration_ns / 1000;
}

int64_t indexed_answer_measured_us(const struct indexed_answer *result)
{
	enum outcome outcome = answer_outcome(result->answer);
	bool has_run = outcome == OUTCOME_SUCCESS || outcome == OUTCOME_FLAKY ||
		       outcome == OUTCOME_FAIL || outcome == OUTCOME_XFAIL ||
		       outcome == OUTCOME_UXSUCCESS;

	return has_run ? last_duration_us(result->answer) : -1;
}

static int digest_table_connect(sqlite3 *connection, void *unused, int count,
				const char *const *arguments, sqlite3_vtab **table, char **error)
{
	(void)unused;
	(void)count;
	(void)arguments;
	(void)error;
	*table = g_new0(sqlite3_vtab, 1);
	return sqlite3_declare_vtab(connection, declaration);
}

static int digest_table_disconnect(sqlite3_vtab *table)
{
	g_free(table);
	return SQLITE_OK;
}

/* The one way to use it: with results. */
static int digest_table_best_index(sqlite3_vtab *table, sqlite3_index_info *plan)
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

static int digest_table_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
	struct digest_cursor *made = g_new0(struct digest_cursor, 1);

	(void)table;
	*cursor = &made->base;
	return SQLITE_OK;
}

static int digest_table_close(sqlite3_vtab_cursor *base)
{
	g_free(base);
	return SQLITE_OK;
}

static int digest_table_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count,
			       sqlite3_value **values)
{
	struct digest_cursor *cursor = (struct digest_cursor *)base;

	(void)plan;
	(void)name;
	(void)count;
	cursor->results = sqlite3_value_pointer(values[0], DATABASE_POINTER);
	cursor->at = 0;
	return SQLITE_OK;
}

/* The order of numbers is none in which answers lie in memory, so the processor cannot guess what
 * is wanted next. */
static void fetch_ahead(const struct digest_cursor *cursor)
{
	size_t ahead = cursor->at + 8;

	if (ahead < cursor->results->count) {
		const char *answer = (const char *)cursor->results->rows[ahead].answer;

		__builtin_prefetch(answer);
		__builtin_prefetch(answer + 64);
		__builtin_prefetch(answer + 128);
	}
}

static int digest_table_next(sqlite3_vtab_cursor *base)
{
	struct digest_cursor *cursor = (struct digest_cursor *)base;

	cursor->at++;
	fetch_ahead(cursor);
	return SQLITE_OK;
}

static int digest_table_is_at_end(sqlite3_vtab_cursor *base)
{
	const struct digest_cursor *cursor = (const struct digest_cursor *)base;

	return !cursor->results || cursor->at >= cursor->results->count;
}

static int digest_table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *number)
{
	*number = (sqlite3_int64)((const struct digest_cursor *)base)->at;
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

/* The number of the execution in which the last attempt at the test was; -1: not known. */
static int execution_number(const struct digest_cursor *cursor, const struct answer *answer)
{
	const struct execution_announcement *execution =
		answers_execution(cursor->results->answers, answer_last_attempt(answer));

	return execution ? execution->number : -1;
}

static void give_column(sqlite3_context *context, const struct digest_cursor *cursor,
			enum digest_column column)
{
	const struct indexed_answer *result = &cursor->results->rows[cursor->at];
	const struct answer *answer = result->answer;

	switch (column) {
	case COLUMN_TEST:
		sqlite3_result_int64(context, result->number);
		break;
	case COLUMN_NAME:
		sqlite3_result_text64(context, answer->test_id.data, answer->test_id.length,
				      SQLITE_STATIC, SQLITE_UTF8);
		break;
	case COLUMN_OUTCOME:
		sqlite3_result_text(context, outcome_name(answer_outcome(answer)), -1,
				    SQLITE_STATIC);
		break;
	case COLUMN_IS_KNOWN:
		sqlite3_result_int(context, result->known_us != TEST_NOT_KNOWN);
		break;
	case COLUMN_MEASURED:
		give_optional(context, indexed_answer_measured_us(result));
		break;
	case COLUMN_DURATION:
		give_optional(context, last_duration_us(answer));
		break;
	case COLUMN_WORKER:
		give_optional(context, answer_last_attempt(answer)->worker);
		break;
	case COLUMN_EXECUTION:
		give_optional(context, execution_number(cursor, answer));
		break;
	case COLUMN_POSITION:
		sqlite3_result_int64(context, (int64_t)answer_begin(answer));
		break;
	case COLUMN_LENGTH:
		sqlite3_result_int64(context, (int64_t)(answer_end(answer) - answer_begin(answer)));
		break;
	case COLUMN_RESULTS:
		break;
	}
}

static int digest_table_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
	const struct digest_cursor *cursor = (const struct digest_cursor *)base;

	give_column(context, cursor, (enum digest_column)number);
	return SQLITE_OK;
}

bool digest_table_register(struct database *database, GError **error)
{
	/* Without xCreate it is there without being created. */
	static const sqlite3_module module = {
		.xConnect = digest_table_connect,
		.xBestIndex = digest_table_best_index,
		.xDisconnect = digest_table_disconnect,
		.xOpen = digest_table_open,
		.xClose = digest_table_close,
		.xFilter = digest_table_filter,
		.xNext = digest_table_next,
		.xEof = digest_table_is_at_end,
		.xColumn = digest_table_column,
		.xRowid = digest_table_rowid,
	};

	return database_register(database, "digests", &module, error);
}
