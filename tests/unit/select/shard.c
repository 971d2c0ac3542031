/* Shards: disjoint parts that are everything together. */
#include "select/shard.h"

#include <string.h>

#include "base/pattern.h"
#include "select/durations.h"

/* A list of tests, and what is known of them. */
struct scene {
	GPtrArray *ids;
	GHashTable *durations;
	GRegex *group_regex;
};

static struct scene scene_new(const char *group_regex)
{
	return (struct scene){
		.ids = g_ptr_array_new_with_free_func(g_free),
		.durations = durations_new(),
		.group_regex = group_regex ? pattern_compile(group_regex, NULL) : NULL,
	};
}

static void scene_clear(struct scene *scene)
{
	g_ptr_array_unref(scene->ids);
	g_hash_table_unref(scene->durations);
	g_clear_pointer(&scene->group_regex, g_regex_unref);
}

/* A test that takes `duration_us`; -1: it is not known. */
static void add(struct scene *scene, char *id, int64_t duration_us)
{
	g_ptr_array_add(scene->ids, id);
	if (duration_us < 0)
		return;
	int64_t *kept = g_new(int64_t, 1);
	*kept = duration_us;
	g_hash_table_insert(scene->durations, g_strdup(id), kept);
}

static GPtrArray *take(const struct scene *scene, int number, int count)
{
	return shard_take(&(struct shard){number, count}, scene->ids, scene->group_regex,
			  scene->durations);
}

static int64_t duration_of(const struct scene *scene, const char *id)
{
	return *(int64_t *)g_hash_table_lookup(scene->durations, id);
}

static void assert_shard(const struct scene *scene, int number, int count, const char *expected)
{
	g_autoptr(GPtrArray) ids = take(scene, number, count);

	g_ptr_array_add(ids, NULL);
	g_autofree char *joined = g_strjoinv(" ", (char **)ids->pdata);
	g_assert_cmpstr(joined, ==, expected);
}

/* All shards together are all tests, each once and in order within its shard; groups are whole. */
static void assert_division(const struct scene *scene, int count)
{
	g_autoptr(GHashTable) shard_of = g_hash_table_new(g_str_hash, g_str_equal);

	for (int number = 1; number <= count; number++) {
		g_autoptr(GPtrArray) ids = take(scene, number, count);
		unsigned int place = 0;
		for (unsigned int i = 0; i < ids->len; i++) {
			while (place < scene->ids->len && scene->ids->pdata[place] != ids->pdata[i])
				place++;
			g_assert_cmpuint(place, <, scene->ids->len);
			g_assert_true(g_hash_table_insert(shard_of, ids->pdata[i],
							  GINT_TO_POINTER(number)));
		}
	}
	g_assert_cmpuint(g_hash_table_size(shard_of), ==, scene->ids->len);
}

static void test_words(void)
{
	static const char *const bad[] = {"",    "1",    "/",         "1/",   "/2",
					  "0/2", "3/2",  "-1/2",      "1/0",  "1/2/3",
					  "a/b", "1 /2", "1/1000001", "+1/2", "1/2 "};
	struct shard shard = {7, 9};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(shard_parse(bad[i], &shard));
	g_assert_cmpint(shard.number, ==, 7);
	g_assert_true(shard_parse("2/3", &shard));
	g_assert_cmpint(shard.number, ==, 2);
	g_assert_cmpint(shard.count, ==, 3);
	g_assert_true(shard_parse("1000000/1000000", &shard));
}

static void test_the_longest_go_first_each_to_the_shard_with_the_least(void)
{
	struct scene scene = scene_new(NULL);

	add(&scene, g_strdup("a"), 2);
	add(&scene, g_strdup("e"), 4);
	add(&scene, g_strdup("d"), 4);
	add(&scene, g_strdup("c"), 5);
	add(&scene, g_strdup("b"), 7);
	/* b 1, c 2, d 3, e 3 (after d, by name), a 2 */
	assert_shard(&scene, 1, 3, "b");
	assert_shard(&scene, 2, 3, "a c");
	assert_shard(&scene, 3, 3, "e d");
	scene_clear(&scene);
}

