#include "config/ini.h"

#include <string.h>

#include "config/ini_data.h"
#include "config/interpolate.h"
#include "config/python_text.h"

G_DEFINE_QUARK(testr_ini_error, ini_error)

static void ini_entry_free(struct ini_entry *entry)
{
	g_free(entry->key);
	g_free(entry->path);
	g_string_free(entry->value, TRUE);
	g_free(entry);
}

static struct ini_section *ini_section_new(struct text name, int line)
{
	struct ini_section *section = g_new(struct ini_section, 1);

	*section = (struct ini_section){
		.name = g_strndup(name.data, name.length),
		.line = line,
		.entries = g_ptr_array_new_with_free_func((GDestroyNotify)ini_entry_free),
		.by_key = g_hash_table_new(g_str_hash, g_str_equal),
	};
	return section;
}

static void ini_section_free(struct ini_section *section)
{
	g_hash_table_unref(section->by_key);
	g_ptr_array_unref(section->entries);
	g_free(section->name);
	g_free(section);
}

struct ini *ini_new(const char *path)
{
	struct ini *ini = g_new(struct ini, 1);

	*ini = (struct ini){
		.path = g_strdup(path),
		.defaults = ini_section_new(text_of(INI_DEFAULT_SECTION), 0),
		.sections = g_ptr_array_new_with_free_func((GDestroyNotify)ini_section_free),
		.by_name = g_hash_table_new(g_str_hash, g_str_equal),
	};
	return ini;
}

struct ini_section *ini_add_section(struct ini *ini, struct text name, int line)
{
	struct ini_section *section = ini_section_new(name, line);

	g_ptr_array_add(ini->sections, section);
	g_hash_table_insert(ini->by_name, section->name, section);
	return section;
}

struct ini_entry *ini_section_add(struct ini_section *section, char *key, int line)
{
	struct ini_entry *entry = g_new(struct ini_entry, 1);

	*entry = (struct ini_entry){key, g_string_new(NULL), line, NULL};
	g_ptr_array_add(section->entries, entry);
	g_hash_table_insert(section->by_key, entry->key, entry);
	return entry;
}

static const struct ini_section *find_section(const struct ini *ini, const char *name)
{
	if (strcmp(name, INI_DEFAULT_SECTION) == 0)
		return ini->defaults;
	return g_hash_table_lookup(ini->by_name, name);
}

/* What references are looked up in. */
struct ini_scope {
	const struct ini_section *section, *defaults;
};

static const struct ini_entry *find_entry(struct ini_scope scope, const char *lower_key)
{
	const struct ini_entry *own = g_hash_table_lookup(scope.section->by_key, lower_key);

	return own ? own : g_hash_table_lookup(scope.defaults->by_key, lower_key);
}

static const char *ini_look_up(const void *data, const char *key)
{
	const struct ini_entry *entry = find_entry(*(const struct ini_scope *)data, key);

	return entry ? entry->value->str : NULL;
}

char *ini_get(const struct ini *ini, const char *section, const char *key, GError **error)
{
	struct ini_scope scope = {find_section(ini, section), ini->defaults};
	g_autofree char *lower_key = python_lower(text_of(key));
	const struct ini_entry *entry = scope.section ? find_entry(scope, lower_key) : NULL;

	if (!entry)
		return NULL;
	char *value = interpolate(entry->value->str, ini_look_up, &scope, error);
	if (!value)
		g_prefix_error(error, "%s:%d: %s: ", entry->path ? entry->path : ini->path,
			       entry->line, entry->key);
	return value;
}

void ini_fall_back(struct ini *ini, const struct ini *fallback)
{
	for (unsigned int i = 0; i < fallback->defaults->entries->len; i++) {
		const struct ini_entry *entry = g_ptr_array_index(fallback->defaults->entries, i);
		if (g_hash_table_contains(ini->defaults->by_key, entry->key))
			continue;
		struct ini_entry *copy =
			ini_section_add(ini->defaults, g_strdup(entry->key), entry->line);
		g_string_assign(copy->value, entry->value->str);
		copy->path = g_strdup(fallback->path);
	}
}

const char *ini_path(const struct ini *ini, const char *section, const char *key)
{
	struct ini_scope scope = {find_section(ini, section), ini->defaults};
	g_autofree char *lower_key = python_lower(text_of(key));
	const struct ini_entry *entry = scope.section ? find_entry(scope, lower_key) : NULL;

	return entry && entry->path ? entry->path : ini->path;
}

int ini_line(const struct ini *ini, const char *section, const char *key)
{
	struct ini_scope scope = {find_section(ini, section), ini->defaults};
	g_autofree char *lower_key = python_lower(text_of(key));
	const struct ini_entry *entry = scope.section ? find_entry(scope, lower_key) : NULL;

	return entry ? entry->line : 0;
}

static void append_keys(GPtrArray *keys, const struct ini_section *section, GHashTable *known)
{
	for (unsigned int i = 0; i < section->entries->len; i++) {
		const struct ini_entry *entry = g_ptr_array_index(section->entries, i);
		if (!entry->path && (!known || !g_hash_table_contains(known, entry->key)))
			g_ptr_array_add(keys, g_strdup(entry->key));
	}
}

char **ini_keys(const struct ini *ini, const char *section)
{
	const struct ini_section *own = find_section(ini, section);
	GPtrArray *keys = g_ptr_array_new();

	if (own)
		append_keys(keys, own, NULL);
	if (own && own != ini->defaults)
		append_keys(keys, ini->defaults, own->by_key);
	g_ptr_array_add(keys, NULL);
	return (char **)g_ptr_array_free(keys, FALSE);
}

char **ini_sections(const struct ini *ini)
{
	GPtrArray *names = g_ptr_array_new();

	for (unsigned int i = 0; i < ini->sections->len; i++) {
		const struct ini_section *section = g_ptr_array_index(ini->sections, i);
		g_ptr_array_add(names, g_strdup(section->name));
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

static void add_references(GHashTable *keys, const struct ini_section *section)
{
	for (unsigned int i = 0; i < section->entries->len; i++) {
		const struct ini_entry *entry = g_ptr_array_index(section->entries, i);
		interpolate_references(entry->value->str, keys);
	}
}

GHashTable *ini_references(const struct ini *ini)
{
	GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	add_references(keys, ini->defaults);
	for (unsigned int i = 0; i < ini->sections->len; i++)
		add_references(keys, g_ptr_array_index(ini->sections, i));
	return keys;
}

void ini_free(struct ini *ini)
{
	if (!ini)
		return;
	g_hash_table_unref(ini->by_name);
	g_ptr_array_unref(ini->sections);
	ini_section_free(ini->defaults);
	g_free(ini->path);
	g_free(ini);
}
