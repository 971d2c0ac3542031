/* Subunit v1: directives, details, tags and times, as C libraries emit them. */
#include "subunit/v1.h"

#include "support/stream.h"
#include "support/transcript.h"

static void check_stream(const GByteArray *stream, const char *expected)
{
	const size_t pieces[] = {1, 2, 3, 5, 7, 16, 100, MAX(stream->len, 1)};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *said =
			transcript_of(READER_RESULTS, stream_bytes(stream), pieces[i]);

		g_assert_cmpstr(said, ==, expected);
	}
}

static void check(const char *text, const char *expected)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, text);
	check_stream(stream, expected);
}

static void test_each_outcome_has_its_status(void)
{
	static const char *const words[][2] = {
		{"success", "success"},     {"successful", "success"}, {"failure", "fail"},
		{"error", "fail"},          {"skip", "skip"},          {"xfail", "xfail"},
		{"uxsuccess", "uxsuccess"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *text = g_strdup_printf("test: a b\n%s: a b\n", words[i][0]);
		g_autofree char *bare = g_strdup_printf("testing a b\n%s a b\n", words[i][0]);
		g_autofree char *expected = g_strdup_printf(
			"a b: inprogress, runnable\na b: %s, runnable\n", words[i][1]);

		check(text, expected);
		check(bare, expected);
	}
}

static void test_lines_may_end_as_a_terminal_ends_them(void)
{
	check("test: a\r\nfailure: a [\r\nwhy\r\n]\r\n",
	      "a: inprogress, runnable\n"
	      "a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") "
	      "\"why\\x0d\\n\", ended\n"
	      "a: fail, runnable\n");
}

static void test_what_is_no_directive_is_plain_output(void)
{
	check("hello\ntested: a\n test: a\ntest:a\ntest:\nsuccess: a\n\nlast",
	      "-: , file stdout \"hello\\ntested: a\\n test: a\\ntest:a\\ntest:\\nsuccess: a\\n"
	      "\\nlast\"\n");
	check("tags are fine\ntime flies\nprogress 50%\ntime: soon\nprogress: 50%\n",
	      "-: , file stdout \"tags are fine\\ntime flies\\nprogress 50%\\ntime: soon\\n"
	      "progress: 50%\\n\"\n");
}

static void test_output_inside_a_test_is_plain_output(void)
{
	check("test: a\nworking\nsuccess: b\nsuccess: a\ndone\n",
	      "a: inprogress, runnable\n"
	      "-: , file stdout \"working\\nsuccess: b\\n\"\n"
	      "a: success, runnable\n"
	      "-: , file stdout \"done\\n\"\n");
}

static void test_progress_is_dropped(void)
{
	check("progress: 3\nprogress: +1\nprogress: -2\nprogress: push\nprogress: pop\n", "");
}

static void test_prose_that_looks_like_a_start_is_plain_output(void)
{
	check("testing the waters\nall well\n",
	      "-: , file stdout \"testing the waters\\nall well\\n\"\n");
	check("test drive", "-: , file stdout \"test drive\"\n");
	check("test a\ntest b\n", "-: , file stdout \"test a\\ntest b\\n\"\n");
}

static void test_a_start_without_colon_counts_when_its_outcome_comes(void)
{
	check("time: 1970-01-01 00:00:01Z\ntest a\ntime: 1970-01-01 00:00:02Z\nsuccess a\n",
	      "a: inprogress, runnable, at 1.000000000\n"
	      "a: success, runnable, at 2.000000000\n");
	check("test a\noutput\nsuccess a\n", "-: , file stdout \"test a\\noutput\\n\"\n"
					     "a: inprogress, runnable\n"
					     "a: success, runnable\n");
}

static void test_a_test_may_start_while_another_is_open(void)
{
	check("test: dies\ntest: b\nsuccess: b\nfailure: dies\nsuccess: dies\n",
	      "dies: inprogress, runnable\n"
	      "b: inprogress, runnable\n"
	      "b: success, runnable\n"
	      "dies: fail, runnable\n"
	      "-: , file stdout \"success: dies\\n\"\n");
}

