/* Details of v1 outcomes: bracketed, inline and multipart, whole and broken. */
#include "subunit/v1_details.h"

#include "subunit/scanner.h"
#include "support/stream.h"
#include "support/transcript.h"

static void check(const char *text, const char *expected)
{
	transcript_assert(bytes_of(text), expected);
}

/* ---- bracketed details ---- */

static void test_bracketed_details_are_named_by_their_outcome(void)
{
	static const char *const outcomes[][3] = {
		{"failure", "fail", "traceback (text/x-traceback; charset=\"utf8\")"},
		{"error", "fail", "traceback (text/x-traceback; charset=\"utf8\")"},
		{"xfail", "xfail", "traceback (text/x-traceback; charset=\"utf8\")"},
		{"uxsuccess", "uxsuccess", "traceback (text/x-traceback; charset=\"utf8\")"},
		{"skip", "skip", "reason (text/plain)"},
		{"success", "success", "message (text/plain)"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		g_autofree char *text =
			g_strdup_printf("test: a\n%s: a [\none\ntwo\n]\n", outcomes[i][0]);
		g_autofree char *expected =
			g_strdup_printf("a: inprogress, runnable\n"
					"a: , runnable, file %s \"one\\ntwo\\n\", ended\n"
					"a: %s, runnable\n",
					outcomes[i][2], outcomes[i][1]);

		check(text, expected);
	}
}

static void test_a_quoted_bracket_is_content(void)
{
	check("test: a\nskip: a [\n ]\n ] x\n]x\n  ]\n[ ]\n]\n",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file reason (text/plain) \"]\\n] x\\n]x\\n  ]\\n[ ]\\n\", ended\n"
	      "a: skip, runnable\n");
}

static void test_directives_inside_details_are_content(void)
{
	check("test: a\nskip: a [\ntest: b\nsuccess: b\ntags: x\n]\n",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file reason (text/plain) \"test: b\\nsuccess: b\\ntags: x\\n\", "
	      "ended\n"
	      "a: skip, runnable\n");
}

static void test_empty_details_are_an_empty_file(void)
{
	check("test: a\nskip: a [\n]\n", "a: inprogress, runnable\n"
					 "a: , runnable, file reason (text/plain) \"\", ended\n"
					 "a: skip, runnable\n");
}

static void test_a_label_may_end_in_a_bracket(void)
{
	check("test: a [\nsuccess: a [\ntest: b [\nskip: b [ [\nx\n]\n",
	      "a [: inprogress, runnable\n"
	      "a [: success, runnable\n"
	      "b [: inprogress, runnable\n"
	      "b [: , runnable, file reason (text/plain) \"x\\n\", ended\n"
	      "b [: skip, runnable\n");
}

static void test_details_cut_short_leave_the_test_open(void)
{
	check("test: a\nfailure: a [\nhalf",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") \"half\"\n");
	check("test: a\nfailure: a [\n", "a: inprogress, runnable\n");
}

static void test_long_details_come_in_pieces(void)
{
	g_autofree char *line = g_strnfill(100000, 'x');
	g_autofree char *text = g_strdup_printf("test: a\nskip: a [\n%s\n%s\n]\n", line, line);
	g_autofree char *expected = g_strdup_printf("a: inprogress, runnable\n"
						    "a: , runnable, file reason (text/plain) "
						    "\"%s\\n%s\\n\", ended\n"
						    "a: skip, runnable\n",
						    line, line);
	struct transcript transcript;

	transcript_init(&transcript);
	scoped(reader) reader = reader_new(READER_RESULTS, &transcript.sink);
	g_assert_true(reader_feed(reader, (const uint8_t *)text, strlen(text), NULL));
	g_assert_true(reader_end(reader, NULL));
	g_assert_cmpuint(transcript.events, >, 3);
	g_assert_cmpstr(transcript_text(&transcript), ==, expected);
	transcript_clear(&transcript);
}

static void test_inline_details_as_cmocka_writes_them(void)
{
	check("test: a\nerror: a [ Could not run test: Test setup failed ]\n"
	      "test: b\nouterror: b [ Could not run test: 1 != 2\nb.c:1: error: Failure! ]\nend\n",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") "
	      "\"Could not run test: Test setup failed\\n\", ended\n"
	      "a: fail, runnable\n"
	      "b: inprogress, runnable\n"
	      "-: , file stdout \"out\"\n"
	      "b: , runnable, file traceback (text/x-traceback; charset=\"utf8\") "
	      "\"Could not run test: 1 != 2\\nb.c:1: error: Failure!\\n\", ended\n"
	      "b: fail, runnable\n"
	      "-: , file stdout \"end\\n\"\n");
}

/* ---- multipart details ---- */

#define MULTIPART_BEGIN "test: a\nfailure: a [ multipart\n"

static void test_parts_are_files_of_their_own(void)
{
	check(MULTIPART_BEGIN "Content-Type: text/plain;charset=utf8\nlog\n"
			      "5\r\nhello3\r\n\n]\n0\r\n"
			      "Content-Type: application/octet-stream\nempty one\n0\r\n"
			      "]\nafter\n",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file log (text/plain;charset=utf8) \"hello\\n]\\n\", ended\n"
	      "a: , runnable, file empty one (application/octet-stream) \"\", ended\n"
	      "a: fail, runnable\n"
	      "-: , file stdout \"after\\n\"\n");
}

static void test_chunks_may_hold_any_bytes(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	g_autoptr(GByteArray) packet = g_byte_array_new();

	stream_add_status(packet, "content", STATUS_SUCCESS);
	g_assert_cmpuint(packet->len, ==, 0x10);
	stream_add_text(stream, MULTIPART_BEGIN "Content-Type: a/b\nf\n11\r\n\n");
	g_byte_array_append(stream, packet->data, packet->len);
	stream_add_text(stream, "0\r\n]\n");
	stream_add_status(stream, "next", STATUS_SUCCESS);
	g_autofree char *said = transcript_of(READER_RESULTS, stream_bytes(stream), stream->len);
	transcript_assert(stream_bytes(stream), said);
	g_assert_null(strstr(said, "\ncontent: success"));
	g_assert_nonnull(strstr(said, "\na: fail, runnable\nnext: success, runnable\n"));
}

static void check_malformed(const char *part)
{
	g_autofree char *text = g_strdup_printf(MULTIPART_BEGIN "%s\n]\n", part);
	g_autofree char *escaped = g_strescape(part, NULL);
	g_autoptr(GString) content = g_string_new(escaped);

	g_string_replace(content, "\\r", "\\x0d", 0);
	g_autofree char *expected = g_strdup_printf(
		"a: inprogress, runnable\n"
		"a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") \"%s\\n\", "
		"ended\n"
		"a: fail, runnable\n",
		content->str);
	check(text, expected);
}

