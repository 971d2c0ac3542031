/*
 * Shared output: the output of a provisioning callout that testr has not yet dealt with, in memory
 * shared with the guardian. If testr is killed after reading an id from the pipe and before
 * entering it in the ledger, the guardian finds the id here.
 *
 * It holds the word that has begun, and the bytes that came last. Those are read straight into it,
 * so there is no moment at which they are neither in the pipe nor here. testr says when it has
 * dealt with them: from one moment to the next they count no more, and what is left of them, a word
 * that has begun, does.
 */
#ifndef TESTR_ENGINE_SHARED_OUTPUT_H
#define TESTR_ENGINE_SHARED_OUTPUT_H

#include "base/bytes.h"
#include "base/scoped.h"
#include "engine/id_scanner.h"

/* Most bytes read at once. */
#define SHARED_OUTPUT_BYTES ((size_t)4096)

struct shared_output;

/* An empty one. To be made before the guardian is forked. NULL with G_FILE_ERROR. */
struct shared_output *shared_output_new(GError **error);

/* Where the next bytes are to be read to: SHARED_OUTPUT_BYTES, the same place each time. */
char *shared_output_buffer(struct shared_output *output);

/*
 * What was read has been dealt with, but for `word`, which has begun (at most
 * INSTANCE_ID_BYTES_MAX + 1 bytes). With an empty one the output is empty.
 */
void shared_output_settle(struct shared_output *output, struct bytes word);

/* For the guardian: feeds `scanner` with what is there. */
void shared_output_read(const struct shared_output *output, struct id_scanner *scanner);

void shared_output_free(struct shared_output *output);
SCOPED(shared_output)

#endif
