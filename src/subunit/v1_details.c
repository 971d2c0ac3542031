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
	details->part_read = 0;
}

static bool emit(struct details *details, struct text name, struct text mime_type,
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
		is_emitted = emit(details, text_of("reason"), text_of("text/plain"), content,
				  is_end, error);
	else if (details->status == STATUS_SUCCESS)
		is_emitted = emit(details, text_of("message"), text_of("text/plain"), content,
				  is_end, error);
	else
		is_emitted =
			emit(details, text_of("traceback"),
			     text_of("text/x-traceback; charset=\"utf8\""), content, is_end, error);
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

/* A part's head: the lines with its type and its name. */
struct head {
	struct text mime_type;
	struct text name;
	size_t size;
};

/* The line at `at`, without its newline. PART_INCOMPLETE if it has none yet. */
static enum part read_line(struct bytes bytes, size_t at, struct text *line)
{
	size_t length = MIN(bytes.length - at, PART_LINE_MAX);
	const uint8_t *start = bytes.data + at;
	const uint8_t *newline = length > 0 ? memchr(start, '\n', length) : NULL;

	if (!newline)
		return length == PART_LINE_MAX ? PART_MALFORMED : PART_INCOMPLETE;
	*line = (struct text){(const char *)start, (size_t)(newline - start)};
	return utf8_is_valid(*line) ? PART_READ : PART_MALFORMED;
}

/* `Content-Type: text/plain;charset=utf8`, then the name. */
static enum part read_head(struct bytes bytes, struct head *head)
{
	static const char label[] = "Content-Type: ";
	const size_t label_length = sizeof label - 1;
	struct text type;
	enum part part = read_line(bytes, 0, &type);

	if (part != PART_READ)
		return part;
	if (details_is_end((struct bytes){bytes.data, type.length + 1})) {
		head->size = type.length + 1;
		return PART_END;
	}
	if (type.length < label_length || memcmp(type.data, label, label_length) != 0 ||
	    !memchr(type.data + label_length, '/', type.length - label_length))
		return PART_MALFORMED;
	head->mime_type = (struct text){type.data + label_length, type.length - label_length};
	part = read_line(bytes, type.length + 1, &head->name);
	head->size = type.length + 1 + head->name.length + 1;
	return part;
}

/* The chunk's length at `at`: hexadecimal digits, CR, LF; `*size` bytes in all. */
static enum part read_chunk_length(struct bytes bytes, size_t at, size_t *length, size_t *size)
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

/* Goes on over the chunks, moving whole ones into `content`. `*used` is as in details_read_part. */
static enum part read_chunks(struct details *details, struct bytes bytes, size_t *used)
{
	for (;;) {
		size_t length, size;
		enum part part = read_chunk_length(bytes, details->part_read, &length, &size);

		*used = bytes.length + 1;
		if (part != PART_READ)
			return part;
		size_t start = details->part_read + size;
		*used = start + length;
		if (*used > PACKET_MAX)
			return PART_MALFORMED;
		if (length == 0)
			return PART_READ;
		if (*used > bytes.length)
			return PART_INCOMPLETE;
		g_byte_array_append(details->content, bytes.data + start, (unsigned)length);
		details->part_read = *used;
	}
}

/* Reads head and chunks. */
static enum part read_part(struct details *details, struct bytes bytes, struct head *head,
			   size_t *used)
{
	enum part part = read_head(bytes, head);

	*used = part == PART_INCOMPLETE ? bytes.length + 1 : head->size;
	if (part != PART_READ)
		return part;
	details->part_read = MAX(details->part_read, head->size);
	return read_chunks(details, bytes, used);
}

enum part details_read_part(struct details *details, struct bytes bytes, bool is_last, size_t *used,
			    GError **error)
{
	struct head head = {0};
	enum part part = read_part(details, bytes, &head, used);
	const struct bytes content = {details->content->data, details->content->len};

	if (part == PART_INCOMPLETE && !is_last)
		return part;
	if (part == PART_READ && !emit(details, head.name, head.mime_type, content, true, error))
		part = PART_FAILED;
	if (part == PART_INCOMPLETE || part == PART_MALFORMED) {
		details->state = DETAILS_BRACKETED;
		part = PART_MALFORMED;
	}
	g_byte_array_set_size(details->content, 0);
	details->part_read = 0;
	return part;
}
