/*
 * The stream packer turns a plain stream into a stored one (stream.h), frame by frame, in a file
 * beside its place. The file gets its name when it is complete and on the disk. For the files of
 * this folder only.
 */
#ifndef TESTR_STORE_STREAM_PACKER_H
#define TESTR_STORE_STREAM_PACKER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct stream_packer;

/* Begins with the plain stream in the open file `fd`, borrowed, into `path`. NULL with
 * G_FILE_ERROR. */
struct stream_packer *stream_packer_begin(int fd, const char *path, GError **error);

/* Packs the whole frames up to byte `until` of the stream, which is not written to any more up to
 * there. G_FILE_ERROR on failure. */
bool stream_packer_advance(struct stream_packer *packer, uint64_t until, GError **error);

/* The stream is complete: packs the rest, and gives the file its name. G_FILE_ERROR on failure. */
bool stream_packer_finish(struct stream_packer *packer, GError **error);

/* Leaves nothing of what was not finished. NULL is accepted. */
void stream_packer_free(struct stream_packer *packer);

#endif
