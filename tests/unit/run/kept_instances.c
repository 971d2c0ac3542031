#include "run/kept_instances.h"

static void test_each_word_means_what_it_says(void)
{
	enum keep_instances keep = KEEP_NEVER;

	g_assert_true(kept_instances_parse("failed", &keep));
	g_assert_cmpint(keep, ==, KEEP_FAILED);
	g_assert_true(kept_instances_parse("always", &keep));
	g_assert_cmpint(keep, ==, KEEP_ALWAYS);
	g_assert_true(kept_instances_parse("never", &keep));
	g_assert_cmpint(keep, ==, KEEP_NEVER);
}

static void test_another_word_means_nothing_and_changes_nothing(void)
{
	enum keep_instances keep = KEEP_ALWAYS;

	g_assert_false(kept_instances_parse("sometimes", &keep));
	g_assert_cmpint(keep, ==, KEEP_ALWAYS);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kept_instances/each word means what it says",
			test_each_word_means_what_it_says);
	g_test_add_func("/kept_instances/another word means nothing and changes nothing",
			test_another_word_means_nothing_and_changes_nothing);
	return g_test_run();
}