static void test_a_test_that_is_not_ended_stays_open(void)
{
	check("test: a\n", "a: inprogress, runnable\n");
	check("test: a\nsuccess: a", "a: inprogress, runnable\n"
				     "-: , file stdout \"success: a\"\n");
}

static void test_labels_that_are_no_utf8_are_mended(void)
{
	check("test: caf\xe9\nskip: caf\xe9\n", "caf\\xef\\xbf\\xbd: inprogress, runnable\n"
						"caf\\xef\\xbf\\xbd: skip, runnable\n");
}

/* ---- tags and times ---- */

static void test_tags_hold_for_all_or_for_one_test(void)
{
	check("tags: z a\ntest: 1\ntags: b -a\nsuccess: 1\ntest: 2\nsuccess: 2\n"
	      "tags: -z c\ntest: 3\nsuccess: 3\n",
	      "1: inprogress, runnable\n"
	      "1: success, runnable, tags b z\n"
	      "2: inprogress, runnable\n"
	      "2: success, runnable, tags a z\n"
	      "3: inprogress, runnable\n"
	      "3: success, runnable, tags a c\n");
}

static void test_tags_are_bounded(void)
{
	g_autoptr(GString) text = g_string_new("tags:");

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(text, " %d", i);
	g_string_append(text, "\ntest: a\nsuccess: a\n");
	g_autofree char *said = transcript_of(READER_RESULTS, bytes_of(text->str), text->len);
	g_assert_nonnull(strstr(said, " 255"));
	g_assert_null(strstr(said, " 256"));
}

static void test_the_clock_is_what_time_says(void)
{
	check("time: 2026-01-02 03:04:05.678Z\ntest: a\n"
	      "time: 2026-01-02T03:04:06+01:00\nsuccess: a\n"
	      "time: 2026-01-02 03:04:07\ntest: b\n",
	      "a: inprogress, runnable, at 1767323045.678000000\n"
	      "a: success, runnable, at 1767319446.000000000\n"
	      "b: inprogress, runnable, at 1767323047.000000000\n");
}

static void test_times_that_no_packet_can_tell_are_plain_output(void)
{
	check("time: 1969-12-31 23:59:59Z\ntime: 9999-01-01 00:00:00Z\ntest: a\n",
	      "-: , file stdout \"time: 1969-12-31 23:59:59Z\\ntime: 9999-01-01 00:00:00Z\\n\"\n"
	      "a: inprogress, runnable\n");
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
	check_stream(stream, said);
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
	check_stream(stream, "a: inprogress, runnable\n"
			     "b: success, runnable\n"
			     "a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") "
			     "\"Content-Type: a/b\\nf\\nFF\\x0d\\nhalf\"\n");
}

/* ---- v1 and v2 in one stream ---- */

static void test_both_versions_may_alternate(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "v2", STATUS_INPROGRESS);
	stream_add_text(stream, "test: v1\n");
	stream_add_status(stream, "v2", STATUS_SUCCESS);
	stream_add_text(stream, "skip: v1 [\nwh");
	stream_add_status(stream, "late", STATUS_SUCCESS);
	stream_add_text(stream, "y\n]\n");
	check_stream(stream, "v2: inprogress, runnable\n"
			     "v1: inprogress, runnable\n"
			     "v2: success, runnable\n"
			     "late: success, runnable\n"
			     "v1: , runnable, file reason (text/plain) \"why\\n\", ended\n"
			     "v1: skip, runnable\n");
}

static void test_a_packet_ends_a_line(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "test: half");
	stream_add_status(stream, "a", STATUS_SUCCESS);
	stream_add_text(stream, "test: b\n");
	stream_add_text(stream, "testing prose\n");
	stream_add_status(stream, "c", STATUS_SUCCESS);
	check_stream(stream, "-: , file stdout \"test: half\"\n"
			     "a: success, runnable\n"
			     "b: inprogress, runnable\n"
			     "-: , file stdout \"testing prose\\n\"\n"
			     "c: success, runnable\n");
}