static void test_tests_of_unknown_duration_count_as_much_as_others_on_average(void)
{
	struct scene scene = scene_new(NULL);

	add(&scene, g_strdup("known4"), 4);
	add(&scene, g_strdup("known2"), 2);
	add(&scene, g_strdup("new1"), -1);
	add(&scene, g_strdup("new2"), -1);
	assert_shard(&scene, 1, 2, "known4 known2");
	assert_shard(&scene, 2, 2, "new1 new2");
	scene_clear(&scene);
}

static void test_the_order_of_the_list_is_no_matter(void)
{
	struct scene forth = scene_new(NULL), back = scene_new(NULL);

	for (int i = 0; i < 100; i++) {
		add(&forth, g_strdup_printf("test%d", i), i % 7);
		add(&back, g_strdup_printf("test%d", 99 - i), (99 - i) % 7);
	}
	for (int number = 1; number <= 4; number++) {
		g_autoptr(GPtrArray) there = take(&forth, number, 4);
		g_autoptr(GPtrArray) here = take(&back, number, 4);
		g_assert_cmpuint(there->len, ==, here->len);
		for (unsigned int i = 0; i < there->len; i++)
			g_assert_cmpstr(there->pdata[i], ==, here->pdata[here->len - 1 - i]);
	}
	scene_clear(&forth);
	scene_clear(&back);
}

/* For ever: machines of different versions of testr must agree. */
static void test_without_history_the_name_decides(void)
{
	struct scene scene = scene_new(NULL);
	static const char *const ids[] = {
		"a", "b", "c", "foobar", "pkg.Class.test_1", "pkg.Class.test_2"};

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		add(&scene, g_strdup(ids[i]), -1);
	assert_shard(&scene, 1, 3, "c");
	assert_shard(&scene, 2, 3, "a b foobar");
	assert_shard(&scene, 3, 3, "pkg.Class.test_1 pkg.Class.test_2");
	scene_clear(&scene);
}

static void test_names_are_spread_evenly(void)
{
	enum { COUNT = 8000, SHARDS = 8 };
	struct scene scene = scene_new(NULL);

	for (int i = 0; i < COUNT; i++)
		add(&scene, g_strdup_printf("package.module.Class.test_%d", i), -1);
	for (int number = 1; number <= SHARDS; number++) {
		g_autoptr(GPtrArray) ids = take(&scene, number, SHARDS);
		/* The standard deviation is 30. */
		g_assert_cmpuint(ids->len, >, COUNT / SHARDS - 150);
		g_assert_cmpuint(ids->len, <, COUNT / SHARDS + 150);
	}
	scene_clear(&scene);
}

static void test_groups_are_whole(void)
{
	for (int64_t known = -1; known <= 5; known += 6) {
		struct scene scene = scene_new("^group\\d+");
		for (int i = 0; i < 60; i++)
			add(&scene, g_strdup_printf("group%d.test%d", i % 10, i), known);
		add(&scene, g_strdup("alone"), known);
		assert_division(&scene, 4);
		for (int number = 1; number <= 4; number++) {
			g_autoptr(GPtrArray) ids = take(&scene, number, 4);
			size_t grouped = 0;
			for (unsigned int i = 0; i < ids->len; i++)
				grouped += g_str_has_prefix(ids->pdata[i], "group");
			g_assert_cmpuint(grouped % 6, ==, 0);
		}
		scene_clear(&scene);
	}
}

static void test_a_group_may_be_called_what_a_test_is(void)
{
	struct scene scene = scene_new("^g(?=\\.)");

	add(&scene, g_strdup("g"), 10);
	add(&scene, g_strdup("g.1"), 5);
	add(&scene, g_strdup("g.2"), 5);
	assert_shard(&scene, 1, 2, "g");
	assert_shard(&scene, 2, 2, "g.1 g.2");
	scene_clear(&scene);
}

static void test_no_duration_is_too_long_to_be_added(void)
{
	struct scene scene = scene_new(NULL);

	for (int i = 0; i < 10; i++)
		add(&scene, g_strdup_printf("test%d", i), INT64_MAX);
	g_autoptr(GPtrArray) ids = take(&scene, 1, 2);
	g_assert_cmpuint(ids->len, ==, 5);
	scene_clear(&scene);
}

/* ---- properties ---- */

static struct scene draw(GRand *dice, int most)
{
	struct scene scene = scene_new(g_rand_boolean(dice) ? "^g\\d\\." : NULL);
	int count = g_rand_int_range(dice, 0, most + 1);
	bool is_known = g_rand_boolean(dice);

