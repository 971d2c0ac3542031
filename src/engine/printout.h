/*
 * A printout: what a provisioning callout has printed and testr has not yet dealt with, in memory
 * shared with the guardian. An id that testr has read from the pipe and not yet entered in the
 * ledger when it is killed is found here.
 *
 * It holds the word that has begun, and the bytes that came last. Those are read straight into it,
 * so there is no moment at which they are neither in the pipe nor here. testr says when it has
 * dealt with them: from one moment to the next they count no more, and what is left of them, a word
 * that has begun, does.
 */
#ifndef TESTR_ENGINE_PRINTOUT_H
#define TESTR_ENGINE_PRINTOUT_H

#include "base/bytes.h"
#include "base/scoped.h"
#include "engine/ids.h"

/* Most bytes read at once. */
#define PRINTOUT_BYTES ((size_t)4096)

struct printout;

/* An empty one. To be made before the guardian is forked. NULL with G_FILE_ERROR. */
struct printout *printout_new(GError **error);

/* Where the next bytes are to be read to: PRINTOUT_BYTES, the same place each time. */
char *printout_buffer(struct printout *printout);

/*
 * What was read has been dealt with, but for `word`, which has begun (at most
 * INSTANCE_ID_BYTES_MAX + 1 bytes). With an empty one the printout is empty.
 */
void printout_settle(struct printout *printout, struct bytes word);

/* For the guardian: feeds `ids` with what is there. */
void printout_tell(const struct printout *printout, struct ids *ids);

void printout_free(struct printout *printout);
SCOPED(printout)

#endif
