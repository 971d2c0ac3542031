/* Ids of a listing: in order of first appearance, each once. */
#ifndef TESTR_FORMATS_ID_LIST_H
#define TESTR_FORMATS_ID_LIST_H

#include <glib.h>

#include "base/bytes.h"

/* Most bytes in the ids of one listing. */
#define ID_LIST_MAX ((size_t)256 << 20)

struct id_list {
	GPtrArray *ids;     /* of char *, owned */
	GHashTable *listed; /* the same, borrowed */
	size_t bytes;       /* of all */
	bool is_broken;     /* an id is no UTF-8 */
};

void id_list_init(struct id_list *list);
void id_list_clear(struct id_list *list);

/* Adds `id`, unless it is there, or empty. */
void id_list_add(struct id_list *list, struct text id);

/*
 * The ids, owned by the caller. NULL with ID_LIST_ERROR if one is no UTF-8, or they are longer than
 * ID_LIST_MAX.
 */
GPtrArray *id_list_take(struct id_list *list, GError **error);

enum id_list_error { ID_LIST_ERROR_BROKEN, ID_LIST_ERROR_TOO_LONG };
GQuark id_list_error_quark(void);
#define ID_LIST_ERROR id_list_error_quark()

#endif
