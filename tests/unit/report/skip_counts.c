#include "report/skip_counts.h"

#include "results_maker.h"

static const struct style plain = {0};

/* Counts a test that was skipped for `reason`; NULL: for none that it tells. */
static void count_skip(struct skip_counts *counts, const char *reason)
{
	struct result result = make_result("a", OUTCOME_SKIP);

	if (reason)
		attach(&result, "reason", NULL, reason);
	skip_counts_add(counts, &result);
	unmake_result(&result);
}

static void assert_shown(const struct skip_counts *counts, const char *expected)
{
	g_autoptr(GString) shown = g_string_new(NULL);

	skip_counts_format(counts, shown, &plain);
	g_assert_cmpstr(shown->str, ==, expected);
}

static void the_most_frequent_reason_comes_first(void)
{
	cleared(skip_counts) counts;

	skip_counts_init(&counts);
	count_skip(&counts, "no network");
	count_skip(&counts, "no database\n");
	count_skip(&counts, " no database");
	count_skip(&counts, "a mouse");
	assert_shown(&counts, "Skipped tests, by reason:\n"
			      "     2  no database\n"
			      "     1  a mouse\n"
			      "     1  no network\n");
}

static void those_that_do_not_say_why_are_counted_too(void)
{
	cleared(skip_counts) counts;

	skip_counts_init(&counts);
	count_skip(&counts, NULL);
	count_skip(&counts, " \n");
	assert_shown(&counts, "Skipped tests, by reason:\n     2  without a reason\n");
}

static void tests_below_a_fixture_count_for_its_reason(void)
{
	cleared(skip_counts) counts;

	skip_counts_init(&counts);
	count_skip(&counts, "no database");
	count_skip(&counts, "setUpClass (mod.Class): no database\n");
	count_skip(&counts, "see (1): no database");
	assert_shown(&counts, "Skipped tests, by reason:\n"
			      "     2  no database\n"
			      "     1  see (1): no database\n");
}

static void what_was_not_skipped_does_not_count(void)
{
	cleared(skip_counts) counts;
	struct result failure = make_result("a", OUTCOME_FAIL);
	struct result not_run = make_result("b", OUTCOME_NOT_RUN);

	skip_counts_init(&counts);
	attach(&failure, "reason", NULL, "broken");
	attach(&not_run, "reason", NULL, "stopped");
	skip_counts_add(&counts, &failure);
	skip_counts_add(&counts, &not_run);
	assert_shown(&counts, "");
	unmake_result(&failure);
	unmake_result(&not_run);
}

static void only_the_most_frequent_are_shown(void)
{
	cleared(skip_counts) counts;
	g_autoptr(GString) shown = g_string_new(NULL);

	skip_counts_init(&counts);
	for (int i = 0; i < SKIP_COUNTS_MAX + 5; i++) {
		g_autofree char *reason = g_strdup_printf("reason %04d", i);
		count_skip(&counts, reason);
	}
	skip_counts_format(&counts, shown, &plain);
	g_assert_nonnull(strstr(shown->str, "     1  reason 0019\n   985  for other reasons\n"));
	g_assert_null(strstr(shown->str, "reason 0020"));
	g_assert_cmpuint(g_hash_table_size(counts.by_reason), ==, SKIP_COUNTS_MAX);
}

static void only_the_first_line_counts_and_no_control_character_is_shown(void)
{
	cleared(skip_counts) counts;

	skip_counts_init(&counts);
	count_skip(&counts, "\033[31mno\nat all");
	assert_shown(&counts, "Skipped tests, by reason:\n     1  \\x1b[31mno\n");
}

#define ADD(test) g_test_add_func("/report/skip_counts/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(the_most_frequent_reason_comes_first);
	ADD(those_that_do_not_say_why_are_counted_too);
	ADD(tests_below_a_fixture_count_for_its_reason);
	ADD(what_was_not_skipped_does_not_count);
	ADD(only_the_most_frequent_are_shown);
	ADD(only_the_first_line_counts_and_no_control_character_is_shown);
	return g_test_run();
}
