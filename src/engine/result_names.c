#include "engine/result_names.h"

#include <string.h>

#include "base/hash.h"
#include "config/id_parts.h"

GHashTable *result_names_new(const struct config *config, const char *const *ids)
{
	GHashTable *names = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);

	for (; config->id_parts && *ids; ids++) {
		struct id_parts parts = id_parts_of(config, *ids);
		if (strcmp(parts.name, *ids) != 0)
			(void)g_hash_table_insert(names, g_steal_pointer(&parts.name),
						  (char *)*ids);
		id_parts_clear(&parts);
	}
	return names;
}

struct event result_names_apply(GHashTable *names, const struct event *event)
{
	struct event named = *event;

	if (!event->test_id.data || g_hash_table_size(names) == 0)
		return named;
	g_autofree char *name = g_strndup(event->test_id.data, event->test_id.length);
	const char *id = g_hash_table_lookup(names, name);
	if (id)
		named.test_id = text_of(id);
	return named;
}
