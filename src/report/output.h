/*
 * The primary output: what the user asked for, on stdout, buffered. A reader that goes away
 * (`testr last | head -1`) is no error: what follows is dropped quietly. Any other failure to
 * write is remembered, and told by output_finish().
 */
#ifndef TESTR_REPORT_OUTPUT_H
#define TESTR_REPORT_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/scoped.h"

struct output;

/* An output that writes to `fd`, which stays open. */
struct output *output_new(int fd);

/* Writes bytes that are no text, sooner or later, as they are. */
void output_bytes(struct output *output, struct bytes bytes);

/* Write text for people, likewise: to a terminal only what is harmless, and tints of ours (see
 * terminal.h), to anything else as it is. */
void output_text(struct output *output, struct text text);
void output_string(struct output *output, const char *string);
void output_format(struct output *output, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Writes what is buffered. */
void output_flush(struct output *output);

/* Flushes. Returns false with G_FILE_ERROR if anything could not be written, but for EPIPE. */
bool output_finish(struct output *output, GError **error);

void output_free(struct output *output);
SCOPED(output)

#endif
