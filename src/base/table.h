/* Text tables: a row of headings, a rule of dashes, aligned columns two spaces apart. */
#ifndef TESTR_BASE_TABLE_H
#define TESTR_BASE_TABLE_H

#include <stddef.h>

#include "base/scoped.h"

struct table;

/* A table with the NULL-terminated `headings`, which are copied. */
struct table *table_new(const char *const *headings);

/* Adds a row of as many cells as there are headings. Copied. */
void table_add(struct table *table, const char *const *cells);

/* Sets column `column` (from 0) flush right. */
void table_align_right(struct table *table, size_t column);

/* The text, each line ended by a newline and without trailing blanks. Owned by the caller. */
char *table_format(const struct table *table);

void table_free(struct table *table);
SCOPED(table)

#endif
