#include "engine/stamp.h"

#include "model/execution_announcement.h"

static int compare_texts(const void *a, const void *b)
{
	const struct text *left = a, *right = b;
	size_t shared = MIN(left->length, right->length);
	int order = shared > 0 ? memcmp(left->data, right->data, shared) : 0;

	if (order != 0)
		return order;
	return (left->length > right->length) - (left->length < right->length);
}

static void drop_doubles(GArray *tags)
{
	struct text *all = (struct text *)(void *)tags->data;
	guint kept = 0;

	for (guint i = 0; i < tags->len; i++)
		if (kept == 0 || !text_equal(all[i], all[kept - 1]))
			all[kept++] = all[i];
	g_array_set_size(tags, kept);
}

static void stamp_tags(struct stamp *stamp, struct event *event)
{
	struct text tag = text_of(stamp->tag);

	g_array_set_size(stamp->tags, 0);
	g_array_append_val(stamp->tags, tag);
	if (event->tag_count > 0) {
		g_array_append_vals(stamp->tags, event->tags, (guint)event->tag_count);
		g_array_sort(stamp->tags, compare_texts);
		drop_doubles(stamp->tags);
	}
	event->tags = (const struct text *)(void *)stamp->tags->data;
	event->tag_count = stamp->tags->len;
}

static void stamp_route(struct stamp *stamp, struct event *event)
{
	g_string_assign(stamp->joined, stamp->route);
	if (event->route_code.data) {
		g_string_append_c(stamp->joined, '/');
		g_string_append_len(stamp->joined, event->route_code.data,
				    (gssize)event->route_code.length);
	}
	event->route_code = (struct text){stamp->joined->str, stamp->joined->len};
}

static bool stamp_event(struct sink *sink, const struct event *event, GError **error)
{
	struct stamp *stamp = (struct stamp *)sink;
	struct event stamped = *event;

	stamp_tags(stamp, &stamped);
	stamp_route(stamp, &stamped);
	if (stamped.time_ns == TIME_NONE)
		stamped.time_ns = g_get_real_time() * 1000;
	return sink_event(stamp->next, &stamped, error);
}

void stamp_init(struct stamp *stamp, int execution, int worker, struct sink *next)
{
	*stamp = (struct stamp){
		.sink = {stamp_event},
		.next = next,
		.route = g_strdup_printf("%d", execution),
		.tag = g_strdup_printf(WORKER_TAG_PREFIX "%d", worker),
		.joined = g_string_new(NULL),
		.tags = g_array_new(FALSE, FALSE, sizeof(struct text)),
	};
}

void stamp_clear(struct stamp *stamp)
{
	if (!stamp->next)
		return;
	g_free(stamp->route);
	g_free(stamp->tag);
	(void)g_string_free(stamp->joined, TRUE);
	g_array_unref(stamp->tags);
	*stamp = (struct stamp){0};
}
