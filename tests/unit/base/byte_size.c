#include "base/byte_size.h"

#include <glib.h>

static void units_are_powers_of_1024(void)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} rows[] = {
		{"1", 1},
		{"7B", 7},
		{"64k", 65536},
		{"500M", INT64_C(524288000)},
		{"1GiB", 1 << 30},
		{"2gB", INT64_C(2) << 30},
		{"1T", INT64_C(1) << 40},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t bytes = 0;
		g_assert_true(byte_size_parse(rows[i].text, &bytes));
		g_assert_cmpint(bytes, ==, rows[i].bytes);
	}
}

static void what_is_no_size_is_refused(void)
{
	static const char *const texts[] = {
		"",    "0",  "-1",    "+1", "k",    "1.5G",     "1 G",
		"1GG", "1i", "1GiBs", "1x", "0x10", "2097152T", "99999999999999999999"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		int64_t bytes = 5;
		g_assert_false(byte_size_parse(texts[i], &bytes));
		g_assert_cmpint(bytes, ==, 5);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/byte-size/units-are-powers-of-1024", units_are_powers_of_1024);
	g_test_add_func("/byte-size/what-is-no-size-is-refused", what_is_no_size_is_refused);
	return g_test_run();
}
