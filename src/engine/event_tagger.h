/*
 * An event tagger is a sink that adds to each event where it came from, and passes it on.
 *
 * For an execution of this run it adds the execution's route code, the worker's tag, and, to an
 * event without a time, that of its arrival. For a stream that was recorded elsewhere and is loaded
 * it adds only the tag of a worker, and that only to events that have no such tag yet. Where a tag
 * is added, the tags come out sorted and each once.
 */
#ifndef TESTR_ENGINE_EVENT_TAGGER_H
#define TESTR_ENGINE_EVENT_TAGGER_H

#include "model/sink.h"

struct event_tagger {
	struct sink sink;  /* the one to feed */
	struct sink *next; /* borrowed */
	char *route;       /* the execution's route code; NULL: the stream is a loaded one */
	char *tag;
	GString *joined; /* the route code of the event at hand */
	GArray *tags;    /* its tags: struct text */
};

/* For the events of `execution`, run by `worker`. They go to `next`, which outlives the tagger. */
void event_tagger_init(struct event_tagger *tagger, int execution, int worker, struct sink *next);

/* For a loaded stream, whose events count as those of `worker` unless they name another. */
void event_tagger_init_loaded(struct event_tagger *tagger, int worker, struct sink *next);

/* Frees what it holds. It may be zeroed. */
void event_tagger_clear(struct event_tagger *tagger);

#endif
