/* The dialects of TAP; the corpus has whole outputs of them. */
#include "reading.h"

static void test_results_are_told_with_the_directives(void)
{
	reading_check(
		"tap",
		"1..5\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP why\nnot ok 4 - d # todo later\n"
		"not ok 5 # skip\n",
		"a: success\nb: fail\nc: , file reason \"why\"\nc: skip\n"
		"d: , file reason \"later\"\nd: xfail\ntest 5: skip\ncomplete\n");
}

static void test_prose_that_begins_with_ok_is_output(void)
{
	reading_check("tap", "1..1\nok, this is prose\nok then\nokay\nok 1 fine\n",
		      "-: , file stdout \"ok, this is prose\\nok then\\nokay\\n\"\nfine: success\n"
		      "complete\n");
}

static void test_numbers_below_the_next_or_above_the_plan_are_noise(void)
{
	reading_check("tap", "1..2\nok 1 - a\nnot ok 1 - fake\nnot ok 99 - fake\nok 2 - b\n",
		      "a: success\n-: , file stdout \"not ok 1 - fake\\nnot ok 99 - fake\\n\"\n"
		      "b: success\ncomplete\n");
}

static void test_numbers_that_are_passed_over_are_lost(void)
{
	reading_check("tap", "1..3\nok 1 - a\nok 3 - c\n",
		      "a: success\n"
		      "test 2: , file reason \"it was planned, and its result never came\\n\"\n"
		      "test 2: fail, tags testr.lost\nc: success\n"
		      "lost: tests that were planned did not run\n");
}

static void test_a_result_behind_other_text_counts_if_its_number_would_be_missing(void)
{
	reading_check("tap", "ok 1 - a\nnoisenot ok 2 - b\nok 3 - c\n1..3\n",
		      "a: success\n-: , file stdout \"noisenot ok 2 - b\\n\"\nb: fail\nc: success\n"
		      "complete\n");
	reading_check(
		"tap", "ok 1 - a\nnoiseok 2 - b\nok 2 - real\n1..2\n",
		"a: success\n-: , file stdout \"noiseok 2 - b\\n\"\nreal: success\ncomplete\n");
}

static void test_a_missing_plan_is_told(void)
{
	reading_check("tap", "ok 1 - a\n", "a: success\nend-missing: the plan (1..N) is missing\n");
}

static void test_a_huge_plan_is_not_told_test_by_test(void)
{
	const struct format_options options = {0};
	g_autofree char *said = reading_of_pieces("tap", &options, "1..100000000000\nok 1 - a\n",
						  &ended_well, TIME_NONE, 100);

	g_assert_nonnull(strstr(said, "test 1001: fail"));
	g_assert_null(strstr(said, "test 1003: fail"));
}

static void test_a_bail_out_and_a_skipped_file_are_told(void)
{
	reading_check("tap", "1..1\nok 1 - a\nBail out!  no database\n",
		      "a: success\ncomplete\nfailure: bailed out: no database\n");
	reading_check("tap", "1..0 # SKIP not here\n", "complete\nskipped: not here\n");
}

static void test_text_about_a_failure_is_attached_to_it(void)
{
	reading_check(
		"tap",
		"1..2\nnot ok 1 - a\n# (in test file t.bats, line 8)\n  more\nok 2 - b\n# a note\n",
		"a: , file traceback \"(in test file t.bats, line 8)\\n  more\\n\"\n"
		"a: , file location \"t.bats:8\"\na: fail\nb: success\n"
		"-: , file stdout \"# a note\\n\"\ncomplete\n");
}

static void test_yaml_gives_duration_place_and_text(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"tap", &options,
		"1..1\nnot ok 1 - a\n  ---\n  duration_ms: 1500\n  location: 'f.js:4:1'\n"
		"  error: |-\n    ok 1 - b\n  ...\n",
		&ended_well, INT64_C(10000000000),
		"a: , file traceback \"location: 'f.js:4:1'\\nerror: |-\\n  ok 1 - b\\n\"\n"
		"a: , file location \"f.js:4:1\"\na: inprogress, at 8.500000000\n"
		"a: fail, at 10.000000000\ncomplete\n");
}

static void test_the_next_result_ends_yaml_that_has_no_end(void)
{
	reading_check("tap", "1..2\nnot ok 1 - a\n  ---\n  x: 1\nok 2 - b\n",
		      "a: , file traceback \"x: 1\\n\"\na: fail\nb: success\ncomplete\n");
}

