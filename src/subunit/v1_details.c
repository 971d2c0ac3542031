#include "subunit/v1_details.h"

#include "subunit/packet.h"
#include "subunit/utf8.h"

/* Bracketed lines are emitted in pieces of about this size. */
#define PIECE_SIZE ((size_t)64 << 10)

/* Longest line with the type or the name of a part. */
#define PART_LINE_MAX ((size_t)64 << 10)

#define CHUNK_DIGITS_MAX 8

void details_init(struct details *details, struct sink *sink)
{
	*details = (struct details){.sink = sink, .content = g_byte_array_new()};
}

void details_clear(struct details *details)
{
	g_free(details->test_id);
	g_byte_array_unref(details->content);
}

void details_begin(struct details *details, enum details_state state, struct text test_id,
		   enum status status, int64_t time_ns)
{
	details->state = state;
	g_free(details->test_id);
	details->test_id = g_strndup(test_id.data, test_id.length);
	details->status = status;
	details->time_ns = time_ns;
	details->has_lines = state != DETAILS_MULTIPART;
	details->part = (struct details_part){0};
}

static bool emit_details(struct details *details, struct text name, struct text mime_type,
			 struct bytes content, bool is_end, GError **error)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(details->test_id);
	event.is_runnable = true;
	event.time_ns = details->time_ns;
	event.file_name = name;
	event.mime_type = mime_type;
	event.file = content;
	event.is_end_of_file = is_end;
	return sink_event(details->sink, &event, error);
}

/* ---- bracketed ---- */

static bool emit_lines(struct details *details, bool is_end, GError **error)
{
	const struct bytes content = {details->content->data, details->content->len};
	bool is_emitted;

	if (details->status == STATUS_SKIP)
		is_emitted = emit_details(details, text_of("reason"), text_of("text/plain"),
					  content, is_end, error);
	else if (details->status == STATUS_SUCCESS)
		is_emitted = emit_details(details, text_of("message"), text_of("text/plain"),
					  content, is_end, error);
	else
		is_emitted = emit_details(details, text_of("traceback"),
					  text_of("text/x-traceback; charset=\"utf8\""), content,
					  is_end, error);
	g_byte_array_set_size(details->content, 0);
	return is_emitted;
}

static bool is_quoted(struct bytes line)
{
	return line.length >= 2 && line.data[0] == ' ' && line.data[1] == ']';
}

bool details_add(struct details *details, struct bytes text, bool is_line_start, GError **error)
{
	if (is_line_start && is_quoted(text)) {
		text.data++;
		text.length--;
	}
	details->has_lines = true;
	g_byte_array_append(details->content, text.data, (unsigned)text.length);
	return details->content->len < PIECE_SIZE || emit_lines(details, false, error);
}

bool details_is_end(struct bytes line)
{
	struct text text = {(const char *)line.data, line.length};

	return text_is(text, "]\n") || text_is(text, "]\r\n");
}

bool details_cut_inline_end(struct bytes *text)
{
	if (text->length < 2 || memcmp(text->data + text->length - 2, " ]", 2) != 0)
		return false;
	text->length -= 2;
	return true;
}

bool details_end(struct details *details, bool is_complete, GError **error)
{
	bool has_content = details->content->len > 0;
	bool is_emitted = true;

	if (has_content || (details->has_lines && is_complete))
		is_emitted = emit_lines(details, is_complete, error);
	details->state = DETAILS_NONE;
	return is_emitted;
}

/* ---- multipart ---- */

/* Looks for the end of the line that begins at `begin`; `*size` is with its newline. */
static enum part_reading find_line(struct details *details, struct bytes bytes, size_t begin,
				   size_t *size)
{
	size_t from = MAX(begin, details->part.searched);
	size_t end = MIN(bytes.length, begin + PART_LINE_MAX);
	const uint8_t *newline = from < end ? memchr(bytes.data + from, '\n', end - from) : NULL;

	details->work += MAX(from, end) - from;
	details->part.searched = MAX(from, end);
	if (!newline)
		return end - begin == PART_LINE_MAX ? PART_MALFORMED : PART_INCOMPLETE;
	*size = (size_t)(newline - bytes.data) + 1 - begin;
	bool is_text = utf8_is_valid((struct text){(const char *)bytes.data + begin, *size - 1});
	details->part.searched = begin + *size;
	return is_text ? PART_READ : PART_MALFORMED;
}

static const char type_label[] = "Content-Type: ";
#define TYPE_LABEL_LENGTH (sizeof type_label - 1)

/* `Content-Type: text/plain;charset=utf8`, or the end. */
static enum part_reading read_type(struct details *details, struct bytes bytes)
{
	size_t size = 0;
	enum part_reading part = find_line(details, bytes, 0, &size);

