/* Files that users name for testr to read: a path, or "-" for standard input. */
#ifndef TESTR_BASE_INPUT_H
#define TESTR_BASE_INPUT_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"

/* The most that is read of a file; and by input_read_lines(), of one line and of a file. */
#define INPUT_MAX ((size_t)1 << 30)
#define INPUT_LINE_MAX ((size_t)1 << 20)
#define INPUT_LINES_MAX ((size_t)256 << 20)

/*
 * Reads all of `path` and hands it out in pieces, valid until `take` returns. Fails with
 * G_FILE_ERROR, `cannot read 'PATH': why`, or with INPUT_ERROR_TOO_LONG.
 */
bool input_read(const char *path, void (*take)(struct bytes piece, void *data), void *data,
		GError **error);

/*
 * Takes a line, without its end and the white space before that; valid until it returns. `number`
 * counts from 1. False with an error, to which the path and the number are added, ends the reading.
 */
typedef bool (*input_line_fn)(struct text line, void *data, GError **error);

/*
 * Reads all of `path` line by line; a byte order mark before the first is dropped. Besides the
 * errors of input_read() there is INPUT_ERROR, `cannot use 'PATH': line N: why`: for a line that
 * has a NUL byte, is no UTF-8, or is too long, and for a file that is too long.
 */
bool input_read_lines(const char *path, input_line_fn take, void *data, GError **error);

enum input_error { INPUT_ERROR_TEXT, INPUT_ERROR_TOO_LONG };
GQuark input_error_quark(void);
#define INPUT_ERROR input_error_quark()

#endif