static void test_subtests_are_named_after_their_parents(void)
{
	reading_check(
		"tap",
		"# Subtest: a\n    # Subtest: b\n        ok 1 - c\n        1..1\n    ok 1 - b\n"
		"    1..1\nok 1 - a\n1..1\n",
		"a > b > c: success\na > b: success\na: success\ncomplete\n");
	reading_check("tap", "1..1\n    # Subtest: a\n    ok 1 - c\n    1..1\nok 1 - a\n",
		      "a > c: success\na: success\ncomplete\n");
	reading_check("tap", "1..1\nok 1 - a {\n    1..1\n    ok 1 - c\n}\n",
		      "a > c: success\na: success\ncomplete\n");
	reading_check("tap", "1..1\nok 1 - a {\n", "a {: success\ncomplete\n");
}

static void test_indented_results_that_nothing_announced_are_output(void)
{
	reading_check("tap", "1..1\n    ok 1 - x\nok 1 - a\n",
		      "-: , file stdout \"    ok 1 - x\\n\"\na: success\ncomplete\n");
}

static void test_a_stream_that_ends_within_a_subtest_leaves_that_open(void)
{
	reading_check("tap", "1..1\n# Subtest: a\n    ok 1 - c\n",
		      "a > c: success\na: inprogress\nopen: it ends within a subtest\n");
}

static void test_a_second_plan_begins_a_new_document(void)
{
	reading_check("tap", "1..1\nok 1 - a\n1..1\nok 1 - a\n",
		      "a: success\na #2: success\ncomplete\n");
}

static void test_what_stands_before_the_version_is_output_where_that_is_due(void)
{
	reading_check("tap13", "not ok 1 - fake\nnoiseTAP version 13\n1..1\nok 1 - a\n",
		      "-: , file stdout \"not ok 1 - fake\\nnoise\"\na: success\ncomplete\n");
	reading_check("tap13", "1..1\nok 1 - a\n",
		      "-: , file stdout \"1..1\\nok 1 - a\\n\"\n"
		      "unrecognized: there is no TAP in it\n");
}

static void test_names_are_unescaped_but_not_those_of_bats(void)
{
	reading_check("tap", "1..1\nok 1 - a \\# b \\\\ c # time=3ms\n",
		      "a # b \\x5c c: success\ncomplete\n");
	reading_check("bats", "1..1\nok 1 a \\\\ c in 12ms\n",
		      "a \\x5c\\x5c c: success\ncomplete\n");
	reading_check("tap", "1..1\nok 1 - answers in 12ms\n",
		      "answers in 12ms: success\ncomplete\n");
}

static void test_names_that_are_no_utf8_are_mended(void)
{
	reading_check("tap", "1..1\nok 1 - a\xff\n", "a\\xef\\xbf\\xbd: success\ncomplete\n");
}

static void test_the_looks_of_tap_are_known(void)
{
	const char *version = "noise\nTAP version 14\n";
	const char *plan = "1..3\n";

	g_assert_true(format_sniff((struct bytes){(const uint8_t *)version, strlen(version)}) ==
		      format_find("tap13"));
	g_assert_true(format_sniff((struct bytes){(const uint8_t *)plan, strlen(plan)}) ==
		      format_find("tap"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tap/directives", test_results_are_told_with_the_directives);
	g_test_add_func("/tap/prose", test_prose_that_begins_with_ok_is_output);
	g_test_add_func("/tap/noise", test_numbers_below_the_next_or_above_the_plan_are_noise);
	g_test_add_func("/tap/lost", test_numbers_that_are_passed_over_are_lost);
	g_test_add_func("/tap/glued",
			test_a_result_behind_other_text_counts_if_its_number_would_be_missing);
	g_test_add_func("/tap/no-plan", test_a_missing_plan_is_told);
	g_test_add_func("/tap/huge-plan", test_a_huge_plan_is_not_told_test_by_test);
	g_test_add_func("/tap/bail-out", test_a_bail_out_and_a_skipped_file_are_told);
	g_test_add_func("/tap/text", test_text_about_a_failure_is_attached_to_it);
	g_test_add_func("/tap/yaml", test_yaml_gives_duration_place_and_text);
	g_test_add_func("/tap/yaml-cut", test_the_next_result_ends_yaml_that_has_no_end);
	g_test_add_func("/tap/subtests", test_subtests_are_named_after_their_parents);
	g_test_add_func("/tap/indented", test_indented_results_that_nothing_announced_are_output);
	g_test_add_func("/tap/open", test_a_stream_that_ends_within_a_subtest_leaves_that_open);
	g_test_add_func("/tap/second-plan", test_a_second_plan_begins_a_new_document);
	g_test_add_func("/tap/version",
			test_what_stands_before_the_version_is_output_where_that_is_due);
	g_test_add_func("/tap/escapes", test_names_are_unescaped_but_not_those_of_bats);
	g_test_add_func("/tap/not-utf8", test_names_that_are_no_utf8_are_mended);
	g_test_add_func("/tap/looks", test_the_looks_of_tap_are_known);
	return g_test_run();
}
