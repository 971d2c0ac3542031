/* A sink that gives each event the tag of the worker it came from, and passes it on. */
#ifndef TESTR_RUN_WORKER_TAGGER_H
#define TESTR_RUN_WORKER_TAGGER_H

#include <glib.h>

#include "model/sink.h"

struct worker_tagger {
	struct sink sink;
	struct sink *next; /* borrowed */
	struct text tag;   /* owned */
	struct text *tags; /* those of the present event and `tag` */
	size_t room;       /* for so many */
};

/* Tags with `worker-N`, N being `worker`, what bears no such tag yet; `next` outlives it. */
void worker_tagger_init(struct worker_tagger *tagger, int worker, struct sink *next);

void worker_tagger_clear(struct worker_tagger *tagger);

#endif
