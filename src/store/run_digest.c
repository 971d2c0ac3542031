#include "store/run_digest.h"

#include "base/hash.h"
#include "subunit/damage.h"

/* ---- rows ---- */

/* What each struct test_digest begins with, so that it is a key for itself. */
struct digest_key {
	struct text test_id;
	uint64_t hash;
};

static guint hash_digest_key(const void *key)
{
	return (guint)((const struct digest_key *)key)->hash;
}

static gboolean digest_keys_are_equal(const void *a, const void *b)
{
	return text_equal(((const struct digest_key *)a)->test_id,
			  ((const struct digest_key *)b)->test_id);
}

static struct test_digest *test_digest_new(struct arena *memory, const struct digest_key *key,
					   uint64_t begin)
{
	struct text test_id = key->test_id;
	struct test_digest *result = arena_take(memory, sizeof(*result) + test_id.length + 1);

	*result = (struct test_digest){
		.test_id = {result->name, test_id.length},
		.hash = key->hash,
		.worker = -1,
		.execution = -1,
		.started_ns = TIME_NONE,
		.duration_ns = -1,
		.begin = begin,
	};
	memcpy(result->name, test_id.data, test_id.length);
	result->name[test_id.length] = '\0';
	return result;
}

static struct test_digest *find_or_add_result(struct run_digest *digest, struct text test_id,
					      uint64_t begin)
{
	struct test_digest *found = digest->latest;

	if (found && text_equal(found->test_id, test_id))
		return found;
	const struct digest_key key = {test_id, hash_text(0, test_id)};
	found = g_hash_table_lookup(digest->by_id, &key);
	if (!found) {
		found = test_digest_new(&digest->memory, &key, begin);
		g_ptr_array_add(digest->results, found);
		g_hash_table_add(digest->by_id, found);
	}
	digest->latest = found;
	return found;
}

/* ---- executions ---- */

static void owned_execution_free(void *data)
{
	struct execution_announcement *execution = data;

	g_free((char *)execution->instance.data);
	g_free(execution);
}

static void take_execution(struct run_digest *digest, const struct event *event)
{
	struct text route = execution_route(event->route_code);
	struct execution_announcement announced;

	if (!execution_announcement_parse(event->file, &announced))
		return;
	struct execution_announcement *execution = g_new(struct execution_announcement, 1);
	*execution = announced;
	if (announced.instance.data)
		execution->instance.data =
			g_strndup(announced.instance.data, announced.instance.length);
	g_ptr_array_add(digest->executions, execution);
	if (route.data)
		g_hash_table_replace(digest->routes, g_strndup(route.data, route.length),
				     execution);
}

static const struct execution_announcement *execution_of(const struct run_digest *digest,
							 const struct event *event)
{
	struct text route = execution_route(event->route_code);

	if (!route.data || digest->executions->len == 0)
		return NULL;
	g_autofree char *name = g_strndup(route.data, route.length);
	return g_hash_table_lookup(digest->routes, name);
}

/* ---- events ---- */

/* What comes of a failed test that was run again takes the place of its failure. */
static void take_outcome_of_retry(struct run_digest *digest, struct test_digest *result,
				  enum outcome outcome)
{
	digest->tally.count[result->outcome]--;
	result->outcome = outcome_after(result->outcome, outcome);
	digest->tally.count[result->outcome]++;
}

/* One result more, and `result` has the worse of its answers. */
static void take_outcome(struct run_digest *digest, struct test_digest *result,
			 enum outcome outcome)
{
	bool had_none = result->outcome == OUTCOME_UNDECIDED;

	result->is_running = false;
	if (outcome == OUTCOME_UNDECIDED)
		return;
	if (result->is_retried) {
		take_outcome_of_retry(digest, result, outcome);
		return;
	}
	if (result->outcome == OUTCOME_NOT_RUN && outcome != OUTCOME_NOT_RUN)
		digest->tally.count[OUTCOME_NOT_RUN]--;
	if (outcome != OUTCOME_NOT_RUN || had_none)
		digest->tally.count[outcome]++;
	result->outcome = outcome_worse(result->outcome, outcome);
}

