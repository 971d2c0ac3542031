/* Durations of tests as text. */
#include "select/durations.h"

static void add(GHashTable *durations, const char *id, int64_t duration_us)
{
	int64_t *kept = g_new(int64_t, 1);

	*kept = duration_us;
	g_hash_table_insert(durations, g_strdup(id), kept);
}

static void test_lines_come_in_the_order_of_ids_to_the_microsecond(void)
{
	g_autoptr(GHashTable) durations = durations_new();
	g_autoptr(GString) text = g_string_new(NULL);

	add(durations, "b", 0);
	add(durations, "a.long", INT64_C(12345678901));
	add(durations, "a\nb\tc\\d\r", 7);
	durations_append(text, durations);
	g_assert_cmpstr(text->str, ==,
			"a\\nb\\tc\\\\d\\r\t0.000007\n"
			"a.long\t12345.678901\n"
			"b\t0.000000\n");
}

static void test_what_was_written_is_read_exactly(void)
{
	static const char *const ids[] = {"plain", "a b",  " led by a blank", "tab\there", "\\n",
					  "\n",    "\\\\", "ä\xc2\x9b\x1b[m"};
	g_autoptr(GHashTable) written = durations_new();
	g_autoptr(GHashTable) read = durations_new();
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		add(written, ids[i], INT64_C(1000003) * (int64_t)i * (int64_t)i);
	durations_append(text, written);
	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	for (size_t i = 0; lines[i][0] != '\0'; i++)
		g_assert_true(durations_read_line(read, text_of(lines[i]), NULL));
	g_assert_cmpuint(g_hash_table_size(read), ==, G_N_ELEMENTS(ids));
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		g_assert_cmpint(*(int64_t *)g_hash_table_lookup(read, ids[i]), ==,
				*(int64_t *)g_hash_table_lookup(written, ids[i]));
}

static void assert_read(const char *line, const char *id, int64_t duration_us)
{
	g_autoptr(GHashTable) durations = durations_new();
	g_autoptr(GError) error = NULL;

	g_assert_true(durations_read_line(durations, text_of(line), &error));
	g_assert_no_error(error);
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, id), ==, duration_us);
}

static void test_people_may_write_fewer_digits(void)
{
	assert_read("a\t2", "a", 2000000);
	assert_read("a b\t0.25", "a b", 250000);
	assert_read("a\tb\t1.5", "a\tb", 1500000); /* the last tab counts */
}

static void test_the_last_of_two_lines_counts(void)
{
	g_autoptr(GHashTable) durations = durations_new();

	g_assert_true(durations_read_line(durations, text_of("a\t1"), NULL));
	g_assert_true(durations_read_line(durations, text_of("a\t3"), NULL));
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, "a"), ==, 3000000);
}

static void test_other_lines_are_errors(void)
{
	static const char *const lines[] = {
		"",       "a",       "a 1",    "\t1",    "a\t",     "a\t-1",
		"a\t1.",  "a\t.5",   "a\t1s",  "a\t1e3", "a\tinf",  "a\t1.0000001",
		"a\\\t1", "a\\x\t1", "a\t1 2", "a\t 1",  "a\t0x10", "a\t1000000000000000",
	};
	g_autoptr(GHashTable) durations = durations_new();

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_false(durations_read_line(durations, text_of(lines[i]), &error));
		g_assert_error(error, DURATIONS_ERROR, DURATIONS_ERROR_FORM);
	}
	g_assert_cmpuint(g_hash_table_size(durations), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/durations/lines come in the order of ids",
			test_lines_come_in_the_order_of_ids_to_the_microsecond);
	g_test_add_func("/durations/what was written is read exactly",
			test_what_was_written_is_read_exactly);
	g_test_add_func("/durations/people may write fewer digits",
			test_people_may_write_fewer_digits);
	g_test_add_func("/durations/the last of two lines counts",
			test_the_last_of_two_lines_counts);
	g_test_add_func("/durations/other lines are errors", test_other_lines_are_errors);
	return g_test_run();
}
