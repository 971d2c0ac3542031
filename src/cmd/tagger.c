#include "cmd/tagger.h"

#include "model/execution.h"

static bool tag_event(struct sink *sink, const struct event *event, GError **error)
{
	struct tagger *tagger = (struct tagger *)sink;
	struct text tag = text_of(tagger->tag);
	struct event tagged = *event;

	if (execution_worker_of(event) >= 0)
		return sink_event(tagger->next, event, error);
	g_array_set_size(tagger->tags, 0);
	g_array_append_vals(tagger->tags, event->tags, (unsigned)event->tag_count);
	g_array_append_val(tagger->tags, tag);
	tagged.tags = (const struct text *)tagger->tags->data;
	tagged.tag_count = tagger->tags->len;
	return sink_event(tagger->next, &tagged, error);
}

void tagger_init(struct tagger *tagger, int worker, struct sink *next)
{
	*tagger = (struct tagger){
		{tag_event},
		next,
		g_strdup_printf(WORKER_TAG_PREFIX "%d", worker),
		g_array_new(false, false, sizeof(struct text)),
	};
}

void tagger_clear(struct tagger *tagger)
{
	g_clear_pointer(&tagger->tag, g_free);
	g_clear_pointer(&tagger->tags, g_array_unref);
}
