#include "cmd/running_order.h"

#include "base/hash.h"
#include "model/execution.h"
#include "model/result.h"

/* A test that ran. */
struct ran {
	char *test_id;
	char *worker; /* its tag; "" if it bears none */
};

struct running_order {
	GArray *ran; /* of struct ran, in the order in which they ended */
};

static void ran_clear(void *data)
{
	struct ran *ran = data;

	g_free(ran->test_id);
	g_free(ran->worker);
}

static const char *worker_tag(const struct result *result)
{
	for (size_t i = 0; i < result->tags->len; i++)
		if (g_str_has_prefix(result->tags->pdata[i], WORKER_TAG_PREFIX))
			return result->tags->pdata[i];
	return "";
}

static bool take_result(const struct result *result, void *data, GError **error)
{
	struct running_order *order = data;
	struct ran ran = {g_strdup(result->test_id), g_strdup(worker_tag(result))};

	(void)error;
	g_array_append_val(order->ran, ran);
	return true;
}

struct running_order *running_order_read(struct repository *repository, int64_t number,
					 GError **error)
{
	scoped(running_order) order = g_new0(struct running_order, 1);
	scoped(collector) collector = collector_new(take_result, order);

	order->ran = g_array_new(false, false, sizeof(struct ran));
	g_array_set_clear_func(order->ran, ran_clear);
	if (!repository_read(repository, number, collector_sink(collector), error) ||
	    !collector_end(collector, error))
		return NULL;
	return g_steal_pointer(&order);
}

static const struct ran *ran_at(const struct running_order *order, size_t at)
{
	return &g_array_index(order->ran, struct ran, at);
}

/* Where `test_id` is; the number of tests if it is nowhere. */
static size_t find(const struct running_order *order, const char *test_id)
{
	size_t at = 0;

	while (at < order->ran->len && strcmp(ran_at(order, at)->test_id, test_id) != 0)
		at++;
	return at;
}

GPtrArray *running_order_before(const struct running_order *order, const char *test_id)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(hash_string, g_str_equal);
	size_t end = find(order, test_id);

	if (end == order->ran->len)
		return NULL;
	GPtrArray *before = g_ptr_array_new();
	for (size_t i = 0; i < end; i++) {
		const struct ran *ran = ran_at(order, i);
		if (strcmp(ran->worker, ran_at(order, end)->worker) == 0 &&
		    g_hash_table_add(seen, ran->test_id))
			g_ptr_array_add(before, ran->test_id);
	}
	return before;
}

void running_order_free(struct running_order *order)
{
	if (!order)
		return;
	g_array_unref(order->ran);
	g_free(order);
}
