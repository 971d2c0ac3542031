#include "run/running_order.h"

#include "base/hash.h"
#include "model/execution_announcement.h"
#include "model/outcome.h"

/* A test that ran. */
struct ran {
	char *test_id;
	char *place; /* what tells its execution, or at least its worker, from others */
	bool is_failure;
};

struct running_order {
	struct sink sink;
	GArray *ran; /* of struct ran, in the order in which they ended */
};

static void ran_clear(void *data)
{
	struct ran *ran = data;

	g_free(ran->test_id);
	g_free(ran->place);
}

/* A stream that knows no executions still knows workers. */
static char *place_of(const struct event *event)
{
	struct text route = execution_route(event->route_code);

	if (route.data)
		return g_strndup(route.data, route.length);
	return g_strdup_printf(WORKER_TAG_PREFIX "%d", execution_worker_of(event));
}

static bool take_ran(struct sink *sink, const struct event *event, GError **error)
{
	struct running_order *order = (struct running_order *)sink;
	enum outcome outcome = outcome_of_event(event);

	(void)error;
	if (!event->test_id.data || outcome == OUTCOME_UNDECIDED || outcome == OUTCOME_NOT_RUN)
		return true;
	struct ran ran = {
		.test_id = g_strndup(event->test_id.data, event->test_id.length),
		.place = place_of(event),
		.is_failure = outcome_is_failure(outcome),
	};
	g_array_append_val(order->ran, ran);
	return true;
}

struct running_order *running_order_read(struct repository *repository, int64_t number,
					 GError **error)
{
	scoped(running_order) order = g_new0(struct running_order, 1);

	order->sink.event = take_ran;
	order->ran = g_array_new(false, false, sizeof(struct ran));
	g_array_set_clear_func(order->ran, ran_clear);
	if (!repository_read(repository, number, &order->sink, error))
		return NULL;
	return g_steal_pointer(&order);
}

static const struct ran *ran_at(const struct running_order *order, size_t at)
{
	return &g_array_index(order->ran, struct ran, at);
}

/* Where `test_id` first failed, or else first ran; the number of tests if it is nowhere. */
static size_t find_ran(const struct running_order *order, const char *test_id)
{
	size_t found = order->ran->len;

	for (size_t at = 0; at < order->ran->len; at++) {
		const struct ran *ran = ran_at(order, at);
		if (strcmp(ran->test_id, test_id) != 0)
			continue;
		if (ran->is_failure)
			return at;
		found = MIN(found, at);
	}
	return found;
}

GPtrArray *running_order_before(const struct running_order *order, const char *test_id)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(hash_string, g_str_equal);
	size_t end = find_ran(order, test_id);

	if (end == order->ran->len)
		return NULL;
	GPtrArray *before = g_ptr_array_new();
	for (size_t i = 0; i < end; i++) {
		const struct ran *ran = ran_at(order, i);
		if (strcmp(ran->place, ran_at(order, end)->place) == 0 &&
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
