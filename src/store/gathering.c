#include "store/gathering.h"

#include "base/hash.h"
#include "subunit/damage.h"

/* ---- rows ---- */

/* What each struct gathered begins with, so that it is a key for itself. */
struct key {
	struct text test_id;
	uint64_t hash;
};

static guint hash_key(const void *key)
{
	return (guint)((const struct key *)key)->hash;
}

static gboolean keys_are_equal(const void *a, const void *b)
{
	return text_equal(((const struct key *)a)->test_id, ((const struct key *)b)->test_id);
}

static struct gathered *gathered_new(struct arena *memory, const struct key *key, uint64_t begin)
{
	struct text test_id = key->test_id;
	struct gathered *gathered = arena_take(memory, sizeof(*gathered) + test_id.length + 1);

	*gathered = (struct gathered){
		.test_id = {gathered->name, test_id.length},
		.hash = key->hash,
		.worker = -1,
		.execution = -1,
		.started_ns = TIME_NONE,
		.duration_ns = -1,
		.begin = begin,
	};
	memcpy(gathered->name, test_id.data, test_id.length);
	gathered->name[test_id.length] = '\0';
	return gathered;
}

static struct gathered *find(struct gathering *gathering, struct text test_id, uint64_t begin)
{
	struct gathered *found = gathering->latest;

	if (found && text_equal(found->test_id, test_id))
		return found;
	const struct key key = {test_id, hash_text(0, test_id)};
	found = g_hash_table_lookup(gathering->by_id, &key);
	if (!found) {
		found = gathered_new(&gathering->memory, &key, begin);
		g_ptr_array_add(gathering->results, found);
		g_hash_table_add(gathering->by_id, found);
	}
	gathering->latest = found;
	return found;
}

/* ---- executions ---- */

static void execution_free(void *data)
{
	struct execution_announcement *execution = data;

	g_free((char *)execution->instance.data);
	g_free(execution);
}

static void take_execution(struct gathering *gathering, const struct event *event)
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
	g_ptr_array_add(gathering->executions, execution);
	if (route.data)
		g_hash_table_replace(gathering->routes, g_strndup(route.data, route.length),
				     execution);
}

static const struct execution_announcement *execution_of(const struct gathering *gathering,
							 const struct event *event)
{
	struct text route = execution_route(event->route_code);

	if (!route.data || gathering->executions->len == 0)
		return NULL;
	g_autofree char *name = g_strndup(route.data, route.length);
	return g_hash_table_lookup(gathering->routes, name);
}

/* ---- events ---- */

/* What comes of a failed test that was run again takes the place of its failure. */
static void answer_again(struct gathering *gathering, struct gathered *gathered,
			 enum outcome outcome)
{
	gathering->tally.count[gathered->outcome]--;
	gathered->outcome = outcome_after(gathered->outcome, outcome);
	gathering->tally.count[gathered->outcome]++;
}

/* One result more, and `gathered` has the worse of its answers. */
static void answer(struct gathering *gathering, struct gathered *gathered, enum outcome outcome)
{
	bool had_none = gathered->outcome == OUTCOME_UNDECIDED;

	gathered->is_running = false;
	if (outcome == OUTCOME_UNDECIDED)
		return;
	if (gathered->is_retried) {
		answer_again(gathering, gathered, outcome);
		return;
	}
	if (gathered->outcome == OUTCOME_NOT_RUN && outcome != OUTCOME_NOT_RUN)
		gathering->tally.count[OUTCOME_NOT_RUN]--;
	if (outcome != OUTCOME_NOT_RUN || had_none)
		gathering->tally.count[outcome]++;
	gathered->outcome = outcome_worse(gathered->outcome, outcome);
}

static void end_test(struct gathering *gathering, struct gathered *gathered,
		     const struct event *event)
{
	const struct execution_announcement *execution = execution_of(gathering, event);

	gathered->worker = execution_worker_of(event);
	gathered->execution = -1;
	if (execution) {
		gathered->worker = execution->worker;
		gathered->execution = execution->number;
	}
	gathered->duration_ns = -1;
	if (gathered->started_ns != TIME_NONE && event->time_ns != TIME_NONE) {
		gathered->duration_ns = MAX(event->time_ns - gathered->started_ns, 0);
		gathering->work_ns += gathered->duration_ns;
	}
	gathered->started_ns = TIME_NONE;
	answer(gathering, gathered, outcome_of_event(event));
	gathered->is_retried |= outcome_is_retried(event);
}

static void note_time(struct gathering *gathering, int64_t time_ns)
{
	if (time_ns == TIME_NONE)
		return;
	if (gathering->first_ns == TIME_NONE || time_ns < gathering->first_ns)
		gathering->first_ns = time_ns;
	if (time_ns > gathering->last_ns)
		gathering->last_ns = time_ns;
}

static void take_test(struct gathering *gathering, const struct event *event, uint64_t begin,
		      uint64_t end)
{
	struct gathered *gathered = find(gathering, event->test_id, begin);

	gathered->end = end;
	note_time(gathering, event->time_ns);
	if (event->status == STATUS_INPROGRESS) {
		gathered->is_running = true;
		gathered->started_ns = event->time_ns;
	} else if (status_is_final(event->status)) {
		end_test(gathering, gathered, event);
	}
	if (event->status == STATUS_FAIL && text_is(event->test_id, DAMAGE_TEST_ID))
		gathering->is_damaged = true;
}

void gathering_add(struct gathering *gathering, const struct event *event, uint64_t begin,
		   uint64_t end)
{
	if (event->test_id.data) {
		/* A listing says nothing of results. */
		if (event->status != STATUS_EXISTS || event->file_name.data)
			take_test(gathering, event, begin, end);
	} else if (bookends_are_told_by(event)) {
		bookends_take(&gathering->bookends, event);
	} else if (execution_announcement_is_in(event)) {
		take_execution(gathering, event);
	}
}

/* ---- the whole ---- */

struct gathering *gathering_new(void)
{
	struct gathering *gathering = g_new0(struct gathering, 1);

	gathering->results = g_ptr_array_new();
	gathering->executions = g_ptr_array_new_with_free_func(execution_free);
	gathering->by_id = g_hash_table_new(hash_key, keys_are_equal);
	gathering->routes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	gathering->first_ns = TIME_NONE;
	gathering->last_ns = TIME_NONE;
	return gathering;
}

void gathering_end(struct gathering *gathering)
{
	enum outcome outcome = gathering_has_ended(gathering) ? OUTCOME_FAIL : OUTCOME_NOT_RUN;

	for (guint i = 0; i < gathering->results->len; i++) {
		struct gathered *gathered = gathering->results->pdata[i];

		if (gathered->is_running)
			answer(gathering, gathered, outcome);
	}
}

bool gathering_has_ended(const struct gathering *gathering)
{
	return gathering->bookends.has_end && !gathering->bookends.is_interrupted;
}

bool gathering_is_full(const struct gathering *gathering)
{
	const struct bookends *bookends = &gathering->bookends;

	return gathering_has_ended(gathering) && !bookends->is_cut_short && bookends->has_start &&
	       !bookends->is_partial && !gathering->is_damaged &&
	       tally_total(&gathering->tally) > 0;
}

void gathering_free(struct gathering *gathering)
{
	if (!gathering)
		return;
	bookends_clear(&gathering->bookends);
	g_hash_table_unref(gathering->by_id);
	g_hash_table_unref(gathering->routes);
	g_ptr_array_unref(gathering->results);
	arena_clear(&gathering->memory);
	g_ptr_array_unref(gathering->executions);
	g_free(gathering);
}
