/*
 * Packing: a plain stream becomes a stored one (stream.h), frame by frame, in a file beside the
 * place where it is to be, and gets its name when all of it is there and on the disk. For the files
 * of this folder only.
 */
#ifndef TESTR_STORE_PACKING_H
#define TESTR_STORE_PACKING_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct packing;

/* Of the plain stream in the open file `fd`, borrowed, into `path`. NULL with G_FILE_ERROR. */
struct packing *packing_begin(int fd, const char *path, GError **error);

/* Packs the whole frames up to byte `until` of the stream, which is not written to any more up to
 * there. G_FILE_ERROR on failure. */
bool packing_advance(struct packing *packing, uint64_t until, GError **error);

/* The stream is complete: packs the rest, and gives the file its name. G_FILE_ERROR on failure. */
bool packing_finish(struct packing *packing, GError **error);

/* Leaves nothing of what was not finished. NULL is accepted. */
void packing_free(struct packing *packing);

#endif
