#include "formats/names.h"

#include "base/hash.h"

void used_names_clear(struct used_names *names)
{
	g_clear_pointer(&names->counts, g_hash_table_unref);
}

/* How often `name` has been used, this time included. */
static unsigned count_name(struct used_names *names, struct text name)
{
	const int64_t hash = (int64_t)hash_fnv1a(name);
	unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(names->counts, &hash)) + 1;

	if (count == 1 && g_hash_table_size(names->counts) >= NAMES_MAX)
		return 1;
	g_hash_table_insert(names->counts, g_memdup2(&hash, sizeof hash), GUINT_TO_POINTER(count));
	return count;
}

char *used_names_take(struct used_names *names, struct text name)
{
	if (!names->counts)
		names->counts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	unsigned count = count_name(names, name);
	if (count == 1)
		return g_strndup(name.data, name.length);
	/* The name with its number may have been used by a test that is called so. */
	for (;; count++) {
		g_autofree char *numbered = g_strdup_printf("%.*s #%u", TEXT_ARGS(name), count);

		if (count_name(names, text_of(numbered)) == 1)
			return g_steal_pointer(&numbered);
	}
}