/* U+0142 in ISO 8859-2 is B3. */
static void test_old_encodings_are_no_damage_in_v1(void)
{
	check("test: a\npi\xb3"
	      "ka \xb3\n\xb3 pa\xb3\nskip: a [\nby\xb3 \xb3!\n]\nby\xb3\n",
	      "a: inprogress, runnable\n"
	      "-: , file stdout \"pi\\xb3ka \\xb3\\n\\xb3 pa\\xb3\\n\"\n"
	      "a: , runnable, file reason (text/plain) \"by\\xb3 \\xb3!\\n\", ended\n"
	      "a: skip, runnable\n"
	      "-: , file stdout \"by\\xb3\\n\"\n");
}

static void test_a_line_too_long_is_plain_output(void)
{
	g_autofree char *label = g_strnfill(2 << 20, 'x');
	g_autofree char *text = g_strdup_printf("test: %s\nrest\n", label);
	g_autofree char *expected =
		g_strdup_printf("-: , file stdout \"test: %s\\nrest\\n\"\n", label);
	const size_t pieces[] = {1000, 1 << 16, strlen(text)};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *said = transcript_of(READER_RESULTS, bytes_of(text), pieces[i]);

		g_assert_cmpstr(said, ==, expected);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/v1/outcomes", test_each_outcome_has_its_status);
	g_test_add_func("/v1/line-ends", test_lines_may_end_as_a_terminal_ends_them);
	g_test_add_func("/v1/plain", test_what_is_no_directive_is_plain_output);
	g_test_add_func("/v1/output", test_output_inside_a_test_is_plain_output);
	g_test_add_func("/v1/progress", test_progress_is_dropped);
	g_test_add_func("/v1/prose", test_prose_that_looks_like_a_start_is_plain_output);
	g_test_add_func("/v1/no-colon", test_a_start_without_colon_counts_when_its_outcome_comes);
	g_test_add_func("/v1/nested", test_a_test_may_start_while_another_is_open);
	g_test_add_func("/v1/open", test_a_test_that_is_not_ended_stays_open);
	g_test_add_func("/v1/mended", test_labels_that_are_no_utf8_are_mended);
	g_test_add_func("/v1/tags", test_tags_hold_for_all_or_for_one_test);
	g_test_add_func("/v1/tags/bounded", test_tags_are_bounded);
	g_test_add_func("/v1/time", test_the_clock_is_what_time_says);
	g_test_add_func("/v1/time/untold", test_times_that_no_packet_can_tell_are_plain_output);
	g_test_add_func("/v1/details", test_bracketed_details_are_named_by_their_outcome);
	g_test_add_func("/v1/details/quoted", test_a_quoted_bracket_is_content);
	g_test_add_func("/v1/details/directives", test_directives_inside_details_are_content);
	g_test_add_func("/v1/details/empty", test_empty_details_are_an_empty_file);
	g_test_add_func("/v1/details/label", test_a_label_may_end_in_a_bracket);
	g_test_add_func("/v1/details/cut-short", test_details_cut_short_leave_the_test_open);
	g_test_add_func("/v1/details/long", test_long_details_come_in_pieces);
	g_test_add_func("/v1/parts", test_parts_are_files_of_their_own);
	g_test_add_func("/v1/parts/any-bytes", test_chunks_may_hold_any_bytes);
	g_test_add_func("/v1/parts/malformed", test_parts_that_are_not_well_formed_are_lines);
	g_test_add_func("/v1/parts/cut-short", test_a_part_cut_short_hides_no_packet);
	g_test_add_func("/v1/mixed", test_both_versions_may_alternate);
	g_test_add_func("/v1/mixed/lines", test_a_packet_ends_a_line);
	g_test_add_func("/v1/encodings", test_old_encodings_are_no_damage_in_v1);
	g_test_add_func("/v1/too-long", test_a_line_too_long_is_plain_output);
	return g_test_run();
}
