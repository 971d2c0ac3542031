#include "formats/stray_output.h"

#include "base/excerpt.h"
#include "subunit/plain.h" /* PLAIN_FILE_NAME */

extern const struct format format_auto;

/* How many lines are shown. */
#define LINES_SHOWN 5

static bool stray_output_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)error;
	if (stray_output_is_in(event))
		stray_output_add((struct stray_output *)sink, event->file);
	return true;
}

bool stray_output_is_in(const struct event *event)
{
	return !event->test_id.data && text_is(event->file_name, PLAIN_FILE_NAME);
}

void stray_output_init(struct stray_output *stray)
{
	*stray = (struct stray_output){.sink = {stray_output_event}};
}

void stray_output_clear(struct stray_output *stray)
{
	g_clear_pointer(&stray->beginning, g_byte_array_unref);
}

void stray_output_add(struct stray_output *stray, struct bytes bytes)
{
	if (bytes.length == 0)
		return;
	if (!stray->beginning)
		stray->beginning = g_byte_array_new();
	g_byte_array_append(stray->beginning, bytes.data,
			    (guint)MIN(bytes.length, STRAY_BYTES_MAX - stray->beginning->len));
	for (size_t i = 0; i < bytes.length; i++)
		stray->newlines += bytes.data[i] == '\n';
	stray->is_within_line = bytes.data[bytes.length - 1] != '\n';
}

uint64_t stray_output_lines(const struct stray_output *stray)
{
	return stray->newlines + stray->is_within_line;
}

struct bytes stray_output_beginning(const struct stray_output *stray)
{
	if (!stray->beginning)
		return (struct bytes){(const uint8_t *)"", 0};
	return (struct bytes){stray->beginning->data, stray->beginning->len};
}

char *stray_output_excerpt(const struct stray_output *stray)
{
	struct bytes rest = stray_output_beginning(stray);
	GString *shown = g_string_new(NULL);
	int lines = 0;

	for (; rest.length > 0 && lines < LINES_SHOWN; lines++) {
		const uint8_t *newline = memchr(rest.data, '\n', rest.length);
		size_t length = newline ? (size_t)(newline - rest.data) : rest.length;
		size_t bare = length > 0 && rest.data[length - 1] == '\r' ? length - 1 : length;
		size_t used = newline ? length + 1 : length;
		g_autofree char *line = excerpt((struct text){(const char *)rest.data, bare});

		g_string_append_printf(shown, "\n    %s", line);
		rest = (struct bytes){rest.data + used, rest.length - used};
	}
	if (stray_output_lines(stray) > (uint64_t)lines)
		g_string_append(shown, "\n    ...");
	return g_string_free(shown, FALSE);
}

char *stray_output_describe(const struct stray_output *stray, const struct format *format,
			    const char *setting)
{
	uint64_t lines = stray_output_lines(stray);
	const struct format *other = format_sniff(stray_output_beginning(stray));
	g_autofree char *shown = stray_output_excerpt(stray);
	g_autofree char *hint = other && other != format
					? g_strdup_printf("; %s like %s: %s%s",
							  lines == 1 ? "it looks" : "they look",
							  other->name, setting, other->name)
					: g_strdup("");

	return g_strdup_printf("%" G_GUINT64_FORMAT " %s not %s%s%s", lines,
			       lines == 1 ? "line that is" : "lines that are",
			       format == &format_auto ? "in any format that testr knows"
						      : format->name,
			       hint, shown);
}
