#include "formats/json_stream.h"

#include <yajl/yajl_parse.h>

/* Longest path; in deeper objects all values have the same. */
#define JSON_PATH_MAX 4096

/* ---- paths ---- */

static size_t json_parent_length(const struct json_stream *stream)
{
	return stream->lengths->len > 0
		       ? g_array_index(stream->lengths, size_t, stream->lengths->len - 1)
		       : 0;
}

static bool json_is_in_array(const struct json_stream *stream)
{
	return stream->kinds->len > 0 && stream->kinds->data[stream->kinds->len - 1] == '[';
}

/* Something has come of the document as far as the parser is. */
static void json_mark_event(struct json_stream *stream)
{
	stream->event_at = stream->at + yajl_get_bytes_consumed(stream->parser);
}

/* A value comes: if it is an element of an array its path is that of the array with "[]". */
static void json_enter_element(struct json_stream *stream)
{
	json_mark_event(stream);
	if (!json_is_in_array(stream))
		return;
	g_string_truncate(stream->path, json_parent_length(stream));
	g_string_append(stream->path, "[]");
}

/* ---- yajl's callbacks: they return 0 to stop ---- */

static int json_take(struct json_stream *stream, enum json_kind kind, const char *data,
		     size_t length)
{
	const struct json_value value = {kind, {data, length}};

	json_enter_element(stream);
	if (stream->handlers->value)
		stream->handlers->value(stream->data, stream->path->str, &value);
	return stream->lengths->len > 0;
}

static int json_on_null(void *data)
{
	return json_take(data, JSON_NULL, "null", strlen("null"));
}

static int json_on_boolean(void *data, int value)
{
	const char *text = value ? "true" : "false";

	return json_take(data, JSON_BOOLEAN, text, strlen(text));
}

static int json_on_number(void *data, const char *text, size_t length)
{
	return json_take(data, JSON_NUMBER, text, length);
}

static int json_on_string(void *data, const unsigned char *text, size_t length)
{
	return json_take(data, JSON_STRING, (const char *)text, length);
}

static int json_on_key(void *data, const unsigned char *key, size_t length)
{
	struct json_stream *stream = data;

	json_mark_event(stream);
	g_string_truncate(stream->path, json_parent_length(stream));
	if (stream->path->len + length > JSON_PATH_MAX)
		return 1;
	if (stream->path->len > 0)
		g_string_append_c(stream->path, '.');
	g_string_append_len(stream->path, (const char *)key, (ssize_t)length);
	return 1;
}

static int json_open(struct json_stream *stream, uint8_t kind)
{
	json_enter_element(stream);
	if (stream->lengths->len >= JSON_DEPTH_MAX) {
		stream->error = g_strdup("the JSON is nested too deep");
		return 0;
	}
	if (stream->handlers->begin)
		stream->handlers->begin(stream->data, stream->path->str);
	g_array_append_val(stream->lengths, stream->path->len);
	g_byte_array_append(stream->kinds, &kind, 1);
	return 1;
}

static int json_close(void *data)
{
	struct json_stream *stream = data;

	json_mark_event(stream);
	g_string_truncate(stream->path, json_parent_length(stream));
	g_array_set_size(stream->lengths, stream->lengths->len - 1);
	g_byte_array_set_size(stream->kinds, stream->kinds->len - 1);
	if (stream->handlers->end)
		stream->handlers->end(stream->data, stream->path->str);
	return stream->lengths->len > 0;
}

static int json_on_start_map(void *data)
{
	return json_open(data, '{');
}

static int json_on_start_array(void *data)
{
	return json_open(data, '[');
}

static const yajl_callbacks json_callbacks = {
	.yajl_null = json_on_null,
	.yajl_boolean = json_on_boolean,
	.yajl_number = json_on_number,
	.yajl_string = json_on_string,
	.yajl_start_map = json_on_start_map,
	.yajl_map_key = json_on_key,
	.yajl_end_map = json_close,
	.yajl_start_array = json_on_start_array,
	.yajl_end_array = json_close,
};

/* ---- documents ---- */

static void json_begin_document(struct json_stream *stream)
{
	stream->parser = yajl_alloc(&json_callbacks, NULL, stream);
	/* Tests print what they like; who makes ids of it mends them. */
	yajl_config(stream->parser, yajl_dont_validate_strings, 1);
	g_string_truncate(stream->path, 0);
	g_array_set_size(stream->lengths, 0);
	g_byte_array_set_size(stream->kinds, 0);
	stream->at = 0;
	stream->event_at = 0;
	stream->line = stream->latest = (struct json_line){0};
}

