/*
 * A stamp: a sink that adds to each event of one execution what testr knows of it (the route code
 * of the execution, the tag of the worker, the time of arrival where there is none) and passes it
 * on. Tags come out sorted and each once.
 */
#ifndef TESTR_ENGINE_STAMP_H
#define TESTR_ENGINE_STAMP_H

#include "model/sink.h"

struct stamp {
	struct sink sink; /* the one to feed */
	struct sink *next;
	char *route;
	char *tag;
	GString *joined; /* the route code of the event at hand */
	GArray *tags;    /* its tags: struct text */
};

/* Stamps for `execution` of `worker`, into `next`, which is borrowed. */
void stamp_init(struct stamp *stamp, int execution, int worker, struct sink *next);

void stamp_clear(struct stamp *stamp);

#endif
