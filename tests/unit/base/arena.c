#include "base/arena.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static void test_all_that_is_taken_keeps_apart(void)
{
	enum { COUNT = 5000 };
	struct arena arena = {0};
	unsigned char *taken[COUNT];

	/* Of nothing, of a little, of more than a block. */
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = i == 700 ? 1000000 : i % 97;
		taken[i] = arena_take(&arena, size);
		g_assert_cmpuint((uintptr_t)taken[i] % alignof(max_align_t), ==, 0);
		memset(taken[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < (i == 700 ? 1000000 : i % 97); j++)
			g_assert_cmpuint(taken[i][j], ==, i % 251);
	arena_clear(&arena);
}

static void test_what_is_cleared_can_be_used_again(void)
{
	struct arena arena = {0};

	arena_clear(&arena);
	memset(arena_take(&arena, 10), 1, 10);
	arena_clear(&arena);
	memset(arena_take(&arena, 100000), 1, 100000);
	arena_clear(&arena);
	g_assert_null(arena.blocks);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arena/all that is taken keeps apart", test_all_that_is_taken_keeps_apart);
	g_test_add_func("/arena/what is cleared can be used again",
			test_what_is_cleared_can_be_used_again);
	return g_test_run();
}
