#include "formats/listing_doubt.h"

/* What is said of the listing `text`, as `format` reads it, up to the first newline; NULL: nothing.
 */
static char *doubt_about(const char *format, const char *text)
{
	const struct format_options options = {0};
	struct bytes bytes = {(const uint8_t *)text, strlen(text)};
	scoped(listing_reader) reader = format_find(format)->new_listing(&options);
	cleared(stray_output) printed;

	stray_output_init(&printed);
	stray_output_add(&printed, bytes);
	listing_reader_feed(reader, bytes);
	g_autoptr(GPtrArray) listed = listing_reader_end(reader, NULL);
	char *doubt = listing_doubt(&printed, format_find(format), listed);
	if (doubt && strchr(doubt, '\n'))
		*strchr(doubt, '\n') = '\0';
	return doubt;
}

static void check_doubt(const char *format, const char *text, const char *expected)
{
	g_autofree char *doubt = doubt_about(format, text);

	g_assert_cmpstr(doubt, ==, expected);
}

static void test_a_listing_in_its_format_is_beyond_doubt(void)
{
	check_doubt("subunit", "a\nb\n", NULL);
	check_doubt("gtest", "Suite.\n  A\n", NULL);
	check_doubt("auto", "Suite.\n  A\n", NULL);
	check_doubt("auto", "a\nb\n", NULL);
	check_doubt("subunit", "", NULL);
}

static void test_one_in_another_format_is_told_of(void)
{
	check_doubt("subunit", "Suite.\n  A\n",
		    "the listing looks like gtest: test_list_format=gtest");
	check_doubt("subunit", "t.py::a\n\n1 test collected in 0.01s\n",
		    "the listing looks like pytest: test_list_format=pytest");
}

static void test_one_that_comes_to_the_same_is_not(void)
{
	check_doubt("subunit", "t.py::a\nt.py::b\n", NULL);
}

static void test_results_in_its_place_are_told_of(void)
{
	check_doubt("subunit", "1..1\nok 1 - a\n",
		    "the listing looks like results, in the format tap: does the test command heed "
		    "$LISTOPT?");
	check_doubt("auto", "1..1\nok 1 - a\n",
		    "the listing looks like results, in the format tap: does the test command heed "
		    "$LISTOPT?");
}

static void test_text_without_tests_is_told_of(void)
{
	check_doubt("gtest", "usage: tests [options]\nbad option\n",
		    "the listing has 2 lines, and no test in gtest");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doubt/none", test_a_listing_in_its_format_is_beyond_doubt);
	g_test_add_func("/doubt/other", test_one_in_another_format_is_told_of);
	g_test_add_func("/doubt/same", test_one_that_comes_to_the_same_is_not);
	g_test_add_func("/doubt/results", test_results_in_its_place_are_told_of);
	g_test_add_func("/doubt/nothing", test_text_without_tests_is_told_of);
	return g_test_run();
}
