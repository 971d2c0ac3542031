/*
 * A sink before those that write events: it passes on what fits a packet. An event that does not,
 * which only one with very many tags can be, is damage (subunit/damage.h), for all of them alike.
 */
#ifndef TESTR_SUBUNIT_FITTING_H
#define TESTR_SUBUNIT_FITTING_H

#include "model/sink.h"

struct fitting {
	struct sink sink;  /* the one to feed */
	struct sink *next; /* borrowed */
};

/* What fits goes to `next`, which outlives `fitting`. It holds nothing that is to be freed. */
void fitting_init(struct fitting *fitting, struct sink *next);

#endif
