#include "sched/suspects.h"

struct suspect_batch {
	GArray *tests; /* of size_t */
	uint32_t series;
};

static void suspect_batch_free(void *data)
{
	struct suspect_batch *batch = data;

	g_array_unref(batch->tests);
	g_free(batch);
}

void suspects_init(struct suspects *suspects)
{
	*suspects = (struct suspects){.batches = G_QUEUE_INIT};
}

void suspects_add(struct suspects *suspects, const size_t *tests, size_t count, uint32_t series)
{
	struct suspect_batch *batch = g_new0(struct suspect_batch, 1);

	batch->tests = g_array_new(false, false, sizeof(size_t));
	batch->series = series;
	g_array_append_vals(batch->tests, tests, (unsigned)count);
	suspects->waiting += count;
	g_queue_push_head(&suspects->batches, batch);
}

bool suspects_take(struct suspects *suspects, GArray *batch, uint32_t *series)
{
	struct suspect_batch *first = g_queue_pop_head(&suspects->batches);

	if (!first)
		return false;
	g_array_append_vals(batch, first->tests->data, first->tests->len);
	suspects->waiting -= first->tests->len;
	*series = first->series;
	suspect_batch_free(first);
	return true;
}

/* Moves the tests of the batch at `link` to `joined`. */
static void move_suspects(struct suspects *suspects, GList *link, GArray *joined)
{
	struct suspect_batch *batch = link->data;

	g_array_append_vals(joined, batch->tests->data, batch->tests->len);
	suspects->waiting -= batch->tests->len;
	g_queue_delete_link(&suspects->batches, link);
	suspect_batch_free(batch);
}

void suspects_join(struct suspects *suspects, uint32_t series)
{
	g_autoptr(GArray) joined = g_array_new(false, false, sizeof(size_t));
	GList *next;

	if (series == SERIES_NONE)
		return;
	for (GList *link = suspects->batches.head; link; link = next) {
		next = link->next;
		if (((struct suspect_batch *)link->data)->series == series)
			move_suspects(suspects, link, joined);
	}
	if (joined->len > 0)
		suspects_add(suspects, (const size_t *)joined->data, joined->len, SERIES_NONE);
}

void suspects_clear(struct suspects *suspects)
{
	g_queue_clear_full(&suspects->batches, suspect_batch_free);
	suspects->waiting = 0;
}