static void json_end_document(struct json_stream *stream)
{
	yajl_free(stream->parser);
	stream->parser = NULL;
}

/* Counts the lines of a piece that has been parsed. */
static void json_follow_lines(struct json_stream *stream, struct bytes bytes)
{
	const uint8_t *end = bytes.data + bytes.length;

	if (stream->event_at >= stream->at)
		stream->line = stream->latest;
	for (const uint8_t *at = bytes.data; (at = memchr(at, '\n', (size_t)(end - at))); at++) {
		stream->latest.before++;
		stream->latest.begin = stream->at + (uint64_t)(at - bytes.data) + 1;
		if (stream->latest.begin <= stream->event_at)
			stream->line = stream->latest;
	}
	stream->at += bytes.length;
}

/* Where the parser stops within a token depends on how the bytes come in pieces; this does not. */
static char *json_describe_error(const struct json_stream *stream)
{
	return g_strdup_printf("not well-formed JSON behind line %" G_GUINT64_FORMAT
			       ", column %" G_GUINT64_FORMAT " of it",
			       stream->line.before + 1, stream->event_at - stream->line.begin);
}

/* Gives the parser `bytes`. Returns how many of them it took: fewer when the document ended. */
static size_t json_parse_piece(struct json_stream *stream, struct bytes bytes)
{
	yajl_status status = yajl_parse(stream->parser, bytes.data, bytes.length);
	size_t used = yajl_get_bytes_consumed(stream->parser);

	json_follow_lines(stream, bytes);
	if (status == yajl_status_error && !stream->error)
		stream->error = json_describe_error(stream);
	if (status == yajl_status_ok && stream->at - stream->event_at > JSON_STRING_MAX)
		stream->error = g_strdup("a string in the JSON is too long");
	if (stream->error) {
		json_end_document(stream);
		return bytes.length;
	}
	if (status == yajl_status_ok)
		return bytes.length;
	json_end_document(stream);
	stream->documents++;
	return used;
}

static size_t json_look_for_document(struct json_stream *stream, struct bytes bytes)
{
	const char *root;
	size_t used = root_finder_feed(&stream->finder, bytes, &root);

	if (root) {
		json_begin_document(stream);
		json_parse_piece(stream, (struct bytes){(const uint8_t *)root, strlen(root)});
	}
	return used;
}

/* ---- the stream ---- */

void json_stream_init(struct json_stream *stream, const struct json_handlers *handlers,
		      const char *const *roots, void *data)
{
	*stream = (struct json_stream){.handlers = handlers, .data = data};
	stream->finder =
		(struct root_finder){.roots = roots, .outside = handlers->outside, .data = data};
	stream->path = g_string_new(NULL);
	stream->lengths = g_array_new(FALSE, FALSE, sizeof(size_t));
	stream->kinds = g_byte_array_new();
}

void json_stream_clear(struct json_stream *stream)
{
	if (stream->parser)
		json_end_document(stream);
	g_string_free(stream->path, TRUE);
	g_array_unref(stream->lengths);
	g_byte_array_unref(stream->kinds);
	g_clear_pointer(&stream->error, g_free);
}

void json_stream_feed(struct json_stream *stream, struct bytes bytes)
{
	while (bytes.length > 0 && !stream->error) {
		size_t used = stream->parser ? json_parse_piece(stream, bytes)
					     : json_look_for_document(stream, bytes);

		bytes.data += used;
		bytes.length -= used;
	}
}

void json_stream_end(struct json_stream *stream)
{
	root_finder_end(&stream->finder);
}

bool json_parse(struct text text, const struct json_handlers *handlers, void *data)
{
	struct json_stream stream;
	size_t used;

	json_stream_init(&stream, handlers, NULL, data);
	json_begin_document(&stream);
	used = json_parse_piece(&stream, (struct bytes){(const uint8_t *)text.data, text.length});
	bool is_whole = stream.documents == 1 && used == text.length;
	json_stream_clear(&stream);
	return is_whole;
}

double json_number(const struct json_value *value, double otherwise)
{
	char buffer[64];

	if (value->kind != JSON_NUMBER || value->text.length >= sizeof buffer)
		return otherwise;
	memcpy(buffer, value->text.data, value->text.length);
	buffer[value->text.length] = '\0';
	return g_ascii_strtod(buffer, NULL);
}
