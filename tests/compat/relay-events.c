/*
 * Reads a subunit stream from stdin and tells what it says, for tests that compare readers:
 *
 *	relay-events show     as a transcript (tests/support/transcript.h)
 *	relay-events copy     as packets, written by testr's writer
 */
#include <stdio.h>
#include <unistd.h>

#include "subunit/writer.h"
#include "support/transcript.h"

static GByteArray *read_stdin(void)
{
	GByteArray *stream = g_byte_array_new();
	uint8_t buffer[4096];

	for (ssize_t got; (got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0;)
		g_byte_array_append(stream, buffer, (unsigned)got);
	return stream;
}

struct copy {
	struct sink sink;
	GByteArray *stream;
};

static bool copy_event(struct sink *sink, const struct event *event, GError **error)
{
	return writer_append(((struct copy *)sink)->stream, event, error);
}

static void copy(const GByteArray *stream)
{
	g_autoptr(GByteArray) written = g_byte_array_new();
	struct copy copy = {{copy_event}, written};
	scoped(reader) reader = reader_new(READER_RESULTS, &copy.sink);

	g_assert_true(reader_feed(reader, stream->data, stream->len, NULL));
	g_assert_true(reader_end(reader, NULL));
	fwrite(written->data, 1, written->len, stdout);
}

int main(int argc, char **argv)
{
	g_autoptr(GByteArray) stream = read_stdin();

	g_assert_cmpint(argc, ==, 2);
	if (strcmp(argv[1], "copy") == 0) {
		copy(stream);
		return 0;
	}
	g_autofree char *said =
		transcript_of(READER_RESULTS, (struct bytes){stream->data, stream->len}, 777);
	fputs(said, stdout);
	return 0;
}
