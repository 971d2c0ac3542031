/*
 * A sink: what events flow into. Readers emit events into one; stores, reports and collectors are
 * sinks; a tee is a sink that feeds several others.
 *
 * Implement one by embedding `struct sink` as the first member of your own struct.
 */
#ifndef TESTR_MODEL_SINK_H
#define TESTR_MODEL_SINK_H

#include <glib.h>

#include "model/event.h"

struct sink {
	/*
	 * Takes one event, which is valid only during the call. Returns false with `error` set
	 * when the event could not be taken (a full disk, say); who emits then stops and passes
	 * the error on. A sink that cannot fail always returns true.
	 */
	bool (*event)(struct sink *sink, const struct event *event, GError **error);
};

static inline bool sink_event(struct sink *sink, const struct event *event, GError **error)
{
	return sink->event(sink, event, error);
}

/* Feeds each event to `count` sinks in order; the first that fails ends the call. */
struct tee {
	struct sink sink;
	struct sink *const *sinks; /* borrowed: array and sinks outlive the tee */
	size_t count;
};

/* Makes a tee of `count` `sinks`. */
void tee_init(struct tee *tee, struct sink *const *sinks, size_t count);

#endif
