/*
 * Storing: a thread packs a stream (packing.h) while it is still being written, so that little is
 * left to do when it ends, and syncs it while the index is worked on. For the files of this folder
 * only.
 */
#ifndef TESTR_STORE_STORING_H
#define TESTR_STORE_STORING_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct storing;

/* Of the plain stream in the open file `fd`, borrowed, into `path`. Never NULL: what fails,
 * storing_end() tells. */
struct storing *storing_begin(int fd, const char *path);

/* The stream has `written` bytes by now, which do not change any more. */
void storing_advance(struct storing *storing, uint64_t written);

/* It is complete: the thread goes on to the end. */
void storing_finish(struct storing *storing);

/*
 * Waits until the stream is stored, after storing_finish(), and frees `storing`. False with
 * G_FILE_ERROR if it is not; then nothing is left of it.
 */
bool storing_end(struct storing *storing, GError **error);

/* Stops, leaves nothing, and frees `storing`. NULL is accepted. */
void storing_abandon(struct storing *storing);

#endif
