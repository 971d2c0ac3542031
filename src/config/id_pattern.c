#include "config/id_pattern.h"

#include <string.h>

const char *const id_dialect_names[] = {
	[DIALECT_NONE] = "none",
	[DIALECT_GO] = "go",
	[DIALECT_PCRE] = "pcre",
	[DIALECT_ERE] = "ere",
	[DIALECT_JAVASCRIPT] = "javascript",
	[DIALECT_RUBY] = "ruby",
	[DIALECT_CMAKE] = "cmake",
	[DIALECT_GTEST] = "gtest",
	[DIALECT_CATCH2] = "catch2",
	NULL,
};

/* How names are quoted, each by a backslash before the characters in `special`, and put together.
 */
struct dialect_rules {
	const char *special;
	const char *before, *between, *after;
};

static const struct dialect_rules dialect_rules[] = {
	[DIALECT_NONE] = {"", "", " ", ""},
	[DIALECT_GO] = {"\\.+*?()|[]{}^$", "^(", "|", ")$"},
	[DIALECT_PCRE] = {"\\.+*?()|[]{}^$/#-", "^(", "|", ")$"},
	[DIALECT_ERE] = {"\\.+*?()|[]{}^$", "^(", "|", ")$"},
	[DIALECT_JAVASCRIPT] = {"\\.+*?()|[]{}^$/", "^(", "|", ")$"},
	[DIALECT_RUBY] = {"\\.+*?()|[]{}^$/#-", "^(", "|", ")$"},
	[DIALECT_CMAKE] = {"\\.+*?()|[]^$", "^(", "|", ")$"},
	[DIALECT_GTEST] = {"", "", ":", ""},
	[DIALECT_CATCH2] = {"\\,[*~\"", "", ",", ""},
};

static void append_quoted(GString *pattern, const char *name, const char *special)
{
	for (; *name; name++) {
		if (strchr(special, *name))
			g_string_append_c(pattern, '\\');
		g_string_append_c(pattern, *name);
	}
}

char *id_pattern_make(enum id_dialect dialect, const char *const *names)
{
	const struct dialect_rules *rules = &dialect_rules[dialect];
	GString *pattern = g_string_new(rules->before);
	const char *separator = "";

	for (; *names; names++) {
		if ((*names)[0] == '\0')
			continue;
		g_string_append(pattern, separator);
		append_quoted(pattern, *names, rules->special);
		separator = rules->between;
	}
	g_string_append(pattern, rules->after);
	return g_string_free(pattern, FALSE);
}
