/*
 * What an instance may be called: what can stand in a command as one word that names it and is no
 * option. An id that cannot be used stands in none, wherever it comes from: a callout that has
 * just printed it, or a ledger.
 */
#ifndef TESTR_BASE_INSTANCE_ID_H
#define TESTR_BASE_INSTANCE_ID_H

#include <stddef.h>

/* Most bytes in an id. What is longer is no id but noise. */
#define INSTANCE_ID_BYTES_MAX ((size_t)4096)

/* Why `id` cannot be used, as the end of a sentence about it; NULL if it can. Static. */
const char *instance_id_flaw(const char *id);

/* `id` in single quotes, as a message shows it: see excerpt(). Owned by the caller. */
char *instance_id_show(const char *id);

/* What the ids in one command may take: half of what Linux lets an argument have, for what a
 * callout does with them. */
#define INSTANCE_IDS_BYTES_MAX ((size_t)64 << 10)

/* How many of the first of `ids` (NULL-terminated) have room in one command; at least 1 if there is
 * any. */
size_t instance_id_fitting(const char *const *ids);

#endif
