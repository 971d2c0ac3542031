#include "model/sink.h"

static bool tee_event(struct sink *sink, const struct event *event, GError **error)
{
	const struct tee *tee = (const struct tee *)sink;

	for (size_t i = 0; i < tee->count; i++)
		if (!sink_event(tee->sinks[i], event, error))
			return false;
	return true;
}

void tee_init(struct tee *tee, struct sink *const *sinks, size_t count)
{
	*tee = (struct tee){{tee_event}, sinks, count};
}
