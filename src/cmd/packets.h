/* A sink that writes events to the primary output as subunit v2, for `--subunit`. */
#ifndef TESTR_CMD_PACKETS_H
#define TESTR_CMD_PACKETS_H

#include "cmd/output.h"
#include "model/sink.h"

struct packets {
	struct sink sink;
	struct output *output; /* borrowed */
	GByteArray *packet;    /* the one being written; kept so that its memory is used again */
};

/* Makes `packets` write to `output`, which outlives it. */
void packets_init(struct packets *packets, struct output *output);

void packets_clear(struct packets *packets);

#endif
