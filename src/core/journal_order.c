#include "core/journal_order.h"

#include "core/journal.h"

static void free_journal_execution(void *data)
{
	struct journal_execution *execution = data;

	g_array_unref(execution->batch);
	g_free(execution);
}

void journal_order_init(struct journal_order *order)
{
	order->executions =
		g_hash_table_new_full(g_int_hash, g_int_equal, NULL, free_journal_execution);
	order->reported = g_byte_array_new();
}

void journal_order_clear(struct journal_order *order)
{
	g_clear_pointer(&order->executions, g_hash_table_unref);
	g_clear_pointer(&order->reported, g_byte_array_unref);
}

void journal_order_listed(struct journal_order *order, size_t count)
{
	g_byte_array_set_size(order->reported, (guint)count);
	if (count > 0)
		memset(order->reported->data, 0, count);
}

struct journal_execution *journal_order_find(struct journal_order *order, int number)
{
	struct journal_execution *execution = g_hash_table_lookup(order->executions, &number);

	if (execution)
		return execution;
	execution = g_new0(struct journal_execution, 1);
	execution->number = number;
	execution->batch = g_array_new(false, false, sizeof(size_t));
	g_hash_table_insert(order->executions, &execution->number, execution);
	return execution;
}

void journal_order_begin(struct journal_order *order, const struct action *action)
{
	struct journal_execution *execution = journal_order_find(order, action->execution);

	g_array_append_vals(execution->batch, action->tests, (guint)action->test_count);
}

void journal_order_end(struct journal_order *order, int number)
{
	g_hash_table_remove(order->executions, &number);
}

bool journal_order_knows(const struct journal_order *order, size_t test)
{
	return test < order->reported->len && order->reported->data[test];
}

size_t journal_order_expect(struct journal_order *order, struct journal_execution *execution)
{
	for (; execution->next < execution->batch->len; execution->next++) {
		size_t test = g_array_index(execution->batch, size_t, execution->next);
		if (!journal_order_knows(order, test))
			return test;
	}
	return JOURNAL_UNLISTED;
}

void journal_order_note(struct journal_order *order, size_t test)
{
	if (test < order->reported->len)
		order->reported->data[test] = 1;
}
