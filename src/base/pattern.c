#include "base/pattern.h"

#include "base/excerpt.h"

GRegex *pattern_compile(const char *pattern, GError **error)
{
	GRegex *regex = g_regex_new(pattern, G_REGEX_OPTIMIZE | G_REGEX_NEWLINE_LF, 0, error);

	if (!regex) {
		g_autofree char *shown = excerpt(text_of(pattern));
		g_prefix_error(error, "cannot use the regular expression '%s': ", shown);
	}
	return regex;
}
