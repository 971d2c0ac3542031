#include "stream.h"

#include "subunit/writer.h"

void stream_add_event(GByteArray *stream, const struct event *event)
{
	g_autoptr(GError) error = NULL;

	writer_append(stream, event, &error);
	g_assert_no_error(error);
}

void stream_add_status(GByteArray *stream, const char *id, enum status status)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.status = status;
	event.is_runnable = true;
	stream_add_event(stream, &event);
}

void stream_add_file(GByteArray *stream, const char *id, const char *name, struct bytes content)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.file_name = text_of(name);
	event.file = content;
	event.is_end_of_file = true;
	stream_add_event(stream, &event);
}

void stream_add_text(GByteArray *stream, const char *text)
{
	g_byte_array_append(stream, (const uint8_t *)text, (unsigned)strlen(text));
}

struct bytes stream_bytes(const GByteArray *stream)
{
	return (struct bytes){stream->data, stream->len};
}

struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const uint8_t *)string, strlen(string)};
}