	if (part != PART_READ)
		return part;
	details->part.type_size = size;
	if (details_is_end((struct bytes){bytes.data, size}))
		return PART_END;
	return size > TYPE_LABEL_LENGTH && memcmp(bytes.data, type_label, TYPE_LABEL_LENGTH) == 0 &&
			       memchr(bytes.data + TYPE_LABEL_LENGTH, '/', size - TYPE_LABEL_LENGTH)
		       ? PART_READ
		       : PART_MALFORMED;
}

static enum part_reading read_name(struct details *details, struct bytes bytes)
{
	size_t size = 0;
	enum part_reading part = find_line(details, bytes, details->part.type_size, &size);

	if (part == PART_READ) {
		details->part.head_size = details->part.type_size + size;
		details->part.chunk = details->part.head_size;
	}
	return part;
}

/* The chunk's length at `at`: hexadecimal digits, CR, LF; `*size` bytes in all. */
static enum part_reading read_chunk_length(struct bytes bytes, size_t at, size_t *length,
					   size_t *size)
{
	size_t left = bytes.length - at;
	const uint8_t *line = bytes.data + at;
	size_t digits = 0;

	*length = 0;
	for (; digits < MIN(left, CHUNK_DIGITS_MAX) && g_ascii_isxdigit(line[digits]); digits++)
		*length = *length << 4 | (size_t)g_ascii_xdigit_value((char)line[digits]);
	*size = digits + 2;
	if ((left > digits && (digits == 0 || line[digits] != '\r')) ||
	    (left > digits + 1 && line[digits + 1] != '\n'))
		return PART_MALFORMED;
	return left < *size ? PART_INCOMPLETE : PART_READ;
}

/* Goes on over the chunks. `*used` is as in details_read_part. */
static enum part_reading pass_chunks(struct details *details, struct bytes bytes, size_t *used)
{
	for (;;) {
		size_t length, size;
		enum part_reading part =
			read_chunk_length(bytes, details->part.chunk, &length, &size);

		*used = bytes.length + 1;
		if (part != PART_READ)
			return part;
		*used = details->part.chunk + size + length;
		if (*used > PACKET_MAX)
			return PART_MALFORMED;
		if (length == 0)
			return PART_READ;
		if (*used > bytes.length)
			return PART_INCOMPLETE;
		details->part.chunk = *used;
	}
}

/* Moves the chunks of the whole part at `bytes` into `content`. */
static void gather_chunks(struct details *details, struct bytes bytes)
{
	size_t at = details->part.head_size, length, size;

	while (read_chunk_length(bytes, at, &length, &size) == PART_READ && length > 0) {
		g_byte_array_append(details->content, bytes.data + at + size, (unsigned)length);
		at += size + length;
	}
}

/* Reads head and chunks, but for what has been read of them before. */
static enum part_reading read_multipart(struct details *details, struct bytes bytes, size_t *used)
{
	enum part_reading part = PART_READ;

	*used = bytes.length + 1;
	if (details->part.type_size == 0)
		part = read_type(details, bytes);
	if (part == PART_END)
		*used = details->part.type_size;
	if (part == PART_READ && details->part.head_size == 0)
		part = read_name(details, bytes);
	return part == PART_READ ? pass_chunks(details, bytes, used) : part;
}

static bool emit_part(struct details *details, struct bytes bytes, GError **error)
{
	const char *head = (const char *)bytes.data;
	size_t type_size = details->part.type_size;
	struct text type = {head + TYPE_LABEL_LENGTH, type_size - 1 - TYPE_LABEL_LENGTH};
	struct text name = {head + type_size, details->part.head_size - 1 - type_size};

	gather_chunks(details, bytes);
	struct bytes content = {details->content->data, details->content->len};
	bool is_emitted = emit_details(details, name, type, content, true, error);
	g_byte_array_set_size(details->content, 0);
	return is_emitted;
}

enum part_reading details_read_part(struct details *details, struct bytes bytes, bool is_last,
				    size_t *used, GError **error)
{
	enum part_reading part = read_multipart(details, bytes, used);

	if (part == PART_INCOMPLETE && !is_last)
		return part;
	if (part == PART_READ && !emit_part(details, bytes, error))
		part = PART_FAILED;
	if (part == PART_INCOMPLETE || part == PART_MALFORMED) {
		part = PART_MALFORMED;
		details_distrust(details);
		*used = MIN(*used, bytes.length);
	}
	details->part = (struct details_part){0};
	return part;
}

void details_distrust(struct details *details)
{
	details->state = DETAILS_BRACKETED;
}