	for (int i = 0; i < count; i++) {
		bool is_grouped = g_rand_boolean(dice);
		char *id = is_grouped ? g_strdup_printf("g%d.%d", g_rand_int_range(dice, 0, 9), i)
				      : g_strdup_printf("test%d", i);
		add(&scene, id, is_known ? g_rand_int_range(dice, -1, 1000) : -1);
	}
	return scene;
}

static void test_shards_are_disjoint_and_all_there_is(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(1);

	for (int round = 0; round < 500; round++) {
		struct scene scene = draw(dice, 60);
		assert_division(&scene, g_rand_int_range(dice, 1, 80));
		scene_clear(&scene);
	}
}

static int64_t longest_shard(const struct scene *scene, int count)
{
	int64_t longest_us = 0;

	for (int number = 1; number <= count; number++) {
		g_autoptr(GPtrArray) ids = take(scene, number, count);
		int64_t sum_us = 0;
		for (unsigned int i = 0; i < ids->len; i++)
			sum_us += duration_of(scene, ids->pdata[i]);
		longest_us = MAX(longest_us, sum_us);
	}
	return longest_us;
}

/* The longest shard of the best division, from test `test` on, with what the shards have. */
static int64_t best(const struct scene *scene, int64_t *sums_us, int count, unsigned int test)
{
	int64_t least_us = INT64_MAX, longest_us = 0;

	for (int i = 0; i < count; i++)
		longest_us = MAX(longest_us, sums_us[i]);
	if (test == scene->ids->len)
		return longest_us;
	for (int i = 0; i < count; i++) {
		int64_t duration_us = duration_of(scene, scene->ids->pdata[test]);
		sums_us[i] += duration_us;
		least_us = MIN(least_us, best(scene, sums_us, count, test + 1));
		sums_us[i] -= duration_us;
	}
	return least_us;
}

static void test_no_shard_takes_more_than_four_thirds_of_the_best(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(2);

	for (int round = 0; round < 200; round++) {
		struct scene scene = scene_new(NULL);
		int count = g_rand_int_range(dice, 1, 4);
		int64_t sums_us[3] = {0};
		for (int i = g_rand_int_range(dice, 1, 9); i > 0; i--)
			add(&scene, g_strdup_printf("test%d", i), g_rand_int_range(dice, 1, 100));
		g_assert_cmpint(3 * longest_shard(&scene, count), <=,
				4 * best(&scene, sums_us, count, 0));
		scene_clear(&scene);
	}
}

static void test_many_tests_are_balanced_nearly_perfectly(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(3);
	struct scene scene = scene_new(NULL);
	int64_t sum_us = 0;

	for (int i = 0; i < 5000; i++) {
		int64_t duration_us = g_rand_int_range(dice, 1, 10000);
		add(&scene, g_strdup_printf("test%d", i), duration_us);
		sum_us += duration_us;
	}
	g_assert_cmpint(longest_shard(&scene, 7) * 7, <=, sum_us + sum_us / 1000);
	scene_clear(&scene);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/shard/words", test_words);
	g_test_add_func("/shard/the longest go first",
			test_the_longest_go_first_each_to_the_shard_with_the_least);
	g_test_add_func("/shard/tests of unknown duration count as others on average",
			test_tests_of_unknown_duration_count_as_much_as_others_on_average);
	g_test_add_func("/shard/the order of the list is no matter",
			test_the_order_of_the_list_is_no_matter);
	g_test_add_func("/shard/without history the name decides",
			test_without_history_the_name_decides);
	g_test_add_func("/shard/names are spread evenly", test_names_are_spread_evenly);
	g_test_add_func("/shard/groups are whole", test_groups_are_whole);
	g_test_add_func("/shard/a group may be called what a test is",
			test_a_group_may_be_called_what_a_test_is);
	g_test_add_func("/shard/no duration is too long to be added",
			test_no_duration_is_too_long_to_be_added);
	g_test_add_func("/shard/shards are disjoint and all there is",
			test_shards_are_disjoint_and_all_there_is);
	g_test_add_func("/shard/no shard takes more than four thirds of the best",
			test_no_shard_takes_more_than_four_thirds_of_the_best);
	g_test_add_func("/shard/many tests are balanced nearly perfectly",
			test_many_tests_are_balanced_nearly_perfectly);
	return g_test_run();
}
