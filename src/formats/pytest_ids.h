/*
 * The node ids of pytest, found again by the class and name under which its JUnit XML has them.
 * That way cannot be gone backwards ("a.b.c" may be a/b/c.py or a class in a/b.py), so the ids that
 * are known are converted forward.
 */
#ifndef TESTR_FORMATS_PYTEST_IDS_H
#define TESTR_FORMATS_PYTEST_IDS_H

#include <stddef.h>

struct pytest_ids;

/* A table of `count` ids, which are copied. Owned by the caller. */
struct pytest_ids *pytest_ids_new(const char *const *ids, size_t count);
void pytest_ids_free(struct pytest_ids *ids);

/* Adds an id. */
void pytest_ids_add(struct pytest_ids *ids, const char *id);

/* The id that the report calls so; NULL if none is known. Borrowed from `ids`. */
const char *pytest_ids_find(const struct pytest_ids *ids, const char *classname, const char *name);

#endif
