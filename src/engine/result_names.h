/* The ids of tests that a runner calls by their names only (config/id_parts.h). */
#ifndef TESTR_ENGINE_RESULT_NAMES_H
#define TESTR_ENGINE_RESULT_NAMES_H

#include <glib.h>

#include "config/config.h"
#include "model/event.h"

/*
 * Names of those of `ids` (NULL-terminated, borrowed as long as the table lives) that differ from
 * them. Freed with g_hash_table_unref().
 */
GHashTable *result_names_new(const struct config *config, const char *const *ids);

/* `event`, about the test whose id the table has for its name; else as it is. */
struct event result_names_apply(GHashTable *names, const struct event *event);

#endif
