/*
 * Automatic cleanup for our own types, in the manner of g_autoptr, which wants a typedef:
 *
 *	scoped(collector) collector = collector_new(...);
 *
 * frees `collector` with collector_free() when it goes out of scope. A module offers it by
 * writing SCOPED(collector) after declaring collector_free(), which must accept NULL. Keep the
 * object beyond the scope with g_steal_pointer().
 *
 *	cleared(arguments) arguments = {0};
 *
 * does the same for what is not on the heap, with arguments_clear(), which must accept all zeros.
 */
#ifndef TESTR_BASE_SCOPED_H
#define TESTR_BASE_SCOPED_H

#define SCOPED(name)                                                                               \
	static inline void name##_free_scoped(struct name **object)                                \
	{                                                                                          \
		name##_free(*object);                                                              \
	}

#define scoped(name) __attribute__((cleanup(name##_free_scoped))) struct name *

#define cleared(name) __attribute__((cleanup(name##_clear))) struct name

#endif
