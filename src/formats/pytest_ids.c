#include "formats/pytest_ids.h"

#include <glib.h>
#include <string.h>

struct pytest_ids {
	GHashTable *by_name; /* of char *, "CLASSNAME\nNAME", to char *, the id */
};

/* "a/b.py::C::test_x[y::z]" as "a.b.C\ntest_x[y::z]"; NULL if it is no node id. */
static char *pytest_key(const char *id)
{
	size_t length = strcspn(id, "[");
	g_autofree char *path = g_strndup(id, length);
	g_auto(GStrv) parts = g_strsplit(path, "::", -1);
	unsigned count = g_strv_length(parts);

	if (count < 2)
		return NULL;
	g_strdelimit(parts[0], "/", '.');
	if (g_str_has_suffix(parts[0], ".py"))
		parts[0][strlen(parts[0]) - strlen(".py")] = '\0';
	g_autofree char *name = g_steal_pointer(&parts[count - 1]);
	g_autofree char *classname = g_strjoinv(".", parts);
	return g_strconcat(classname, "\n", name, id + length, NULL);
}

struct pytest_ids *pytest_ids_new(const char *const *ids, size_t count)
{
	struct pytest_ids *table = g_new0(struct pytest_ids, 1);

	table->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; i < count; i++)
		pytest_ids_add(table, ids[i]);
	return table;
}

void pytest_ids_free(struct pytest_ids *ids)
{
	if (!ids)
		return;
	g_hash_table_unref(ids->by_name);
	g_free(ids);
}

void pytest_ids_add(struct pytest_ids *ids, const char *id)
{
	char *key = pytest_key(id);

	if (key)
		g_hash_table_insert(ids->by_name, key, g_strdup(id));
}

const char *pytest_ids_find(const struct pytest_ids *ids, const char *classname, const char *name)
{
	g_autofree char *key =
		g_strconcat(classname ? classname : "", "\n", name ? name : "", NULL);

	return g_hash_table_lookup(ids->by_name, key);
}
