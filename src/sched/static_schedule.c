#include "sched/static_schedule.h"

#include "base/balance.h"

static void free_batch(void *batch)
{
	g_array_unref(batch);
}

GPtrArray *static_schedule_make(struct backlog *backlog, int count)
{
	GPtrArray *batches = g_ptr_array_new_with_free_func(free_batch);
	struct balance balance;

	for (int i = 0; i < count; i++)
		g_ptr_array_add(batches, g_array_new(false, false, sizeof(size_t)));
	balance_init(&balance, count);
	while (backlog->test_count > 0) {
		GArray *batch = batches->pdata[balance_lightest(&balance)];
		size_t before = batch->len;
		int64_t work_us = backlog_take(backlog, INT64_MAX, batch);
		/* What follows from a seed follows from nothing else. */
		balance_add(&balance, backlog->order.kind == ORDER_RANDOM
					      ? (int64_t)(batch->len - before)
					      : work_us);
	}
	balance_clear(&balance);
	/* The first are filled first. */
	while (batches->len > 0 && ((GArray *)batches->pdata[batches->len - 1])->len == 0)
		g_ptr_array_set_size(batches, (int)batches->len - 1);
	return batches;
}