static void test_parts_that_are_not_well_formed_are_lines(void)
{
	check_malformed("no type\nname\n0\r");
	check_malformed("Content-Type: plain\nname");
	check_malformed("Content-Type: a/b\nname\n\nbody");
	check_malformed("Content-Type: a/b\nname\n3\nabc0\r");
	check_malformed("Content-Type: a/b\nname\n3\rabc0\r");
	check_malformed("Content-Type: a/b\nname\n3\r\nabcdef0\r");
	check_malformed("Content-Type: a/b\nname\nFFFFFFFF\r\nabc0\r");
	check_malformed("Content-Type: a/b\nname\n123456789\r\nabc0\r");
	check_malformed("Content-Type: a/b\nname\n400000\r\nabc0\r");
}

/* The runner died in a chunk; the next one goes on in the same stream. */
static void test_a_part_cut_short_hides_no_packet(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, MULTIPART_BEGIN "Content-Type: a/b\nf\nFF\r\nhalf");
	stream_add_status(stream, "b", STATUS_SUCCESS);
	transcript_assert(stream_bytes(stream),
			  "a: inprogress, runnable\n"
			  "b: success, runnable\n"
			  "a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") "
			  "\"Content-Type: a/b\\nf\\nFF\\x0d\\nhalf\"\n");
}

static bool forget_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)sink;
	(void)event;
	(void)error;
	return true;
}

