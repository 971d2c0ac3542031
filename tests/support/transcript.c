#include "transcript.h"

static void append_escaped(GString *to, const void *data, size_t length)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '\n')
			g_string_append(to, "\\n");
		else if (bytes[i] < ' ' || bytes[i] > '~' || bytes[i] == '\\')
			g_string_append_printf(to, "\\x%02x", bytes[i]);
		else
			g_string_append_c(to, (char)bytes[i]);
}

static void append_text(GString *to, const char *label, struct text text)
{
	if (!text.data)
		return;
	g_string_append(to, label);
	append_escaped(to, text.data, text.length);
}

static void describe_before(GString *to, const struct event *event)
{
	if (event->test_id.data)
		append_text(to, "", event->test_id);
	else
		g_string_append_c(to, '-');
	g_string_append_printf(to, ": %s", status_name(event->status));
	if (event->is_runnable)
		g_string_append(to, ", runnable");
	if (event->time_ns != TIME_NONE)
		g_string_append_printf(to, ", at %" G_GINT64_FORMAT ".%09d",
				       event->time_ns / 1000000000,
				       (int)(event->time_ns % 1000000000));
	if (event->tag_count > 0)
		g_string_append(to, ", tags");
	for (size_t i = 0; i < event->tag_count; i++)
		append_text(to, " ", event->tags[i]);
	append_text(to, ", route ", event->route_code);
	append_text(to, ", file ", event->file_name);
	append_text(to, " (", event->mime_type);
	if (event->mime_type.data)
		g_string_append_c(to, ')');
	if (event->file_name.data)
		g_string_append(to, " \"");
}

static void describe_after(GString *to, const struct event *event)
{
	if (event->file_name.data)
		g_string_append_c(to, '"');
	if (event->is_end_of_file)
		g_string_append(to, ", ended");
	g_string_append_c(to, '\n');
}

static void close_file(struct transcript *transcript)
{
	g_string_append(transcript->text, transcript->before->str);
	g_string_append(transcript->text, transcript->content->str);
	g_string_append(transcript->text, transcript->after->str);
	g_string_truncate(transcript->content, 0);
	g_string_truncate(transcript->before, 0);
	g_string_truncate(transcript->after, 0);
	transcript->is_open = false;
}

static bool transcript_event(struct sink *sink, const struct event *event, GError **error)
{
	struct transcript *transcript = (struct transcript *)sink;
	g_autoptr(GString) before = g_string_new(NULL);

	(void)error;
	transcript->events++;
	describe_before(before, event);
	if (!transcript->is_open || !g_string_equal(before, transcript->before)) {
		close_file(transcript);
		g_string_assign(transcript->before, before->str);
	}
	append_escaped(transcript->content, event->file.data, event->file.length);
	g_string_truncate(transcript->after, 0);
	describe_after(transcript->after, event);
	transcript->is_open =
		event->file_name.data && event->status == STATUS_NONE && !event->is_end_of_file;
	return true;
}

void transcript_init(struct transcript *transcript)
{
	*transcript = (struct transcript){
		.sink = {transcript_event},
		.text = g_string_new(NULL),
		.before = g_string_new(NULL),
		.content = g_string_new(NULL),
		.after = g_string_new(NULL),
	};
}

void transcript_clear(struct transcript *transcript)
{
	g_string_free(transcript->text, true);
	g_string_free(transcript->before, true);
	g_string_free(transcript->content, true);
	g_string_free(transcript->after, true);
}

const char *transcript_text(struct transcript *transcript)
{
	close_file(transcript);
	return transcript->text->str;
}

char *transcript_of(enum reader_mode mode, struct bytes stream, size_t piece)
{
	struct transcript transcript;

	transcript_init(&transcript);
	scoped(reader) reader = reader_new(mode, &transcript.sink);
	for (size_t at = 0; at < stream.length; at += piece) {
		/* A copy, so that a look beyond the piece is a look beyond the heap block. */
		size_t length = MIN(piece, stream.length - at);
		g_autofree uint8_t *copy = g_memdup2(stream.data + at, length);
		g_autoptr(GError) error = NULL;

		g_assert_true(reader_feed(reader, copy, length, &error));
		g_assert_no_error(error);
	}
	g_assert_true(reader_end(reader, NULL));
	char *text = g_strdup(transcript_text(&transcript));
	transcript_clear(&transcript);
	return text;
}

void transcript_assert(struct bytes stream, const char *expected)
{
	const size_t pieces[] = {1, 2, 3, 5, 7, 16, 100, MAX(stream.length, 1)};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *said = transcript_of(READER_RESULTS, stream, pieces[i]);

		g_assert_cmpstr(said, ==, expected);
	}
}
