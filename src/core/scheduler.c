#include "core/scheduler.h"

struct scheduler {
	struct scheduler_options options;
	GQueue waiting; /* of test */
	GQueue alone;   /* of test */
};

struct scheduler *scheduler_new(const struct scheduler_options *options)
{
	struct scheduler *scheduler = g_new0(struct scheduler, 1);

	scheduler->options = *options;
	return scheduler;
}

void scheduler_add(struct scheduler *scheduler, uint32_t test, const struct core_test *listed)
{
	(void)listed;
	g_queue_push_tail(&scheduler->waiting, GUINT_TO_POINTER(test));
}

size_t scheduler_pending(const struct scheduler *scheduler)
{
	return scheduler->waiting.length + scheduler->alone.length;
}

static void move(GQueue *queue, GArray *batch)
{
	size_t test = GPOINTER_TO_UINT(g_queue_pop_head(queue));

	g_array_append_val(batch, test);
}

bool scheduler_take(struct scheduler *scheduler, int worker, int64_t now_us, bool must,
		    GArray *batch)
{
	size_t share = scheduler->waiting.length / (2 * (size_t)scheduler->options.workers);

	(void)worker, (void)now_us, (void)must;
	if (scheduler->options.workers == 1)
		share = scheduler->waiting.length;
	if (share == 0 || scheduler->options.is_isolated)
		share = MIN(scheduler->waiting.length, 1);
	for (size_t i = 0; i < share; i++)
		move(&scheduler->waiting, batch);
	if (share == 0 && scheduler->alone.length > 0)
		move(&scheduler->alone, batch);
	return batch->len > 0;
}

void scheduler_return(struct scheduler *scheduler, const size_t *tests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g_queue_push_tail(&scheduler->waiting, GUINT_TO_POINTER(tests[i]));
}

void scheduler_return_alone(struct scheduler *scheduler, uint32_t test)
{
	g_queue_push_tail(&scheduler->alone, GUINT_TO_POINTER(test));
}

void scheduler_free(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	g_queue_clear(&scheduler->waiting);
	g_queue_clear(&scheduler->alone);
	g_free(scheduler);
}
