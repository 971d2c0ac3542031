#include "select/select.h"

#include <string.h>

#include "base/pattern.h"

static GPtrArray *ids_of(const char *const *ids)
{
	GPtrArray *array = g_ptr_array_new_with_free_func(g_free);

	for (; *ids; ids++)
		g_ptr_array_add(array, g_strdup(*ids));
	return array;
}

#define IDS(...) ids_of((const char *const[]){__VA_ARGS__, NULL})

static void assert_ids(const GPtrArray *ids, const char *expected)
{
	g_autoptr(GString) joined = g_string_new(NULL);

	for (unsigned int i = 0; i < ids->len; i++)
		g_string_append_printf(joined, "%s%s", i ? " " : "",
				       (const char *)g_ptr_array_index(ids, i));
	g_assert_cmpstr(joined->str, ==, expected);
}

static void assert_applied(const struct selection *selection, const GPtrArray *listed,
			   const char *expected)
{
	g_autoptr(GPtrArray) chosen = selection_apply(selection, listed);

	assert_ids(chosen, expected);
}

static GPtrArray *compile(const char *const *patterns)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *filters = selection_compile(patterns, &error);

	g_assert_no_error(error);
	return filters;
}

static void test_without_restriction_everything_passes_in_listing_order(void)
{
	g_autoptr(GPtrArray) listed = IDS("b", "a", "c");
	g_autoptr(GPtrArray) no_filters = compile((const char *const[]){NULL});
	struct selection none = {0};
	struct selection empty = {.filters = no_filters};

	assert_applied(&none, listed, "b a c");
	assert_applied(&empty, listed, "b a c");
	g_assert_true(selection_is_everything(&none));
	g_assert_true(selection_is_everything(&empty));
}

static void test_any_filter_found_anywhere_lets_a_test_pass(void)
{
	g_autoptr(GPtrArray) listed = IDS("pkg.test_a", "pkg.test_b", "other.test_a", "x");
	g_autoptr(GPtrArray) filters = compile((const char *const[]){"_b$", "^other", NULL});
	struct selection selection = {.filters = filters};

	assert_applied(&selection, listed, "pkg.test_b other.test_a");
	g_assert_false(selection_is_everything(&selection));
}

static void test_only_keeps_those_that_filters_let_pass_too(void)
{
	g_autoptr(GPtrArray) listed = IDS("a1", "a2", "b1");
	g_autoptr(GPtrArray) filters = compile((const char *const[]){"a", NULL});
	g_autoptr(GHashTable) only = g_hash_table_new(g_str_hash, g_str_equal);
	struct selection selection = {.filters = filters, .only = only};

	g_hash_table_add(only, (char *)"a2");
	g_hash_table_add(only, (char *)"b1");
	assert_applied(&selection, listed, "a2");
	selection.filters = NULL;
	assert_applied(&selection, listed, "a2 b1");
	g_assert_false(selection_is_everything(&selection));
}

static void test_a_load_list_gives_the_order_and_each_test_once(void)
{
	g_autoptr(GPtrArray) listed = IDS("a", "b", "c");
	g_autoptr(GPtrArray) list = IDS("c", "x", "a", "c", "x");
	struct selection selection = {.load_list = list};

	assert_applied(&selection, listed, "c a");
	g_assert_false(selection_is_everything(&selection));
	g_autoptr(GPtrArray) missing = selection_missing(&selection, listed);
	assert_ids(missing, "x");
}

static void test_an_empty_load_list_chooses_nothing(void)
{
	g_autoptr(GPtrArray) listed = IDS("a");
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	struct selection selection = {.load_list = list};

	assert_applied(&selection, listed, "");
	g_assert_false(selection_is_everything(&selection));
}

static void test_a_bad_filter_is_an_error(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(selection_compile((const char *const[]){"a", "(", NULL}, &error));
	g_assert_error(error, G_REGEX_ERROR, G_REGEX_ERROR_UNMATCHED_PARENTHESIS);
	g_assert_cmpstr(error->message, ==,
			"cannot use the regular expression '(': missing terminating )");
}

static void assert_group(const char *regex, const char *test_id, const char *expected)
{
	g_autoptr(GRegex) group_regex = pattern_compile(regex, NULL);
	g_autofree char *group = selection_group(group_regex, test_id);

	g_assert_cmpstr(group, ==, expected);
}

static void test_groups_are_what_matches_at_the_start(void)
{
	assert_group("([^\\.]+\\.)+", "package.Class.test_x", "package.Class.");
	assert_group("([^\\.]+\\.)+", "plain", NULL);
	assert_group("Class", "package.Class.test_x", NULL);
	assert_group("(?:a|ab)", "abc", "a");
	assert_group("x*", "abc", NULL); /* an empty match groups nothing */
}