static void take_test_end(struct run_digest *digest, struct test_digest *result,
			  const struct event *event)
{
	const struct execution_announcement *execution = execution_of(digest, event);

	result->worker = execution_worker_of(event);
	result->execution = -1;
	if (execution) {
		result->worker = execution->worker;
		result->execution = execution->number;
	}
	result->duration_ns = -1;
	if (result->started_ns != TIME_NONE && event->time_ns != TIME_NONE) {
		result->duration_ns = MAX(event->time_ns - result->started_ns, 0);
		digest->work_ns += result->duration_ns;
	}
	result->started_ns = TIME_NONE;
	take_outcome(digest, result, outcome_of_event(event));
	result->is_retried |= outcome_is_retried(event);
}

static void extend_time_range(struct run_digest *digest, int64_t time_ns)
{
	if (time_ns == TIME_NONE)
		return;
	if (digest->first_ns == TIME_NONE || time_ns < digest->first_ns)
		digest->first_ns = time_ns;
	if (time_ns > digest->last_ns)
		digest->last_ns = time_ns;
}

static void take_test(struct run_digest *digest, const struct event *event, uint64_t begin,
		      uint64_t end)
{
	struct test_digest *result = find_or_add_result(digest, event->test_id, begin);

	result->end = end;
	extend_time_range(digest, event->time_ns);
	if (event->status == STATUS_INPROGRESS) {
		result->is_running = true;
		result->started_ns = event->time_ns;
	} else if (status_is_final(event->status)) {
		take_test_end(digest, result, event);
	}
	if (event->status == STATUS_FAIL && text_is(event->test_id, DAMAGE_TEST_ID))
		digest->is_damaged = true;
}

void run_digest_add(struct run_digest *digest, const struct event *event, uint64_t begin,
		    uint64_t end)
{
	if (event->test_id.data) {
		/* A listing says nothing of results. */
		if (event->status != STATUS_EXISTS || event->file_name.data)
			take_test(digest, event, begin, end);
	} else if (run_markers_are_in(event)) {
		run_markers_take(&digest->markers, event);
	} else if (execution_announcement_is_in(event)) {
		take_execution(digest, event);
	}
}

/* ---- the whole ---- */

struct run_digest *run_digest_new(void)
{
	struct run_digest *digest = g_new0(struct run_digest, 1);

	digest->results = g_ptr_array_new();
	digest->executions = g_ptr_array_new_with_free_func(owned_execution_free);
	digest->by_id = g_hash_table_new(hash_digest_key, digest_keys_are_equal);
	digest->routes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	digest->first_ns = TIME_NONE;
	digest->last_ns = TIME_NONE;
	return digest;
}

void run_digest_end(struct run_digest *digest)
{
	enum outcome outcome = run_digest_has_ended(digest) ? OUTCOME_FAIL : OUTCOME_NOT_RUN;

	for (guint i = 0; i < digest->results->len; i++) {
		struct test_digest *result = digest->results->pdata[i];

		if (result->is_running)
			take_outcome(digest, result, outcome);
	}
}

bool run_digest_has_ended(const struct run_digest *digest)
{
	return digest->markers.has_end && !digest->markers.is_interrupted;
}

bool run_digest_is_full(const struct run_digest *digest)
{
	const struct run_markers *markers = &digest->markers;

	return run_digest_has_ended(digest) && !markers->is_cut_short && markers->has_start &&
	       !markers->is_partial && !digest->is_damaged && tally_total(&digest->tally) > 0;
}

void run_digest_free(struct run_digest *digest)
{
	if (!digest)
		return;
	run_markers_clear(&digest->markers);
	g_hash_table_unref(digest->by_id);
	g_hash_table_unref(digest->routes);
	g_ptr_array_unref(digest->results);
	arena_clear(&digest->memory);
	g_ptr_array_unref(digest->executions);
	g_free(digest);
}
