#include "base/duration.h"

#include <glib.h>

#define SECOND_US INT64_C(1000000)

static void test_durations_are_read_as_people_write_them(void)
{
	static const struct {
		const char *string;
		int64_t us;
	} cases[] = {
		{"90s", 90 * SECOND_US},
		{"10m", 600 * SECOND_US},
		{"1h30m", 5400 * SECOND_US},
		{"1h30m15s", 5415 * SECOND_US},
		{"2d", 172800 * SECOND_US},
		{"250ms", 250000},
		{"12us", 12},
		{"1s500ms", 1500000},
		{"1.5s", 1500000},
		{".5s", 500000},
		{"2.s", 2 * SECOND_US},
		{"1h0.5m", 3630 * SECOND_US},
		{"0.1s", 100000},
		{"0.0000019s", 2},
		{"300", 300 * SECOND_US},
		{"0.25", 250000},
		{"0", 0},
		{"0s", 0},
		{"36525d", 86400 * SECOND_US * 36525},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t us = -1;
		g_assert_true(duration_parse(cases[i].string, &us));
		g_assert_cmpint(us, ==, cases[i].us);
	}
}

static void test_anything_else_is_refused_and_changes_nothing(void)
{
	static const char *const cases[] = {
		"",        "s",      ".",    ".s",
		"-1s",     "+1s",    " 1s",  "1s ",
		"1 s",     "1h30",   "1m1h", "1s1s",
		"1.5h30m", "1x",     "1S",   "ten",
		"1e3",     "0x10",   "nan",  "inf",
		"1..5",    "1.5.5s", "1,5s", "1hms",
		"36526d",  "1min",   "1sec", "99999999999999999999999999999999h",
		"1h30m5",  "1ms1s",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t us = 42;
		if (duration_parse(cases[i], &us))
			g_error("'%s' was taken for %" G_GINT64_FORMAT " us", cases[i], us);
		g_assert_cmpint(us, ==, 42);
	}
}

static void test_durations_are_shown_in_at_most_two_units(void)
{
	static const struct {
		int64_t us;
		const char *string;
	} cases[] = {
		{0, "0s"},
		{12, "12us"},
		{999, "999us"},
		{250999, "250ms"},
		{SECOND_US, "1s"},
		{1500000, "1.5s"},
		{1050000, "1.05s"},
		{10 * SECOND_US, "10s"},
		{59999999, "59.999s"},
		{90 * SECOND_US, "1m30s"},
		{600 * SECOND_US, "10m"},
		{5400 * SECOND_US, "1h30m"},
		{5459 * SECOND_US, "1h30m"},
		{3600 * SECOND_US, "1h"},
		{183600 * SECOND_US, "2d3h"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *string = duration_format(cases[i].us);
		g_assert_cmpstr(string, ==, cases[i].string);
	}
}

static void test_what_is_shown_can_be_read_back(void)
{
	for (int i = 0; i < 10000; i++) {
		int64_t us = ((int64_t)g_test_rand_int_range(0, G_MAXINT32) << 20) +
			     g_test_rand_int_range(0, 1 << 20);
		us >>= g_test_rand_int_range(0, 51);
		g_autofree char *string = duration_format(us);
		g_autofree char *again = NULL;
		int64_t read_us = -1;

		g_assert_true(duration_parse(string, &read_us));
		again = duration_format(read_us);
		g_assert_cmpstr(again, ==, string);
		g_assert_cmpint(read_us, <=, us);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/duration/read_as_people_write_them",
			test_durations_are_read_as_people_write_them);
	g_test_add_func("/duration/anything_else_is_refused",
			test_anything_else_is_refused_and_changes_nothing);
	g_test_add_func("/duration/shown_in_at_most_two_units",
			test_durations_are_shown_in_at_most_two_units);
	g_test_add_func("/duration/shown_can_be_read_back", test_what_is_shown_can_be_read_back);
	return g_test_run();
}
