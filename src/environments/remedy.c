#include "environments/remedy.h"

#include <string.h>

const char *remedy_for(const struct remedy *table, const char *said)
{
	while (!strstr(said, table->said))
		table++;
	return table->remedy;
}

void remedy_explain(const struct remedy *table, GError **error)
{
	if (!error || !*error)
		return;
	g_autofree char *message = g_strdup_printf("%s\n  %s", (*error)->message,
						   remedy_for(table, (*error)->message));
	g_free((*error)->message);
	(*error)->message = g_steal_pointer(&message);
}
