#include "formats/lines.h"

void line_cutter_init(struct line_cutter *cutter, line_fn take, void *data)
{
	*cutter = (struct line_cutter){.take = take, .data = data};
	cutter->begun = g_byte_array_new();
}

void line_cutter_clear(struct line_cutter *cutter)
{
	g_clear_pointer(&cutter->begun, g_byte_array_unref);
}

static void hand_out_line(struct line_cutter *cutter, struct bytes raw, bool has_newline)
{
	struct line_view line = {.raw = raw, .has_newline = has_newline};

	line.text = (struct text){(const char *)raw.data, raw.length - has_newline};
	line.is_whole = !cutter->is_cut && raw.length <= LINES_LENGTH_MAX;
	if (has_newline && line.text.length > 0 && line.text.data[line.text.length - 1] == '\r')
		line.text.length--;
	cutter->take(&line, cutter->data);
	cutter->is_cut = !has_newline;
}

/* The line that has begun goes on with `bytes`, and ends with them or not. */
static void continue_line(struct line_cutter *cutter, struct bytes bytes, bool has_newline)
{
	g_byte_array_append(cutter->begun, bytes.data, (unsigned)bytes.length);
	if (!has_newline && cutter->begun->len <= LINES_LENGTH_MAX)
		return;
	hand_out_line(cutter, (struct bytes){cutter->begun->data, cutter->begun->len}, has_newline);
	g_byte_array_set_size(cutter->begun, 0);
}

void line_cutter_feed(struct line_cutter *cutter, struct bytes bytes)
{
	while (bytes.length > 0) {
		const uint8_t *newline = memchr(bytes.data, '\n', bytes.length);
		size_t length = newline ? (size_t)(newline - bytes.data) + 1 : bytes.length;
		size_t room = LINES_LENGTH_MAX + 1 - cutter->begun->len;
		bool has_newline = newline && length <= room;

		length = MIN(length, room);
		if (has_newline && cutter->begun->len == 0)
			hand_out_line(cutter, (struct bytes){bytes.data, length}, true);
		else
			continue_line(cutter, (struct bytes){bytes.data, length}, has_newline);
		bytes.data += length;
		bytes.length -= length;
	}
}

void line_cutter_end(struct line_cutter *cutter)
{
	if (cutter->begun->len == 0)
		return;
	hand_out_line(cutter, (struct bytes){cutter->begun->data, cutter->begun->len}, false);
	g_byte_array_set_size(cutter->begun, 0);
}

bool text_has_prefix(struct text text, const char *prefix)
{
	size_t length = strlen(prefix);

	return text.length >= length && memcmp(text.data, prefix, length) == 0;
}

struct text text_after(struct text text, size_t length)
{
	length = MIN(length, text.length);
	return (struct text){text.data + length, text.length - length};
}

struct text text_strip(struct text text)
{
	while (text.length > 0 && g_ascii_isspace(text.data[0]))
		text = text_after(text, 1);
	while (text.length > 0 && g_ascii_isspace(text.data[text.length - 1]))
		text.length--;
	return text;
}
