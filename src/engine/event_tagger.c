#include "engine/event_tagger.h"

#include "model/execution_announcement.h"

static int compare_event_tags(const void *a, const void *b)
{
	const struct text *left = a, *right = b;
	size_t shared = MIN(left->length, right->length);
	int order = shared > 0 ? memcmp(left->data, right->data, shared) : 0;

	if (order != 0)
		return order;
	return (left->length > right->length) - (left->length < right->length);
}

static void drop_duplicate_tags(GArray *tags)
{
	struct text *all = (struct text *)(void *)tags->data;
	guint kept = 0;

	for (guint i = 0; i < tags->len; i++)
		if (kept == 0 || !text_equal(all[i], all[kept - 1]))
			all[kept++] = all[i];
	g_array_set_size(tags, kept);
}

static void add_worker_tag(struct event_tagger *tagger, struct event *event)
{
	struct text tag = text_of(tagger->tag);

	g_array_set_size(tagger->tags, 0);
	g_array_append_val(tagger->tags, tag);
	if (event->tag_count > 0) {
		g_array_append_vals(tagger->tags, event->tags, (guint)event->tag_count);
		g_array_sort(tagger->tags, compare_event_tags);
		drop_duplicate_tags(tagger->tags);
	}
	event->tags = (const struct text *)(void *)tagger->tags->data;
	event->tag_count = tagger->tags->len;
}

static void add_route(struct event_tagger *tagger, struct event *event)
{
	g_string_assign(tagger->joined, tagger->route);
	if (event->route_code.data) {
		g_string_append_c(tagger->joined, '/');
		g_string_append_len(tagger->joined, event->route_code.data,
				    (gssize)event->route_code.length);
	}
	event->route_code = (struct text){tagger->joined->str, tagger->joined->len};
}

static bool tag_event_of_execution(struct sink *sink, const struct event *event, GError **error)
{
	struct event_tagger *tagger = (struct event_tagger *)sink;
	struct event tagged = *event;

	add_worker_tag(tagger, &tagged);
	add_route(tagger, &tagged);
	if (tagged.time_ns == TIME_NONE)
		tagged.time_ns = g_get_real_time() * 1000;
	return sink_event(tagger->next, &tagged, error);
}

static bool tag_loaded_event(struct sink *sink, const struct event *event, GError **error)
{
	struct event_tagger *tagger = (struct event_tagger *)sink;
	struct event tagged = *event;

	if (execution_worker_of(event) < 0)
		add_worker_tag(tagger, &tagged);
	return sink_event(tagger->next, &tagged, error);
}

void event_tagger_init_loaded(struct event_tagger *tagger, int worker, struct sink *next)
{
	*tagger = (struct event_tagger){
		.sink = {tag_loaded_event},
		.next = next,
		.tag = g_strdup_printf(WORKER_TAG_PREFIX "%d", worker),
		.joined = g_string_new(NULL),
		.tags = g_array_new(FALSE, FALSE, sizeof(struct text)),
	};
}

void event_tagger_init(struct event_tagger *tagger, int execution, int worker, struct sink *next)
{
	event_tagger_init_loaded(tagger, worker, next);
	tagger->sink = (struct sink){tag_event_of_execution};
	tagger->route = g_strdup_printf("%d", execution);
}

void event_tagger_clear(struct event_tagger *tagger)
{
	if (!tagger->next)
		return;
	g_free(tagger->route);
	g_free(tagger->tag);
	(void)g_string_free(tagger->joined, TRUE);
	g_array_unref(tagger->tags);
	*tagger = (struct event_tagger){0};
}
