/* Tests whose ids have the same hash, or that of one that had to go on to the next number. */
#include "store/test_numbers.h"

#include "base/hash.h"
#include "runs.h"

/* Of the last number there is, so that the next is the first. */
#define HASH INT64_C(0x123457ffffffffff)

/* ---- ids by their hash: base/hash.c, backwards ---- */

#define FACTOR UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * FACTOR;
	return hash ^ hash >> 32;
}

/* What (hash ^ value) was before it became `mixed`. */
static uint64_t unmix(uint64_t mixed)
{
	uint64_t inverse = 1;

	/* Newton's way: each round doubles the bits that are right. */
	for (int i = 0; i < 6; i++)
		inverse *= 2 - FACTOR * inverse;
	return (mixed ^ mixed >> 32) * inverse;
}

static bool is_word(uint64_t eight)
{
	for (int i = 0; i < 8; i++)
		if (!g_ascii_isalnum((char)(eight >> 8 * i)))
			return false;
	return true;
}

/* An id of 16 letters and digits that has `hash`, another one for each `seed`. */
static char *id_with_hash(uint64_t hash, uint32_t seed)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	uint64_t halves[2] = {0};
	char *id = g_malloc0(sizeof halves + 1);

	while (!is_word(halves[1])) {
		for (int i = 0; i < 8; i++)
			id[i] = letters[g_rand_int_range(random, 0, sizeof letters - 1)];
		memcpy(halves, id, sizeof halves[0]);
		halves[1] = unmix(unmix(unmix(hash) ^ sizeof halves)) ^
			    mix(0, GUINT64_FROM_LE(halves[0]));
	}
	halves[1] = GUINT64_TO_LE(halves[1]);
	memcpy(id + 8, &halves[1], sizeof halves[1]);
	g_assert_cmphex(hash_text(0, text_of(id)), ==, hash);
	return id;
}

/* ---- tests ---- */

/* The ids that stand for 1, 2, 3, of one hash, and 4, of the next. */
struct names {
	char *ids[4];
};

static struct names make_names(void)
{
	return (struct names){{
		id_with_hash(HASH, 1),
		id_with_hash(HASH, 2),
		/* A number has less bits than a hash. */
		id_with_hash(HASH | UINT64_C(1) << 63, 3),
		id_with_hash(HASH + 1, 4),
	}};
}

static void names_clear(struct names *names)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names->ids); i++)
		g_free(names->ids[i]);
}

/* "1:fail 4:success" */
static void record(struct repository *repository, const struct names *names, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autoptr(GString) named = g_string_new(NULL);

	for (char **word = words; *word; word++)
		g_string_append_printf(named, "%s%s ", names->ids[**word - '1'], *word + 1);
	record_run(repository, true, named->str);
}

static void assert_fails(struct repository *repository, const struct names *names,
			 const char *expected)
{
	g_autoptr(GPtrArray) failing = repository_failing(repository, NULL);
	g_autoptr(GString) found = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(names->ids); i++)
		if (g_ptr_array_find_with_equal_func(failing, names->ids[i], g_str_equal, NULL))
			g_string_append_c(found, (char)('1' + i));
	g_assert_cmpstr(found->str, ==, expected);
	g_assert_cmpuint(failing->len, ==, strlen(expected));
	assert_sound(repository);
}

static void test_tests_of_one_hash_in_one_run_are_told_apart(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct names names = make_names();

	record(repository, &names, "1:fail 2:success 3:fail 4:success");
	assert_fails(repository, &names, "13");
	record(repository, &names, "1:success 2:fail 3:fail 4:fail");
	assert_fails(repository, &names, "234");
	names_clear(&names);
}

static void test_tests_of_one_hash_in_several_runs_are_told_apart(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct names names = make_names();

	record(repository, &names, "1:fail");
	record(repository, &names, "2:fail");
	record(repository, &names, "4:fail");
	record(repository, &names, "3:fail");
	assert_fails(repository, &names, "1234");
	record(repository, &names, "3:success 4:success");
	assert_fails(repository, &names, "12");
	record(repository, &names, "2:success 3:fail");
	assert_fails(repository, &names, "13");
	record(repository, &names, "4:fail 3:fail 2:fail 1:success");
	assert_fails(repository, &names, "234");
	names_clear(&names);
}

static void test_their_durations_are_told_apart(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct names names = make_names();

	record(repository, &names, "1:success:1000000 2:success:2000000");
	record(repository, &names, "2:success:2000000 4:success:4000000");
	g_autoptr(GHashTable) durations = repository_durations(repository, NULL);
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, names.ids[0]), ==, 1000000);
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, names.ids[1]), ==, 2000000);
	g_assert_cmpint(*(int64_t *)g_hash_table_lookup(durations, names.ids[3]), ==, 4000000);
	names_clear(&names);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/test_numbers/tests of one hash in one run are told apart",
			test_tests_of_one_hash_in_one_run_are_told_apart);
	g_test_add_func("/test_numbers/tests of one hash in several runs are told apart",
			test_tests_of_one_hash_in_several_runs_are_told_apart);
	g_test_add_func("/test_numbers/their durations are told apart",
			test_their_durations_are_told_apart);
	return g_test_run();
}
