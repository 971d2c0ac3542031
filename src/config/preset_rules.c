#include "config/preset_rules.h"

#include <string.h>

#include "config/python_text.h"

#define PRESET_SECTION "preset"
#define EXECUTABLE_SUFFIX " is executable"
#define CONTENT_SEPARATOR ": "

static void preset_sign_free(void *data)
{
	struct preset_sign *sign = data;

	g_free(sign->glob);
	g_free(sign->content);
	g_free(sign);
}

/* `GLOB`, `GLOB: CONTENT` or `GLOB is executable`. */
static struct preset_sign *preset_sign_parse(const char *line)
{
	struct preset_sign *sign = g_new0(struct preset_sign, 1);
	const char *content = strstr(line, CONTENT_SEPARATOR);

	if (content) {
		sign->glob = g_strndup(line, (size_t)(content - line));
		sign->content = g_strdup(content + strlen(CONTENT_SEPARATOR));
	} else if (g_str_has_suffix(line, EXECUTABLE_SUFFIX)) {
		sign->glob = g_strndup(line, strlen(line) - strlen(EXECUTABLE_SUFFIX));
		sign->is_executable = true;
	} else {
		sign->glob = g_strdup(line);
	}
	return sign;
}

static void read_signs(struct preset_rules *rules, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	rules->signs = g_ptr_array_new_with_free_func(preset_sign_free);
	for (size_t i = 0; lines[i]; i++)
		if (lines[i][0] != '\0')
			g_ptr_array_add(rules->signs, preset_sign_parse(lines[i]));
}

/* The value of `key`; NULL if there is none. False with an error. */
static bool read_rule(const struct ini *ini, const char *key, char **value, GError **error)
{
	g_autoptr(GError) why = NULL;

	*value = ini_get(ini, PRESET_SECTION, key, &why);
	if (!why)
		return true;
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

struct preset_rules *preset_rules_read(const struct ini *ini, GError **error)
{
	scoped(preset_rules) rules = g_new0(struct preset_rules, 1);
	g_autofree char *yields_to = NULL;
	g_autofree char *signs = NULL;

	if (!read_rule(ini, "summary", &rules->summary, error) ||
	    !read_rule(ini, "tool", &rules->tool, error) ||
	    !read_rule(ini, "folder_key", &rules->folder_key, error) ||
	    !read_rule(ini, "yields_to", &yields_to, error) ||
	    !read_rule(ini, "detect", &signs, error))
		return NULL;
	if (!rules->summary)
		rules->summary = g_strdup("");
	rules->yields_to = python_split(text_of(yields_to ? yields_to : ""));
	read_signs(rules, signs);
	return g_steal_pointer(&rules);
}

void preset_rules_free(struct preset_rules *rules)
{
	if (!rules)
		return;
	if (rules->signs)
		g_ptr_array_unref(rules->signs);
	g_strfreev(rules->yields_to);
	g_free(rules->folder_key);
	g_free(rules->tool);
	g_free(rules->summary);
	g_free(rules);
}

static bool matches_glob(const char *glob, const char *path)
{
	if (glob[0] == '\0' || path[0] == '\0')
		return glob[0] == path[0] || (glob[0] == '*' && matches_glob(glob + 1, path));
	if (g_str_has_prefix(glob, "**"))
		return matches_glob(glob + 2, path) || matches_glob(glob, path + 1);
	if (glob[0] == '*')
		return matches_glob(glob + 1, path) ||
		       (path[0] != '/' && matches_glob(glob, path + 1));
	return glob[0] == path[0] && matches_glob(glob + 1, path + 1);
}

bool preset_sign_matches(const struct preset_sign *sign, const char *path)
{
	return matches_glob(sign->glob, path);
}
