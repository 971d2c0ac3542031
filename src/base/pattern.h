/*
 * Python's regular expressions, through GLib's (PCRE2). The two agree on nearly everything that
 * people write; what they write differently is translated: `\Z`, `\uXXXX`, `\UXXXXXXXX`, `{,N}`,
 * `[` within a class, `(?u)` at the start.
 */
#ifndef TESTR_BASE_PATTERN_H
#define TESTR_BASE_PATTERN_H

#include <glib.h>
#include <stdbool.h>

/*
 * Compiles `pattern`, written for Python's `re` and its str patterns. Returns NULL with
 * G_REGEX_ERROR, `cannot use the regular expression 'P': why`. Release with
 * g_regex_unref.
 */
GRegex *pattern_compile(const char *pattern, GError **error);

/*
 * True if `pattern` is found anywhere in `text`, as by re.search. What is no UTF-8 never matches;
 * what takes PCRE2 more than its limits to decide counts as found.
 */
bool pattern_is_in(const GRegex *pattern, const char *text);

/*
 * The part of `text` that `pattern` matches at its start, as group(0) of re.match; NULL if it does
 * not match there, or cannot be decided. Owned by the caller.
 */
char *pattern_match_start(const GRegex *pattern, const char *text);

#endif
