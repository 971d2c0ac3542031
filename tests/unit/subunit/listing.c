/* What a list command prints, to test ids. */
#include "subunit/listing.h"

#include "model/unloadable.h"
#include "support/stream.h"

/* The ids joined by '|', or "error: ..." . */
static char *list(const GByteArray *stream, size_t piece)
{
	scoped(listing) listing = listing_new();
	g_autoptr(GError) error = NULL;

	for (size_t at = 0; at < stream->len; at += piece)
		listing_feed(listing, stream->data + at, MIN(piece, stream->len - at));
	g_autoptr(GPtrArray) ids = listing_end(listing, &error);
	if (!ids)
		return g_strdup_printf("error: %s", error->message);
	g_ptr_array_add(ids, NULL);
	return g_strjoinv("|", (char **)ids->pdata);
}

static void check(const GByteArray *stream, const char *expected)
{
	for (size_t piece = 1; piece <= MAX(stream->len, 1); piece = piece * 2 + 1) {
		g_autofree char *ids = list(stream, piece);

		g_assert_cmpstr(ids, ==, expected);
	}
	g_autofree char *at_once = list(stream, MAX(stream->len, 1));
	g_assert_cmpstr(at_once, ==, expected);
}

static void check_text(const char *text, const char *expected)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, text);
	check(stream, expected);
}

static void test_plain_lines_are_ids(void)
{
	check_text("", "");
	check_text("a.b\nc d\n", "a.b|c d");
	check_text("a\n\n  b\t\r\n \t \nlast ", "a|  b\t|last ");
	check_text("caf\xc3\xa9\nm\xc2\xb3\n", "caf\xc3\xa9|m\xc2\xb3");
}

static void test_v1_directives_are_ids_in_a_listing(void)
{
	check_text("test: a\nsuccess: a\n", "test: a|success: a");
}

static void test_repeated_ids_are_kept_once_in_order(void)
{
	check_text("b\na\nb\na\nc\n", "b|a|c");
}

static void test_packets_that_say_exists_are_ids(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "b", STATUS_EXISTS);
	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_status(stream, "b", STATUS_EXISTS);
	stream_add_status(stream, "run", STATUS_SUCCESS);
	check(stream, "b|a");
}

static void test_lines_beside_packets_are_noise(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "loading\xff\n");
	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_text(stream, "loaded");
	check(stream, "a");
}

static void test_lines_beside_packets_that_list_nothing_are_noise(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "loading\n");
	stream_add_file(stream, NULL, "log", bytes_of("x"));
	check(stream, "");
}

static void test_a_damaged_packet_is_an_error(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_status(stream, "b", STATUS_EXISTS);
	stream->data[stream->len - 1] ^= 1;
	check(stream,
	      "error: the listing is damaged: the checksum does not fit the bytes (10 bytes "
	      "given up)");
}

static void test_a_packet_cut_short_is_an_error(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_status(stream, "b", STATUS_EXISTS);
	g_byte_array_set_size(stream, stream->len - 1);
	check(stream, "error: the listing is damaged: the packet is cut short (9 bytes given up)");
}

static void test_a_line_that_is_no_utf8_is_an_error(void)
{
	check_text("a\n\xff\n", "error: the listing has a line that is not UTF-8 or holds NUL");
}

/* A listing that has been read to its end. */
static struct listing *read_listing(const GByteArray *stream)
{
	struct listing *listing = listing_new();

	for (size_t i = 0; i < stream->len; i++)
		listing_feed(listing, stream->data + i, 1);
	g_autoptr(GPtrArray) ids = listing_end(listing, NULL);
	g_assert_nonnull(ids);
	return listing;
}

static void test_import_errors_are_taken_apart(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_file(stream, NULL, "import errors",
			bytes_of("Failed to import test module: b\nno c\n"));
	scoped(listing) listing = read_listing(stream);
	g_autoptr(GPtrArray) unloadable = listing_unloadable(listing);

	g_assert_cmpuint(unloadable->len, ==, 1);
	const struct unloadable *only = unloadable->pdata[0];
	g_assert_cmpstr(only->id, ==, "unittest.loader._FailedTest.b");
	g_assert_cmpstr(only->why->str, ==, "Failed to import test module: b\nno c\n");
}

static void test_import_errors_behind_plain_lines_are_no_ids(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "a\nFailed to import test module: b\nTraceback\n\n");
	check(stream, "a");
	scoped(listing) listing = read_listing(stream);
	g_autoptr(GPtrArray) unloadable = listing_unloadable(listing);

	g_assert_cmpuint(unloadable->len, ==, 1);
}

static void test_what_stands_beside_packets_are_remarks(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "loading");
	stream_add_status(stream, "a", STATUS_EXISTS);
	stream_add_file(stream, NULL, "log", bytes_of("one\n"));
	stream_add_file(stream, NULL, "log", bytes_of("two\n"));
	scoped(listing) listing = read_listing(stream);
	g_autofree char *remarks = listing_remarks(listing);

	g_assert_cmpstr(remarks, ==, "loading\nlog:\none\ntwo\n");
}

static void test_plain_lines_have_no_remarks(void)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();

	stream_add_text(stream, "a\n");
	scoped(listing) listing = read_listing(stream);
	g_assert_null(listing_remarks(listing));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/listing/lines", test_plain_lines_are_ids);
	g_test_add_func("/listing/v1-directives", test_v1_directives_are_ids_in_a_listing);
	g_test_add_func("/listing/repeated", test_repeated_ids_are_kept_once_in_order);
	g_test_add_func("/listing/packets", test_packets_that_say_exists_are_ids);
	g_test_add_func("/listing/noise", test_lines_beside_packets_are_noise);
	g_test_add_func("/listing/nothing", test_lines_beside_packets_that_list_nothing_are_noise);
	g_test_add_func("/listing/damaged", test_a_damaged_packet_is_an_error);
	g_test_add_func("/listing/cut-short", test_a_packet_cut_short_is_an_error);
	g_test_add_func("/listing/not-utf8", test_a_line_that_is_no_utf8_is_an_error);
	g_test_add_func("/listing/import-errors", test_import_errors_are_taken_apart);
	g_test_add_func("/listing/import-error-lines",
			test_import_errors_behind_plain_lines_are_no_ids);
	g_test_add_func("/listing/remarks", test_what_stands_beside_packets_are_remarks);
	g_test_add_func("/listing/no-remarks", test_plain_lines_have_no_remarks);
	return g_test_run();
}
