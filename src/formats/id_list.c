#include "formats/id_list.h"

#include "base/hash.h"
#include "subunit/utf8.h"

GQuark id_list_error_quark(void)
{
	return g_quark_from_static_string("testr-id-list-error");
}

void id_list_init(struct id_list *list)
{
	*list = (struct id_list){0};
	list->ids = g_ptr_array_new_with_free_func(g_free);
	list->listed = g_hash_table_new(hash_string, g_str_equal);
}

void id_list_clear(struct id_list *list)
{
	g_clear_pointer(&list->listed, g_hash_table_unref);
	g_clear_pointer(&list->ids, g_ptr_array_unref);
}

void id_list_add(struct id_list *list, struct text id)
{
	if (id.length == 0 || list->bytes > ID_LIST_MAX)
		return;
	if (!utf8_is_valid(id)) {
		list->is_broken = true;
		return;
	}
	g_autofree char *copy = g_strndup(id.data, id.length);
	if (g_hash_table_contains(list->listed, copy))
		return;
	list->bytes += id.length;
	g_hash_table_add(list->listed, copy);
	g_ptr_array_add(list->ids, g_steal_pointer(&copy));
}

GPtrArray *id_list_take(struct id_list *list, GError **error)
{
	if (list->bytes > ID_LIST_MAX) {
		g_set_error(error, ID_LIST_ERROR, ID_LIST_ERROR_TOO_LONG,
			    "the listing is longer than %zu MiB", ID_LIST_MAX >> 20);
		return NULL;
	}
	if (list->is_broken) {
		g_set_error_literal(error, ID_LIST_ERROR, ID_LIST_ERROR_BROKEN,
				    "the listing has a line that is not UTF-8 or holds NUL");
		return NULL;
	}
	g_hash_table_remove_all(list->listed);
	return g_steal_pointer(&list->ids);
}
