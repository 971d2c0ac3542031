/* A sink that writes events to the primary output as subunit v2, for `--subunit`. */
#ifndef TESTR_RUN_SUBUNIT_OUTPUT_H
#define TESTR_RUN_SUBUNIT_OUTPUT_H

#include "model/sink.h"
#include "report/output.h"

struct subunit_output {
	struct sink sink;
	struct output *output; /* borrowed */
	GByteArray *packet;    /* the one being written; kept so that its memory is used again */
};

/* Makes `subunit` write to `output`, which outlives it. */
void subunit_output_init(struct subunit_output *subunit, struct output *output);

void subunit_output_clear(struct subunit_output *subunit);

#endif
