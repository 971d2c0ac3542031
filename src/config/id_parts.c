#include "config/id_parts.h"

#include <string.h>

#include "base/pattern.h"

#define NAME_GROUP "name"
#define GROUP_GROUP "group"

bool id_parts_has_groups(const struct config *config)
{
	return config->id_parts && g_regex_get_string_number(config->id_parts, GROUP_GROUP) >= 0;
}

struct id_parts id_parts_of(const struct config *config, const char *id)
{
	struct id_parts parts = {0};
	g_autoptr(GMatchInfo) match = NULL;

	if (config->id_parts && g_utf8_validate(id, -1, NULL) &&
	    g_regex_match(config->id_parts, id, G_REGEX_MATCH_ANCHORED, &match)) {
		parts.name = g_match_info_fetch_named(match, NAME_GROUP);
		parts.group = g_match_info_fetch_named(match, GROUP_GROUP);
	}
	if (!parts.name)
		parts.name = g_strdup(id);
	if (!parts.group && id_parts_has_groups(config))
		parts.group = g_strdup(id);
	return parts;
}

void id_parts_clear(struct id_parts *parts)
{
	g_clear_pointer(&parts->name, g_free);
	g_clear_pointer(&parts->group, g_free);
}

char **id_parts_names(const struct config *config, const char *const *ids)
{
	GPtrArray *names = g_ptr_array_new();

	for (; *ids; ids++) {
		struct id_parts parts = id_parts_of(config, *ids);
		if (parts.name[0] != '\0')
			g_ptr_array_add(names, g_steal_pointer(&parts.name));
		id_parts_clear(&parts);
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

GRegex *id_parts_compile(const char *text, GError **error)
{
	g_autoptr(GRegex) regex = pattern_compile(text, error);

	if (!regex || g_regex_get_string_number(regex, NAME_GROUP) >= 0)
		return g_steal_pointer(&regex);
	g_set_error(error, G_REGEX_ERROR, G_REGEX_ERROR_COMPILE,
		    "'%s' has no group (?P<" NAME_GROUP ">...)", text);
	return NULL;
}
