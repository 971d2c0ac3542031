/* Retrying: runs failed tests again. */
#include "core/judge.h"
#include "core/planted_bugs.h"
#include "core/run_state.h"

/* Tests that wait to be run again: one, or those of a group that failed in one execution. */
struct retry {
	GArray *tests; /* of size_t */
	int instance;  /* in which they failed */
	bool is_alone; /* to have an execution of its own */
};

static void free_retry(void *data)
{
	struct retry *retry = data;

	g_array_unref(retry->tests);
	g_free(retry);
}

void retrying_clear(struct coordinator *coordinator)
{
	g_queue_clear_full(&coordinator->retries, free_retry);
	coordinator->retries_waiting = 0;
}

/* True if `outcome` leaves it open whether the test passes. */
static bool is_open(const struct test *test, enum outcome outcome)
{
	if (outcome == OUTCOME_SKIP)
		return test->failure != OUTCOME_UNDECIDED;
	return outcome == OUTCOME_FAIL || outcome == OUTCOME_UXSUCCESS;
}

bool retrying_wants(const struct coordinator *coordinator, const struct test *test,
		    enum outcome outcome, enum reason reason)
{
	const struct coordinator_options *options = &coordinator->options;

	return (int64_t)test->retries < options->failures.retries && options->can_choose &&
	       !coordinator->listing.is_open && !coordinator_is_stopping(coordinator) &&
	       is_open(test, outcome) && judge_is_repeatable(reason) &&
	       !PLANTED(BUG_FORGETS_RETRIES);
}

/* ---- what waits ---- */

static struct retry *new_retry(struct coordinator *coordinator, const struct execution *execution)
{
	struct retry *retry = g_new0(struct retry, 1);

	retry->tests = g_array_new(false, false, sizeof(size_t));
	retry->instance = execution->instance;
	g_queue_push_tail(&coordinator->retries, retry);
	return retry;
}

/*
 * Lets a test wait that failed in `execution`: with those of its group that failed there, too,
 * which are found in `units`.
 */
static void enter_retry(struct coordinator *coordinator, const struct execution *execution,
			size_t index, GHashTable *units)
{
	void *unit = GUINT_TO_POINTER(scheduler_unit(coordinator->scheduler, index));
	bool is_alone = judge_is_dangerous(test_table_get(&coordinator->tests, index)->losses);
	struct retry *retry = is_alone ? NULL : g_hash_table_lookup(units, unit);

	if (!retry) {
		retry = new_retry(coordinator, execution);
		retry->is_alone = is_alone;
		if (!is_alone)
			g_hash_table_insert(units, unit, retry);
	}
	g_array_append_val(retry->tests, index);
	coordinator_note(coordinator, index, is_alone ? DECISION_ALONE : DECISION_AGAIN,
			 REASON_FAILED, execution);
	coordinator->retries_waiting++;
	test_table_retry(&coordinator->tests, index);
}

void retrying_collect(struct coordinator *coordinator, const struct execution *execution)
{
	g_autoptr(GHashTable) units = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < execution->batch->len; i++) {
		size_t index = g_array_index(execution->batch, size_t, i);
		if (!test_table_get(&coordinator->tests, index)->is_due)
			continue;
		if (coordinator_is_stopping(coordinator)) {
			test_table_set_due(&coordinator->tests, index, false);
			coordinator_note(coordinator, index, DECISION_STANDS,
					 coordinator->stop_reason, execution);
			coordinator->summary.not_retried++;
			continue;
		}
		enter_retry(coordinator, execution, index, units);
	}
}

/* ---- handing out ---- */

bool retrying_comes_first(const struct coordinator *coordinator)
{
	size_t most = (size_t)coordinator->options.failures.max_failures;

	return most > 0 && coordinator->retries_waiting > 0 &&
	       coordinator_count_failures(coordinator) + coordinator->retries_waiting >= most;
}

/* How many workers there are that have what they run in. */
static size_t ready_workers(const struct coordinator *coordinator)
{
	return (size_t)coordinator->options.concurrency - coordinator->free_workers.length;
}

static bool may_run_in(const struct coordinator *coordinator, const struct retry *retry,
		       int instance)
{
	return instance == INSTANCE_NONE || instance != retry->instance ||
	       ready_workers(coordinator) == 1 || PLANTED(BUG_RETRIES_IN_PLACE);
}

/*
 * Moves the tests of the retry at `link` to `batch`: all of them, unless one command has no room
 * for them. Then none if `batch` has others, or as many as have room, but one at least.
 */
static bool take_retry(struct coordinator *coordinator, GList *link, GArray *batch)
{
	struct retry *retry = link->data;
	guint before = batch->len;

	g_array_append_vals(batch, retry->tests->data, retry->tests->len);
	guint fitting = (guint)scheduler_nameable(coordinator->scheduler, batch);
	bool is_cut = fitting < batch->len;
	if (is_cut)
		g_array_set_size(batch, before > 0 ? before : MAX(fitting, 1));
	guint taken = batch->len - before;
	coordinator->retries_waiting -= taken;
	g_array_remove_range(retry->tests, 0, taken);
	if (retry->tests->len == 0) {
		g_queue_delete_link(&coordinator->retries, link);
		free_retry(retry);
	}
	return !is_cut;
}

bool retrying_take(struct coordinator *coordinator, int worker, GArray *batch)
{
	int instance = coordinator->workers[worker].instance;
	size_t most = MAX(coordinator->retries_waiting / ready_workers(coordinator), 1);
	GList *next;

	if (coordinator->options.scheduling.is_isolated)
		most = 1;
	for (GList *link = coordinator->retries.head; link && batch->len < most; link = next) {
		const struct retry *retry = link->data;
		bool is_alone = retry->is_alone;
		next = link->next;
		if (!may_run_in(coordinator, retry, instance) || (is_alone && batch->len > 0))
			continue;
		if (!take_retry(coordinator, link, batch) || is_alone)
			break;
	}
	return batch->len > 0;
}
