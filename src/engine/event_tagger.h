/*
 * A stamp: a sink that adds to each event of one execution what testr knows of it (the route code
 * of the execution, the tag of the worker, the time of arrival where there is none) and passes it
 * on. Tags come out sorted and each once.
 */
#ifndef TESTR_ENGINE_EVENT_TAGGER_H
#define TESTR_ENGINE_EVENT_TAGGER_H

#include "model/sink.h"

struct event_tagger {
	struct sink sink; /* the one to feed */
	struct sink *next;
	char *route;
	char *tag;
	GString *joined; /* the route code of the event at hand */
	GArray *tags;    /* its tags: struct text */
};

/* Stamps for `execution` of `worker`, into `next`, which is borrowed. */
void event_tagger_init(struct event_tagger *tagger, int execution, int worker, struct sink *next);

void event_tagger_clear(struct event_tagger *tagger);

#endif