static void test_no_excluded_test_passes_whatever_else_chooses_it(void)
{
	g_autoptr(GPtrArray) listed = IDS("a1", "a2", "b1", "b2");
	g_autoptr(GPtrArray) filters = compile((const char *const[]){"a", "b2", NULL});
	g_autoptr(GPtrArray) excludes = compile((const char *const[]){"2$", "^c", NULL});
	g_autoptr(GPtrArray) list = IDS("b2", "b1", "a1");
	struct selection selection = {.excludes = excludes};

	assert_applied(&selection, listed, "a1 b1");
	g_assert_false(selection_is_everything(&selection));
	selection.filters = filters;
	assert_applied(&selection, listed, "a1");
	selection = (struct selection){.excludes = excludes, .load_list = list};
	assert_applied(&selection, listed, "b1 a1");
}

/* The id that is matched by the one expression in `line`, and by it alone. */
static void assert_line(const char *line, const char *matched, const char *not_matched)
{
	g_autoptr(GPtrArray) filters = compile((const char *const[]){NULL});
	g_autoptr(GError) error = NULL;

	g_assert_true(selection_compile_line(filters, text_of(line), &error));
	g_assert_no_error(error);
	g_assert_cmpuint(filters->len, ==, 1);
	g_assert_true(pattern_is_in(filters->pdata[0], matched));
	g_assert_false(pattern_is_in(filters->pdata[0], not_matched));
}

static void test_a_line_of_a_list_is_an_expression_without_its_comment(void)
{
	assert_line("  ^a b$ \t# why", "a b", "a b # why");
	assert_line("Class#method", "Class#method", "Class");
	assert_line("^a [#]b", "a #b", "a ");
}

static void test_lines_without_an_expression_add_nothing(void)
{
	g_autoptr(GPtrArray) filters = compile((const char *const[]){NULL});
	static const char *const lines[] = {"", "   ", "# a comment", " \t # one more"};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		g_assert_true(selection_compile_line(filters, text_of(lines[i]), NULL));
	g_assert_cmpuint(filters->len, ==, 0);
}

static void test_a_shard_is_not_everything_even_if_it_is_the_only_one(void)
{
	const struct selection selection = {.shard = {1, 1}};

	g_assert_false(selection_is_everything(&selection));
}

static void test_hundreds_of_thousands_of_ids_are_filtered(void)
{
	g_autoptr(GPtrArray) listed = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) filters =
		compile((const char *const[]){"Class\\d+7\\.", "test_1$", NULL});
	struct selection selection = {.filters = filters};

	for (int i = 0; i < 300000; i++)
		g_ptr_array_add(listed,
				g_strdup_printf("package.module.Class%d.test_%d", i / 10, i % 10));
	g_autoptr(GPtrArray) chosen = selection_apply(&selection, listed);
	/* One test of each of 30,000 classes, and the nine others of each whose number has two
	 * digits or more and ends in 7. */
	g_assert_cmpuint(chosen->len, ==, 30000 + 2999 * 9);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/select/everything_passes_in_listing_order",
			test_without_restriction_everything_passes_in_listing_order);
	g_test_add_func("/select/any_filter_found_anywhere",
			test_any_filter_found_anywhere_lets_a_test_pass);
	g_test_add_func("/select/only_and_filters",
			test_only_keeps_those_that_filters_let_pass_too);
	g_test_add_func("/select/a_load_list_gives_the_order",
			test_a_load_list_gives_the_order_and_each_test_once);
	g_test_add_func("/select/an_empty_load_list_chooses_nothing",
			test_an_empty_load_list_chooses_nothing);
	g_test_add_func("/select/a_bad_filter_is_an_error", test_a_bad_filter_is_an_error);
	g_test_add_func("/select/groups_are_what_matches_at_the_start",
			test_groups_are_what_matches_at_the_start);
	g_test_add_func("/select/no_excluded_test_passes",
			test_no_excluded_test_passes_whatever_else_chooses_it);
	g_test_add_func("/select/a_line_of_a_list",
			test_a_line_of_a_list_is_an_expression_without_its_comment);
	g_test_add_func("/select/lines_without_an_expression",
			test_lines_without_an_expression_add_nothing);
	g_test_add_func("/select/a_shard_is_not_everything",
			test_a_shard_is_not_everything_even_if_it_is_the_only_one);
	g_test_add_func("/select/hundreds_of_thousands_of_ids",
			test_hundreds_of_thousands_of_ids_are_filtered);
	return g_test_run();
}
