#include "run/story_workers.h"

void story_workers_init(struct story_workers *workers)
{
	workers->workers = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	workers->came_us = g_array_new(false, false, sizeof(int64_t));
}

void story_workers_clear(struct story_workers *workers)
{
	g_clear_pointer(&workers->workers, g_hash_table_unref);
	g_clear_pointer(&workers->came_us, g_array_unref);
}

static struct story_worker *find_story_worker(struct story_workers *workers, int number)
{
	struct story_worker *worker =
		g_hash_table_lookup(workers->workers, GINT_TO_POINTER(number));

	if (worker)
		return worker;
	worker = g_new0(struct story_worker, 1);
	worker->execution = -1;
	worker->instance = INSTANCE_NONE;
	g_hash_table_insert(workers->workers, GINT_TO_POINTER(number), worker);
	return worker;
}

/* A worker without execution, or in a new instance, waited for that or for the listing. */
const struct story_worker *story_workers_before(struct story_workers *workers,
						const struct action *action)
{
	struct story_worker *worker = find_story_worker(workers, action->worker);
	bool is_new = worker->execution < 0 || worker->instance != action->instance;
	int64_t came_us = 0;

	if (!is_new)
		return worker;
	if (action->instance >= 0 && (guint)action->instance < workers->came_us->len)
		came_us = g_array_index(workers->came_us, int64_t, action->instance);
	worker->freed_by = came_us > workers->listed_us ? FREED_BY_INSTANCE : FREED_BY_LISTING;
	worker->free_us = MAX(came_us, workers->listed_us);
	return worker;
}

/* The execution of some worker has ended, or its instance has been probed. */
static void free_worker(struct story_workers *workers, int execution, int instance, int64_t at_us)
{
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, workers->workers);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct story_worker *worker = value;
		bool is_ended = execution >= 0 && worker->execution == execution;
		bool is_probed = instance >= 0 && worker->instance == instance;
		if (!is_ended && !is_probed)
			continue;
		worker->free_us = at_us;
		worker->freed_by = is_ended ? FREED_BY_EXECUTION : FREED_BY_PROBE;
	}
}

static void follow_input(struct story_workers *workers, int64_t at_us, const struct input *input)
{
	if (input->kind == INPUT_INSTANCE)
		g_array_append_val(workers->came_us, at_us);
	else if (input->kind == INPUT_LISTED)
		workers->listed_us = at_us;
	else if (input->kind == INPUT_EXECUTION_ENDED)
		free_worker(workers, input->execution, INSTANCE_NONE, at_us);
	else if (input->kind == INPUT_PROBED)
		free_worker(workers, -1, input->instance, at_us);
}

void story_workers_follow(struct story_workers *workers, const struct journal_record *record)
{
	const struct action *action = &record->action;
	struct story_worker *worker;

	if (record->kind == RECORD_INPUT) {
		follow_input(workers, record->at_us, &record->input);
		return;
	}
	if (action->kind != ACTION_EXECUTE)
		return;
	worker = find_story_worker(workers, action->worker);
	worker->execution = action->execution;
	worker->instance = action->instance;
}
