/* Subunit v1: directives, details, tags and times, as C libraries emit them. */
#include "subunit/v1.h"

#include "support/stream.h"
#include "support/transcript.h"

static void check(const char *text, const char *expected)
{
	transcript_assert(bytes_of(text), expected);
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

/* ---- output that lacks its newline, as Check and cmocka leave it ---- */

static void test_an_outcome_may_follow_output_in_its_line(void)
{
	check("test: a\nworkingsuccess: a\ntest: b\n... uxsuccess: b\n",
	      "a: inprogress, runnable\n"
	      "-: , file stdout \"working\"\n"
	      "a: success, runnable\n"
	      "b: inprogress, runnable\n"
	      "-: , file stdout \"... \"\n"
	      "b: uxsuccess, runnable\n");
	check("test: T:a\nok: T:aerror: T:a [\nwhy\n]\n",
	      "T:a: inprogress, runnable\n"
	      "-: , file stdout \"ok: T:a\"\n"
	      "T:a: , runnable, file traceback (text/x-traceback; charset=\"utf8\") \"why\\n\", "
	      "ended\n"
	      "T:a: fail, runnable\n");
}

static void test_what_only_resembles_an_outcome_is_output(void)
{
	check("test: a\nsome: a\nhow success: ab\nno success:a\n",
	      "a: inprogress, runnable\n"
	      "-: , file stdout \"some: a\\nhow success: ab\\nno success:a\\n\"\n");
}

static void test_a_start_may_follow_output_in_its_line(void)
{
	check("setting up...test: a\nsuccess: a\n", "-: , file stdout \"setting up...\"\n"
						    "a: inprogress, runnable\n"
						    "a: success, runnable\n");
	check("the latest: a\nlog test: a\nlatest: b\n",
	      "-: , file stdout \"the latest: a\\nlog test: a\\nlatest: b\\n\"\n");
}

static void test_supposed_starts_do_not_touch_a_test_that_is_open(void)
{
	g_autoptr(GString) text = g_string_new("time: 1970-01-01 00:00:01Z\ntest: a\n");
	g_autoptr(GString) output = g_string_new(NULL);

	for (int i = 0; i < 100; i++)
		g_string_append_printf(output, "latest: a\nlatest: %d\n", i);
	g_string_append(text, output->str);
	g_string_append(text, "tags: x\nsuccess: a\n");
	g_string_replace(output, "\n", "\\n", 0);
	g_autofree char *expected =
		g_strdup_printf("a: inprogress, runnable, at 1.000000000\n"
				"-: , file stdout \"%s\"\n"
				"a: success, runnable, at 1.000000000, tags x\n",
				output->str);
	check(text->str, expected);
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

static void test_times_are_told_to_the_nanosecond(void)
{
	check("time: 2106-02-07 06:28:15.999999999Z\ntest: a\n"
	      "time: 1970-01-01 00:00:00,5+00:00\nsuccess: a\n"
	      "time: 1970-01-01 00:00:00.0000000019Z\ntest: b\n",
	      "a: inprogress, runnable, at 4294967295.999999999\n"
	      "a: success, runnable, at 0.500000000\n"
	      "b: inprogress, runnable, at 0.000000001\n");
}

static void test_after_a_time_that_no_packet_can_tell_there_is_none(void)
{
	check("time: 2026-01-02 03:04:05Z\ntest: a\ntime: 0001-01-01 00:00:00Z\nsuccess: a\n"
	      "time: 2026-01-02 03:04:06Z\ntest: b\n",
	      "a: inprogress, runnable, at 1767323045.000000000\n"
	      "-: , file stdout \"time: 0001-01-01 00:00:00Z\\n\"\n"
	      "a: success, runnable\n"
	      "b: inprogress, runnable, at 1767323046.000000000\n");
}

static void test_times_that_no_packet_can_tell_are_plain_output(void)
{
	check("time: 1969-12-31 23:59:59Z\ntime: 9999-01-01 00:00:00Z\ntest: a\n",
	      "-: , file stdout \"time: 1969-12-31 23:59:59Z\\ntime: 9999-01-01 00:00:00Z\\n\"\n"
	      "a: inprogress, runnable\n");
}

/* ---- v1 and v2 in one stream ---- */

static void test_both_versions_may_alternate(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "test: v1\n");
	stream_add_status(stream, "v2", STATUS_INPROGRESS);
	stream_add_status(stream, "v2", STATUS_SUCCESS);
	stream_add_text(stream, "skip: v1 [\nwh");
	stream_add_status(stream, "late", STATUS_SUCCESS);
	stream_add_text(stream, "y\n]\n");
	transcript_assert(stream_bytes(stream),
			  "v1: inprogress, runnable\n"
			  "v2: inprogress, runnable\n"
			  "v2: success, runnable\n"
			  "late: success, runnable\n"
			  "v1: , runnable, file reason (text/plain) \"why\\n\", ended\n"
			  "v1: skip, runnable\n");
}

static void test_after_a_packet_the_words_of_version_1_are_the_programs_own(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "success: nothing\n");
	stream_add_status(stream, "a", STATUS_INPROGRESS);
	stream_add_text(stream, "test: b\nfailure: a [\nwhy\n]\ntime: 2026-01-02 03:04:05Z\n");
	stream_add_status(stream, "a", STATUS_SUCCESS);
	transcript_assert(stream_bytes(stream),
			  "-: , file stdout \"success: nothing\\n\"\n"
			  "a: inprogress, runnable\n"
			  "-: , file stdout \"test: b\\nfailure: a [\\nwhy\\n]\\n"
			  "time: 2026-01-02 03:04:05Z\\n\"\n"
			  "a: success, runnable\n");
}

