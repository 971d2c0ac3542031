#include "base/table.h"

#include <glib.h>

static void assert_table(const struct table *table, const char *expected)
{
	g_autofree char *text = table_format(table);

	g_assert_cmpstr(text, ==, expected);
}

static void test_columns_are_as_wide_as_their_widest_cell(void)
{
	scoped(table) table = table_new((const char *const[]){"Test id", "Runtime (s)", NULL});

	table_add(table, (const char *const[]){"a.long.test.id", "0.5", NULL});
	table_add(table, (const char *const[]){"b", "12.25", NULL});
	assert_table(table, "Test id         Runtime (s)\n"
			    "--------------  -----------\n"
			    "a.long.test.id  0.5\n"
			    "b               12.25\n");
}

static void test_numbers_can_stand_flush_right(void)
{
	scoped(table) table = table_new((const char *const[]){"Name", "Count", "Note", NULL});

	table_align_right(table, 1);
	table_add(table, (const char *const[]){"x", "7", "", NULL});
	table_add(table, (const char *const[]){"y", "1000000", "many", NULL});
	assert_table(table, "Name    Count  Note\n"
			    "----  -------  ----\n"
			    "x           7\n"
			    "y     1000000  many\n");
}

static void test_width_is_counted_as_terminals_show_it(void)
{
	scoped(table) table = table_new((const char *const[]){"N", "V", NULL});

	table_add(table, (const char *const[]){"h\xc3\xa9", "1", NULL}); /* 2 columns */
	table_add(table, (const char *const[]){"\xe6\xbc\xa2\xe5\xad\x97", "2", NULL}); /* 4 */
	table_add(table, (const char *const[]){"e\xcc\x81", "3", NULL});                /* 1 */
	assert_table(table, "N     V\n"
			    "----  -\n"
			    "h\xc3\xa9    1\n"
			    "\xe6\xbc\xa2\xe5\xad\x97  2\n"
			    "e\xcc\x81     3\n");
}

static void test_no_rows_leave_the_headings(void)
{
	scoped(table) table = table_new((const char *const[]){"A", "Bee", NULL});

	assert_table(table, "A  Bee\n"
			    "-  ---\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/table/columns_are_as_wide_as_their_widest_cell",
			test_columns_are_as_wide_as_their_widest_cell);
	g_test_add_func("/table/numbers_can_stand_flush_right", test_numbers_can_stand_flush_right);
	g_test_add_func("/table/width_is_counted_as_terminals_show_it",
			test_width_is_counted_as_terminals_show_it);
	g_test_add_func("/table/no_rows_leave_the_headings", test_no_rows_leave_the_headings);
	return g_test_run();
}
