#include "run/running_order.h"

struct running_order {
	struct answers *answers;
	GPtrArray *ran; /* of struct attempt *, in the order in which they ended */
};

/* A sink that makes answers of a stream. */
struct order_sink {
	struct sink sink;
	struct answers *answers;
};

static bool order_sink_take(struct sink *sink, const struct event *event, GError **error)
{
	(void)error;
	answers_add(((struct order_sink *)sink)->answers, event, 0, 0);
	return true;
}

static int compare_end_numbers(const void *a, const void *b)
{
	const struct attempt *first = *(const struct attempt *const *)a;
	const struct attempt *second = *(const struct attempt *const *)b;

	return (first->end_number > second->end_number) - (first->end_number < second->end_number);
}

/* Puts those that ran in order. */
static void put_in_order(struct running_order *order)
{
	const GPtrArray *tests = order->answers->tests;

	for (guint i = 0; i < tests->len; i++) {
		const struct answer *test = tests->pdata[i];

		for (struct attempt *attempt = test->latest; attempt; attempt = attempt->before)
			if (attempt->outcome != OUTCOME_UNDECIDED &&
			    attempt->outcome != OUTCOME_NOT_RUN)
				g_ptr_array_add(order->ran, attempt);
	}
	g_ptr_array_sort(order->ran, compare_end_numbers);
}

struct running_order *running_order_new(struct answers *answers)
{
	struct running_order *order = g_new0(struct running_order, 1);

	order->answers = answers_share(answers);
	order->ran = g_ptr_array_new();
	put_in_order(order);
	return order;
}

struct running_order *running_order_read(struct repository *repository, int64_t number,
					 GError **error)
{
	scoped(answers) answers = answers_new();
	struct order_sink sink = {{order_sink_take}, answers};

	if (!repository_read(repository, number, &sink.sink, error))
		return NULL;
	answers_end(answers, false);
	return running_order_new(answers);
}

/* Where `test_id` first failed, or else first ran; the number of tests if it is nowhere. */
static size_t find_ran(const struct running_order *order, const char *test_id)
{
	size_t found = order->ran->len;

	for (size_t at = 0; at < order->ran->len; at++) {
		const struct attempt *ran = order->ran->pdata[at];

		if (strcmp(ran->test->name, test_id) != 0)
			continue;
		if (outcome_is_failure((enum outcome)ran->outcome))
			return at;
		found = MIN(found, at);
	}
	return found;
}

/* A stream that knows no executions still knows workers. */
static bool ran_in_one_execution(const struct attempt *a, const struct attempt *b)
{
	return a->origin.execution == b->origin.execution &&
	       (a->origin.execution >= 0 || a->worker == b->worker);
}

GPtrArray *running_order_before(const struct running_order *order, const char *test_id)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	size_t end = find_ran(order, test_id);

	if (end == order->ran->len)
		return NULL;
	GPtrArray *before = g_ptr_array_new();
	for (size_t i = 0; i < end; i++) {
		const struct attempt *ran = order->ran->pdata[i];
		if (ran_in_one_execution(ran, order->ran->pdata[end]) &&
		    g_hash_table_add(seen, ran->test))
			g_ptr_array_add(before, ran->test->name);
	}
	return before;
}

void running_order_free(struct running_order *order)
{
	if (!order)
		return;
	answers_free(order->answers);
	g_ptr_array_unref(order->ran);
	g_free(order);
}
