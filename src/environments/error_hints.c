#include "environments/error_hints.h"

#include <string.h>

const char *error_hint_for(const struct error_hint *table, const char *said)
{
	while (!strstr(said, table->said))
		table++;
	return table->hint;
}

void error_hints_add(const struct error_hint *table, GError **error)
{
	if (!error || !*error)
		return;
	g_autofree char *message = g_strdup_printf("%s\n  %s", (*error)->message,
						   error_hint_for(table, (*error)->message));
	g_free((*error)->message);
	(*error)->message = g_steal_pointer(&message);
}
