#include "select/select.h"

#include <string.h>

#include "base/pattern.h"

GPtrArray *selection_compile(const char *const *patterns, GError **error)
{
	g_autoptr(GPtrArray) filters =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (; *patterns; patterns++) {
		GRegex *filter = pattern_compile(*patterns, error);
		if (!filter)
			return NULL;
		g_ptr_array_add(filters, filter);
	}
	return g_steal_pointer(&filters);
}

static bool has_filters(const struct selection *selection)
{
	return selection->filters && selection->filters->len > 0;
}

static bool passes_filters(const struct selection *selection, const char *test_id)
{
	if (!has_filters(selection))
		return true;
	for (unsigned int i = 0; i < selection->filters->len; i++)
		if (pattern_is_in(g_ptr_array_index(selection->filters, i), test_id))
			return true;
	return false;
}

static bool passes(const struct selection *selection, const char *test_id)
{
	return (!selection->only || g_hash_table_contains(selection->only, test_id)) &&
	       passes_filters(selection, test_id);
}

/* The strings of `ids` as a set that borrows them. */
static GHashTable *set_of(const GPtrArray *ids)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned int i = 0; i < ids->len; i++)
		g_hash_table_add(set, g_ptr_array_index(ids, i));
	return set;
}

GPtrArray *selection_apply(const struct selection *selection, const GPtrArray *listed)
{
	const GPtrArray *order = selection->load_list ? selection->load_list : listed;
	g_autoptr(GHashTable) left = set_of(listed);
	GPtrArray *chosen = g_ptr_array_new();

	for (unsigned int i = 0; i < order->len; i++) {
		void *test_id;
		/* Taking it away keeps a second mention from choosing it twice. */
		bool is_listed = g_hash_table_steal_extended(left, g_ptr_array_index(order, i),
							     &test_id, NULL);
		if (is_listed && passes(selection, test_id))
			g_ptr_array_add(chosen, test_id);
	}
	return chosen;
}

GPtrArray *selection_missing(const struct selection *selection, const GPtrArray *listed)
{
	GPtrArray *missing = g_ptr_array_new();

	if (!selection->load_list)
		return missing;
	g_autoptr(GHashTable) known = set_of(listed);
	for (unsigned int i = 0; i < selection->load_list->len; i++) {
		char *test_id = g_ptr_array_index(selection->load_list, i);
		if (g_hash_table_add(known, test_id))
			g_ptr_array_add(missing, test_id);
	}
	return missing;
}

bool selection_is_everything(const struct selection *selection)
{
	return !has_filters(selection) && !selection->only && !selection->load_list;
}

char *selection_group(const GRegex *group_regex, const char *test_id)
{
	g_autofree char *group = pattern_match_start(group_regex, test_id);

	return group && group[0] ? g_steal_pointer(&group) : NULL;
}

GPtrArray *selection_read_list(const char *content, size_t length)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);

	while (length > 0) {
		const char *newline = memchr(content, '\n', length);
		size_t line = newline ? (size_t)(newline - content) : length;
		g_autofree char *id = g_strstrip(g_utf8_make_valid(content, (gssize)line));
		if (id[0])
			g_ptr_array_add(ids, g_steal_pointer(&id));
		content += line;
		length -= line;
		if (newline) {
			content++;
			length--;
		}
	}
	return ids;
}