/* A head of nearly twice the longest line, and small chunks, one byte after the other. */
static void test_a_part_that_comes_in_bytes_is_looked_at_once(void)
{
	g_autofree char *long_word = g_strnfill(60000, 'x');
	g_autofree char *text =
		g_strdup_printf("Content-Type: a/%s\n%s\n1\r\na1\r\nb0\r\n", long_word, long_word);
	struct sink sink = {forget_event};
	struct details details;
	size_t used;

	details_init(&details, &sink);
	details_begin(&details, DETAILS_MULTIPART, text_of("a"), STATUS_FAIL, TIME_NONE);
	for (size_t length = 1; length < strlen(text); length++) {
		const struct bytes bytes = {(const uint8_t *)text, length};
		g_assert_cmpint(details_read_part(&details, bytes, false, &used, NULL), ==,
				PART_INCOMPLETE);
	}
	g_assert_cmpint(details_read_part(&details, bytes_of(text), false, &used, NULL), ==,
			PART_READ);
	g_assert_cmpuint(used, ==, strlen(text));
	g_assert_cmpuint(details.work, <, 2 * strlen(text));
	details_clear(&details);
}

/* ---- hostile details ---- */

/* Of `unit`, again and again after `begin`, each byte is looked at a few times only. */
static void check_work(const char *begin, const char *unit)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct sink sink = {forget_event};
	struct scanner scanner;

	stream_add_text(stream, begin);
	while (stream->len < 1 << 20)
		stream_add_text(stream, unit);
	struct window window = {stream_bytes(stream), 0, true};
	scanner_init(&scanner, true, &sink);
	g_assert_true(scanner_read(&scanner, &window, NULL));
	g_assert_cmpuint(window.at, ==, stream->len);
	g_assert_cmpuint(scanner.work, <, 40 * (uint64_t)stream->len);
	scanner_clear(&scanner);
}

/* Each interrupts the text, and what comes then is looked at anew. */
static void test_text_between_small_details_is_not_looked_through_each_time(void)
{
	check_work("", "test: a\nsuccessful: a [ multipart\n]\n");
}

/* Each is a chunk of all that began before it, and at the end they all turn out to be none. */
static void test_details_that_are_none_are_not_tried_for_ever(void)
{
	static const char nested[] =
		"\n]\ntest: a\nerror: a [ multipart\nContent-Type: a/b\nname\n";
	g_autofree char *unit = g_strdup_printf("%zX\r\n%s", sizeof nested - 1, nested);

	check_work(nested, unit);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/v1_details/inline", test_inline_details_as_cmocka_writes_them);
	g_test_add_func("/v1_details/lines", test_bracketed_details_are_named_by_their_outcome);
	g_test_add_func("/v1_details/lines/quoted", test_a_quoted_bracket_is_content);
	g_test_add_func("/v1_details/lines/directives", test_directives_inside_details_are_content);
	g_test_add_func("/v1_details/lines/empty", test_empty_details_are_an_empty_file);
	g_test_add_func("/v1_details/lines/label", test_a_label_may_end_in_a_bracket);
	g_test_add_func("/v1_details/lines/cut-short", test_details_cut_short_leave_the_test_open);
	g_test_add_func("/v1_details/lines/long", test_long_details_come_in_pieces);
	g_test_add_func("/v1_details/parts", test_parts_are_files_of_their_own);
	g_test_add_func("/v1_details/parts/bytes",
			test_a_part_that_comes_in_bytes_is_looked_at_once);
	g_test_add_func("/v1_details/hostile/small",
			test_text_between_small_details_is_not_looked_through_each_time);
	g_test_add_func("/v1_details/hostile/nested",
			test_details_that_are_none_are_not_tried_for_ever);
	g_test_add_func("/v1_details/parts/any-bytes", test_chunks_may_hold_any_bytes);
	g_test_add_func("/v1_details/parts/malformed",
			test_parts_that_are_not_well_formed_are_lines);
	g_test_add_func("/v1_details/parts/cut-short", test_a_part_cut_short_hides_no_packet);
	return g_test_run();
}
