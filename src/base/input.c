#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

G_DEFINE_QUARK(testr_input_error, input_error)

#define CHUNK_SIZE ((size_t)64 << 10)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool fail_to_read_input(const char *path, GError **error)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(number),
		    "cannot read '%s': %s", path, g_strerror(number));
	return false;
}

/* As input_read(), but ends without an error when `take` returns false. */
static bool read_while(const char *path, bool (*take)(struct bytes piece, void *data), void *data,
		       GError **error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	scoped_fd opened = is_stdin ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	int fd = is_stdin ? STDIN_FILENO : opened;
	g_autofree uint8_t *chunk = g_malloc(CHUNK_SIZE);
	ssize_t length;

	if (fd < 0)
		return fail_to_read_input(path, error);
	while ((length = read(fd, chunk, CHUNK_SIZE)) != 0) {
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return fail_to_read_input(path, error);
		if (!take((struct bytes){chunk, (size_t)length}, data))
			break;
	}
	return true;
}

/* ---- pieces ---- */

struct pieces {
	void (*take)(struct bytes piece, void *data);
	void *data;
	size_t length; /* of all that has been read */
};

static bool input_take_piece(struct bytes piece, void *data)
{
	struct pieces *pieces = data;

	pieces->length += piece.length;
	if (pieces->length > INPUT_MAX)
		return false;
	pieces->take(piece, pieces->data);
	return true;
}

bool input_read(const char *path, void (*take)(struct bytes piece, void *data), void *data,
		GError **error)
{
	struct pieces pieces = {take, data, 0};

	if (!read_while(path, input_take_piece, &pieces, error))
		return false;
	if (pieces.length <= INPUT_MAX)
		return true;
	g_set_error(error, INPUT_ERROR, INPUT_ERROR_TOO_LONG,
		    "cannot use '%s': it is longer than 1 GiB", path);
	return false;
}

/* ---- lines ---- */

struct lines {
	input_line_fn take;
	void *data;
	GByteArray *begun; /* the line that has not ended yet */
	size_t number;     /* of lines that have been taken */
	size_t length;     /* of all that has been read */
	GError *error;     /* what ended the reading; NULL: nothing */
};

static void lines_clear(struct lines *lines)
{
	g_byte_array_unref(lines->begun);
	g_clear_error(&lines->error);
}

static bool refuse_line(struct lines *lines, enum input_error code, const char *why)
{
	g_set_error_literal(&lines->error, INPUT_ERROR, (int)code, why);
	return false;
}

/* `bytes` without white space at the end, and without a mark at the beginning of the file. */
static struct text trim(struct bytes bytes, bool is_first)
{
	struct text text = {(const char *)bytes.data, bytes.length};
	size_t mark = strlen(BYTE_ORDER_MARK);

	if (is_first && text.length >= mark && memcmp(text.data, BYTE_ORDER_MARK, mark) == 0)
		text = (struct text){text.data + mark, text.length - mark};
	while (text.length > 0 && g_ascii_isspace(text.data[text.length - 1]))
		text.length--;
	return text;
}

static bool input_take_line(struct lines *lines, struct bytes bytes)
{
	lines->number++;
	if (bytes.length > 0 && memchr(bytes.data, '\0', bytes.length))
		return refuse_line(lines, INPUT_ERROR_TEXT, "it has a NUL byte");
	if (!g_utf8_validate_len((const char *)bytes.data, bytes.length, NULL))
		return refuse_line(lines, INPUT_ERROR_TEXT, "it is not UTF-8");
	return lines->take(trim(bytes, lines->number == 1), lines->data, &lines->error);
}

/* Takes the line that `piece` ends, which may have begun in an earlier one. */
static bool input_end_line(struct lines *lines, struct bytes piece)
{
	if (lines->begun->len == 0)
		return input_take_line(lines, piece);
	g_byte_array_append(lines->begun, piece.data, (unsigned)piece.length);
	bool is_taken =
		input_take_line(lines, (struct bytes){lines->begun->data, lines->begun->len});
	g_byte_array_set_size(lines->begun, 0);
	return is_taken;
}

/* Keeps the beginning of a line. */
static bool keep_line_start(struct lines *lines, struct bytes piece)
{
	if (lines->begun->len + piece.length > INPUT_LINE_MAX) {
		lines->number++;
		return refuse_line(lines, INPUT_ERROR_TOO_LONG, "it is longer than 1 MiB");
	}
	g_byte_array_append(lines->begun, piece.data, (unsigned)piece.length);
	return true;
}

static bool take_lines(struct bytes piece, void *data)
{
	struct lines *lines = data;
	const uint8_t *newline;

	lines->length += piece.length;
	if (lines->length > INPUT_LINES_MAX) {
		lines->number++;
		return refuse_line(lines, INPUT_ERROR_TOO_LONG, "the file is longer than 256 MiB");
	}
	while (piece.length > 0 && (newline = memchr(piece.data, '\n', piece.length))) {
		size_t length = (size_t)(newline - piece.data);
		if (!input_end_line(lines, (struct bytes){piece.data, length}))
			return false;
		piece.data += length + 1;
		piece.length -= length + 1;
	}
	return keep_line_start(lines, piece);
}

bool input_read_lines(const char *path, input_line_fn take, void *data, GError **error)
{
	cleared(lines) lines = {.take = take, .data = data, .begun = g_byte_array_new()};

	if (!read_while(path, take_lines, &lines, error))
		return false;
	if (!lines.error && lines.begun->len > 0)
		input_end_line(&lines, (struct bytes){NULL, 0});
	if (!lines.error)
		return true;
	g_propagate_prefixed_error(error, g_steal_pointer(&lines.error),
				   "cannot use '%s': line %zu: ", path, lines.number);
	return false;
}