static void test_a_packet_ends_a_line(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "test: first\nsuccess: first\ntest: half");
	stream_add_status(stream, "a", STATUS_SUCCESS);
	stream_add_text(stream, "test: b\n");
	stream_add_text(stream, "testing prose\n");
	stream_add_status(stream, "c", STATUS_SUCCESS);
	transcript_assert(stream_bytes(stream), "first: inprogress, runnable\n"
						"first: success, runnable\n"
						"-: , file stdout \"test: half\"\n"
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

/* Overlapping itself, the label is in the line hundred thousand times, and no outcome with it:
 * looking at each would take minutes. */
static void test_a_label_that_overlaps_itself_is_looked_for_in_linear_time(void)
{
	const size_t units = V1_LINE_MAX / 16;
	g_autoptr(GString) stream = g_string_new("test: x [ ");
	GString *expected = g_string_new(NULL);

	for (size_t i = 0; i < units; i++)
		g_string_append(stream, ": x [ ");
	g_string_append_printf(expected, "%s: inprogress, runnable\n", stream->str + 6);
	g_string_append(stream, "\n");
	g_string_append(expected, "-: , file stdout \"");
	for (size_t i = 0; i < 2 * units; i++) {
		g_string_append(stream, ": x [ ");
		g_string_append(expected, ": x [ ");
	}
	g_string_append(stream, "\n");
	g_string_append(expected, "\\n\"\n");
	check(stream->str, expected->str);
	g_string_free(expected, true);
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
	g_test_add_func("/v1/joined/outcome", test_an_outcome_may_follow_output_in_its_line);
	g_test_add_func("/v1/joined/resembling", test_what_only_resembles_an_outcome_is_output);
	g_test_add_func("/v1/joined/start", test_a_start_may_follow_output_in_its_line);
	g_test_add_func("/v1/joined/supposed",
			test_supposed_starts_do_not_touch_a_test_that_is_open);
	g_test_add_func("/v1/tags", test_tags_hold_for_all_or_for_one_test);
	g_test_add_func("/v1/tags/bounded", test_tags_are_bounded);
	g_test_add_func("/v1/time", test_the_clock_is_what_time_says);
	g_test_add_func("/v1/time/exact", test_times_are_told_to_the_nanosecond);
	g_test_add_func("/v1/time/after", test_after_a_time_that_no_packet_can_tell_there_is_none);
	g_test_add_func("/v1/time/untold", test_times_that_no_packet_can_tell_are_plain_output);
	g_test_add_func("/v1/mixed", test_both_versions_may_alternate);
	g_test_add_func("/v1/mixed/packet-first",
			test_after_a_packet_the_words_of_version_1_are_the_programs_own);
	g_test_add_func("/v1/mixed/lines", test_a_packet_ends_a_line);
	g_test_add_func("/v1/encodings", test_old_encodings_are_no_damage_in_v1);
	g_test_add_func("/v1/too-long", test_a_line_too_long_is_plain_output);
	g_test_add_func("/v1/label/overlapping",
			test_a_label_that_overlaps_itself_is_looked_for_in_linear_time);
	return g_test_run();
}
