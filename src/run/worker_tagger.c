#include "run/worker_tagger.h"

#include "model/execution_announcement.h"

static bool tag_event(struct sink *sink, const struct event *event, GError **error)
{
	struct worker_tagger *tagger = (struct worker_tagger *)sink;
	struct event tagged = *event;

	if (execution_worker_of(event) >= 0)
		return sink_event(tagger->next, event, error);
	if (event->tag_count >= tagger->room) {
		tagger->room = event->tag_count + 1;
		tagger->tags = g_renew(struct text, tagger->tags, tagger->room);
	}
	for (size_t i = 0; i < event->tag_count; i++)
		tagger->tags[i] = event->tags[i];
	tagger->tags[event->tag_count] = tagger->tag;
	tagged.tags = tagger->tags;
	tagged.tag_count = event->tag_count + 1;
	return sink_event(tagger->next, &tagged, error);
}

void worker_tagger_init(struct worker_tagger *tagger, int worker, struct sink *next)
{
	*tagger = (struct worker_tagger){
		.sink = {tag_event},
		.next = next,
		.tag = text_of(g_strdup_printf(WORKER_TAG_PREFIX "%d", worker)),
	};
}

void worker_tagger_clear(struct worker_tagger *tagger)
{
	g_free((char *)tagger->tag.data);
	g_free(tagger->tags);
	*tagger = (struct worker_tagger){0};
}
