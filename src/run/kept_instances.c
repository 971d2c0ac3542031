#include "run/kept_instances.h"

#include "base/quote.h"
#include "report/message.h"

/* How `testr instances` is called for the project from where the user is. Owned by the caller. */
static char *instances_command(const struct context *context)
{
	g_autofree char *here = g_get_current_dir();
	g_autofree char *folder = quote_word(context->folder);

	if (strcmp(here, context->folder) == 0)
		return g_strdup("testr instances");
	return g_strdup_printf("testr -d %s instances", folder);
}

void kept_instances_tell(const struct context *context, const GPtrArray *ids)
{
	g_autofree char *command = instances_command(context);
	g_autoptr(GString) shells = g_string_new(NULL);
	g_autoptr(GString) all = g_string_new(NULL);

	if (ids->len == 0)
		return;
	for (size_t i = 0; i < ids->len; i++) {
		g_autofree char *id = quote_word(ids->pdata[i]);
		g_string_append_printf(shells, "\n  %s shell %s", command, id);
		g_string_append_printf(all, " %s", id);
	}
	message("%u instance%s kept; for a shell in %s:%s\nTo dispose of %s:\n  %s dispose%s",
		ids->len, ids->len == 1 ? " is" : "s are", ids->len == 1 ? "it" : "each",
		shells->str, ids->len == 1 ? "it" : "them", command, all->str);
}
