#include "base/arena.h"

#include <stdalign.h>
#include <stddef.h>

#define BLOCK_BYTES ((size_t)64 << 10)

static void add_block(struct arena *arena, size_t size)
{
	if (!arena->blocks)
		arena->blocks = g_ptr_array_new_with_free_func(g_free);
	arena->next = g_malloc(size);
	arena->left = size;
	g_ptr_array_add(arena->blocks, arena->next);
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t alignment = alignof(max_align_t);
	size_t rounded = (MAX(size, 1) + alignment - 1) / alignment * alignment;

	if (rounded > arena->left)
		add_block(arena, MAX(rounded, BLOCK_BYTES));
	void *taken = arena->next;
	arena->next += rounded;
	arena->left -= rounded;
	return taken;
}

void arena_clear(struct arena *arena)
{
	g_clear_pointer(&arena->blocks, g_ptr_array_unref);
	*arena = (struct arena){0};
}
