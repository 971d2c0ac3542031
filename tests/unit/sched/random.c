#include "sched/random.h"

#include <glib.h>

/* The numbers that the published program gives for this seed. */
static void numbers_are_those_of_splitmix64(void)
{
	static const uint64_t expected[] = {
		UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
		UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
		UINT64_C(16408922859458223821),
	};
	struct random_source source = {1234567};

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
		g_assert_cmpuint(random_next(&source), ==, expected[i]);
}

static void numbers_are_below_their_bound_and_all_of_them_come(void)
{
	struct random_source source = {1};
	int seen[7] = {0};

	for (int i = 0; i < 7000; i++)
		seen[random_below(&source, 7)]++;
	for (size_t i = 0; i < G_N_ELEMENTS(seen); i++)
		g_assert_cmpint(seen[i], >, 800);
	g_assert_cmpuint(random_below(&source, 1), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/random/numbers are those of splitmix64", numbers_are_those_of_splitmix64);
	g_test_add_func("/random/numbers are below their bound and all of them come",
			numbers_are_below_their_bound_and_all_of_them_come);
	return g_test_run();
}
