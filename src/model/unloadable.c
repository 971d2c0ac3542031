#include "model/unloadable.h"

static void unloadable_free(void *data)
{
	struct unloadable *unloadable = data;

	g_free(unloadable->id);
	g_string_free(unloadable->why, TRUE);
	g_free(unloadable);
}

GPtrArray *unloadables_new(void)
{
	return g_ptr_array_new_with_free_func(unloadable_free);
}

void unloadables_add(GPtrArray *unloadables, struct text id)
{
	struct unloadable *unloadable = g_new0(struct unloadable, 1);

	unloadable->id = g_strndup(id.data, id.length);
	unloadable->why = g_string_new(NULL);
	g_ptr_array_add(unloadables, unloadable);
}

void unloadables_explain(GPtrArray *unloadables, struct text line)
{
	const struct unloadable *last = unloadables->pdata[unloadables->len - 1];

	if (last->why->len + line.length > UNLOADABLE_BYTES_MAX / unloadables->len)
		return;
	g_string_append_len(last->why, line.data, (gssize)line.length);
	g_string_append_c(last->why, '\n');
}
