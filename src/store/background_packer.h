/*
 * The background packer: a thread that packs a stream (stream_packer.h) while it is still being
 * written, so that little is left to do when it ends, and syncs it while the index is worked on.
 * For the files of this folder only.
 */
#ifndef TESTR_STORE_BACKGROUND_PACKER_H
#define TESTR_STORE_BACKGROUND_PACKER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct background_packer;

/* Begins to pack the plain stream in the open file `fd`, borrowed, into `path`. Never NULL:
 * background_packer_end() tells of failures. */
struct background_packer *background_packer_begin(int fd, const char *path);

/* The stream has `written` bytes by now, which do not change any more. */
void background_packer_advance(struct background_packer *packer, uint64_t written);

/* It is complete: the thread goes on to the end. */
void background_packer_finish(struct background_packer *packer);

/*
 * Waits until the stream is stored, after background_packer_finish(), and frees `packer`. False
 * with G_FILE_ERROR if it is not; then nothing is left of it.
 */
bool background_packer_end(struct background_packer *packer, GError **error);

/* Stops, leaves nothing, and frees `packer`. NULL is accepted. */
void background_packer_abandon(struct background_packer *packer);

#endif
