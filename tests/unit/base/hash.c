/* Hashes of texts. */
#include "base/hash.h"

#include <glib.h>

static void test_equal_texts_have_equal_hashes_wherever_they_lie(void)
{
	const char *lines = "package.module.Class.test_1 package.module.Class.test_1";
	struct text first = {lines, 27};
	struct text second = {lines + 28, 27};

	g_assert_true(hash_text(0, first) == hash_text(0, second));
	g_assert_true(hash_text(7, first) == hash_text(7, second));
}

static void test_neighbours_have_different_hashes(void)
{
	enum { COUNT = 100000 };
	g_autoptr(GHashTable) seen = g_hash_table_new(g_int_hash, g_int_equal);
	unsigned *hashes = g_new(unsigned, COUNT);

	for (int i = 0; i < COUNT; i++) {
		g_autofree char *id = g_strdup_printf("package.module.Class.test_%d", i);
		hashes[i] = (unsigned)hash_text(0, text_of(id));
		g_hash_table_add(seen, &hashes[i]);
	}
	/* Of 100,000 numbers of 32 bits a handful meet by chance. */
	g_assert_cmpuint(g_hash_table_size(seen), >, COUNT - 20);
	g_free(hashes);
}

static void test_length_and_order_count(void)
{
	uint64_t ab = hash_text(hash_text(0, text_of("a")), text_of("b"));
	uint64_t ba = hash_text(hash_text(0, text_of("b")), text_of("a"));

	g_assert_true(ab != ba);
	/* Indexes are kept, so it stays what it is. */
	g_assert_cmphex(hash_text(0, text_of("package.module")), ==, 0xcb068f51e9678198);
	g_assert_true(hash_text(0, text_of("")) != hash_text(0, text_of("a")));
	g_assert_true(hash_text(0, text_of("12345678")) != hash_text(0, text_of("1234567")));
	g_assert_true(hash_text(0, text_of(NULL)) == hash_text(0, text_of("")));
}

/* The vectors that its authors publish. */
static void test_fnv1a_is_what_others_compute(void)
{
	g_assert_cmphex(hash_fnv1a(text_of(NULL)), ==, 0xcbf29ce484222325);
	g_assert_cmphex(hash_fnv1a(text_of("a")), ==, 0xaf63dc4c8601ec8c);
	g_assert_cmphex(hash_fnv1a(text_of("foobar")), ==, 0x85944171f73967e8);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hash/equal texts have equal hashes wherever they lie",
			test_equal_texts_have_equal_hashes_wherever_they_lie);
	g_test_add_func("/hash/neighbours have different hashes",
			test_neighbours_have_different_hashes);
	g_test_add_func("/hash/length and order count", test_length_and_order_count);
	g_test_add_func("/hash/fnv1a is what others compute", test_fnv1a_is_what_others_compute);
	return g_test_run();
}
