/* Streams for tests, put together from packets and text. */
#ifndef TESTR_SUPPORT_STREAM_H
#define TESTR_SUPPORT_STREAM_H

#include <glib.h>

#include "model/event.h"

/* A packet that says `status` of test `id`, runnable. */
void stream_add_status(GByteArray *stream, const char *id, enum status status);

/* A packet that attaches `content` as the whole file `name` to test `id`. */
void stream_add_file(GByteArray *stream, const char *id, const char *name, struct bytes content);

void stream_add_event(GByteArray *stream, const struct event *event);
void stream_add_text(GByteArray *stream, const char *text);

/* All of it, as a view. */
struct bytes stream_bytes(const GByteArray *stream);

/* The bytes of a string, without its NUL. */
struct bytes bytes_of(const char *string);

#endif
