/* How long tests that have never run are taken to need. */
#include "sched/estimates.h"

#define UNKNOWN INT64_C(-1)

static void a_recorded_duration_is_believed(void)
{
	struct estimates estimates;

	estimates_init(&estimates);
	estimates_add(&estimates, "m.C.a", 70);
	estimates_learn(&estimates, 0, 9000);
	g_assert_cmpint(estimates_of(&estimates, 0), ==, 70);
	estimates_clear(&estimates);
}

static void the_nearest_family_by_name_counts_most(void)
{
	struct estimates estimates;

	estimates_init(&estimates);
	estimates_add(&estimates, "m.C.a", 100);
	estimates_add(&estimates, "m.C.b", 300);
	estimates_add(&estimates, "m.D.a", 5000);
	estimates_add(&estimates, "n.E.a", 60000);
	estimates_add(&estimates, "m.C.new", UNKNOWN);
	estimates_add(&estimates, "m.New.a", UNKNOWN);
	estimates_add(&estimates, "new", UNKNOWN);
	g_assert_cmpint(estimates_of(&estimates, 4), >, 200);
	g_assert_cmpint(estimates_of(&estimates, 4), <, estimates_of(&estimates, 5) / 2);
	g_assert_cmpint(estimates_of(&estimates, 5), <, estimates_of(&estimates, 6) / 2);
	g_assert_cmpint(estimates_of(&estimates, 6), ==, (100 + 300 + 5000 + 60000) / 4);
	estimates_clear(&estimates);
}

/* Classes of three tests that take what `duration_us` of class and test says; a new one in each. */
static void add_classes(struct estimates *estimates, const int64_t (*durations_us)[3], int classes)
{
	char id[32];

	for (int class = 0; class < classes; class ++) {
		for (int test = 0; test < 3; test++) {
			g_snprintf(id, sizeof(id), "C%d.%d", class, test);
			estimates_add(estimates, id, durations_us[class][test]);
		}
		g_snprintf(id, sizeof(id), "C%d.new", class);
		estimates_add(estimates, id, UNKNOWN);
	}
}

static void families_that_are_alike_are_believed(void)
{
	static const int64_t durations_us[][3] = {
		{100, 110, 120}, {5000, 5100, 5200}, {20, 21, 22}, {900, 910, 920}};
	struct estimates estimates;

	estimates_init(&estimates);
	add_classes(&estimates, durations_us, 4);
	g_assert_cmpint(estimates_of(&estimates, 3), <, 200);
	g_assert_cmpint(estimates_of(&estimates, 7), >, 4500);
	estimates_clear(&estimates);
}

static void families_that_differ_as_much_as_any_are_not_believed(void)
{
	static const int64_t durations_us[][3] = {
		{10, 1000, 100000}, {1000, 10, 1000}, {100000, 1000, 10}, {10, 1000, 1000}};
	struct estimates estimates;
	int64_t mean_us;

	estimates_init(&estimates);
	add_classes(&estimates, durations_us, 4);
	estimates_add(&estimates, "new", UNKNOWN);
	mean_us = estimates_of(&estimates, 16);
	g_assert_cmpint(estimates_of(&estimates, 7), >, mean_us / 2);
	g_assert_cmpint(estimates_of(&estimates, 3), <, mean_us * 3 / 2);
	estimates_clear(&estimates);
}

static void ranks_count_the_tests_of_a_family_that_never_ran(void)
{
	struct estimates estimates;

	estimates_init(&estimates);
	estimates_add(&estimates, "C.a", UNKNOWN);
	estimates_add(&estimates, "C.b", 100);
	estimates_add(&estimates, "D.a", UNKNOWN);
	estimates_add(&estimates, "C.c", UNKNOWN);
	g_assert_cmpuint(estimates_rank(&estimates, 0), ==, 0);
	g_assert_cmpuint(estimates_rank(&estimates, 1), ==, 0);
	g_assert_cmpuint(estimates_rank(&estimates, 2), ==, 0);
	g_assert_cmpuint(estimates_rank(&estimates, 3), ==, 1);
	estimates_clear(&estimates);
}

static void other_parameters_of_a_test_are_nearer_than_its_class(void)
{
	struct estimates estimates;

	estimates_init(&estimates);
	estimates_add(&estimates, "m.C.test_a[1.0]", 100);
	estimates_add(&estimates, "m.C.test_b", 9000);
	estimates_add(&estimates, "m.C.test_a[2.0]", UNKNOWN);
	g_assert_cmpint(estimates_of(&estimates, 2), <, (100 + 9000) / 2);
	estimates_clear(&estimates);
}

static void what_is_seen_counts_for_the_others(void)
{
	struct estimates estimates;

	estimates_init(&estimates);
	estimates_add(&estimates, "a/b::c", UNKNOWN);
	estimates_add(&estimates, "a/b::d", UNKNOWN);
	g_assert_false(estimates_is_measured(&estimates));
	estimates_learn(&estimates, 0, 700);
	g_assert_true(estimates_is_measured(&estimates));
	g_assert_true(estimates_is_known(&estimates, 0));
	g_assert_cmpint(estimates_of(&estimates, 1), ==, 700);
	estimates_clear(&estimates);
}

static void odd_names_are_names(void)
{
	static const char *const names[] = {"", ".", "...", "[x]", "(", "a.", ":/.", "a[b].c"};
	struct estimates estimates;

	estimates_init(&estimates);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		estimates_add(&estimates, names[i], i % 2 == 0 ? 10 : UNKNOWN);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpint(estimates_of(&estimates, (uint32_t)i), ==, 10);
	estimates_clear(&estimates);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a recorded duration is believed", a_recorded_duration_is_believed);
	g_test_add_func("/the nearest family by name counts most",
			the_nearest_family_by_name_counts_most);
	g_test_add_func("/families that are alike are believed",
			families_that_are_alike_are_believed);
	g_test_add_func("/families that differ as much as any are not believed",
			families_that_differ_as_much_as_any_are_not_believed);
	g_test_add_func("/ranks count the tests of a family that never ran",
			ranks_count_the_tests_of_a_family_that_never_ran);
	g_test_add_func("/other parameters of a test are nearer than its class",
			other_parameters_of_a_test_are_nearer_than_its_class);
	g_test_add_func("/what is seen counts for the others", what_is_seen_counts_for_the_others);
	g_test_add_func("/odd names are names", odd_names_are_names);
	return g_test_run();
}
