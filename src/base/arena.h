/* An arena: memory for many small things that are all freed at once. */
#ifndef TESTR_BASE_ARENA_H
#define TESTR_BASE_ARENA_H

#include <glib.h>

/* Ready for use when it is all zeros. */
struct arena {
	GPtrArray *blocks; /* owned; the last one is taken from */
	char *next;        /* what has not been taken of it */
	size_t left;
};

/* `size` bytes, not set to anything, aligned for any type; good until arena_clear(). Never NULL. */
void *arena_take(struct arena *arena, size_t size);

/* Frees all of it; the arena is as good as new. */
void arena_clear(struct arena *arena);

#endif
