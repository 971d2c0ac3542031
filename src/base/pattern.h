/* Python's regular expressions, through GLib's (PCRE2). */
#ifndef TESTR_BASE_PATTERN_H
#define TESTR_BASE_PATTERN_H

#include <glib.h>

/*
 * Compiles `pattern`, written for Python's `re` and its str patterns. Returns NULL with
 * G_REGEX_ERROR, `cannot use the regular expression 'P': why`. Release with g_regex_unref.
 */
GRegex *pattern_compile(const char *pattern, GError **error);

#endif
