#include "base/pattern.h"

#include <string.h>

#include "base/excerpt.h"

/* How many hexadecimal digits follow `\u` and `\U`. */
#define SHORT_CODE_DIGITS 4
#define LONG_CODE_DIGITS 8

static bool has_digits(const char *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!g_ascii_isxdigit(at[i]))
			return false;
	return true;
}

/* Translates the escape at `at`, a backslash; returns what is behind it. */
static const char *translate_escape(GString *out, const char *at)
{
	size_t digits = at[1] == 'u' ? SHORT_CODE_DIGITS : at[1] == 'U' ? LONG_CODE_DIGITS : 0;

	if (digits > 0 && has_digits(at + 2, digits)) {
		g_string_append_printf(out, "\\x{%.*s}", (int)digits, at + 2);
		return at + 2 + digits;
	}
	if (at[1] == 'Z') {
		g_string_append(out, "\\z");
		return at + 2;
	}
	size_t length = at[1] ? (size_t)(g_utf8_next_char(at + 1) - at) : 1;
	g_string_append_len(out, at, (gssize)length);
	return at + length;
}

/* Translates the class at `at`, a bracket; returns what is behind it. */
static const char *translate_class(GString *out, const char *at)
{
	g_string_append_c(out, *at++);
	if (*at == '^')
		g_string_append_c(out, *at++);
	/* A bracket that comes first is a member. */
	if (*at == ']')
		g_string_append_c(out, *at++);
	while (*at && *at != ']') {
		if (*at == '\\') {
			at = translate_escape(out, at);
			continue;
		}
		/* PCRE would take `[:` for the start of a POSIX class. */
		if (*at == '[')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at++);
	}
	return at;
}

/* True if `at` is `{,N}` or `{,}`, which are repeats to Python and plain text to PCRE2 10.42. */
static bool is_open_repeat(const char *at)
{
	return g_str_has_prefix(at, "{,") && at[2 + strspn(at + 2, "0123456789")] == '}';
}

static char *translate(const char *at)
{
	GString *out = g_string_new(NULL);

	if (g_str_has_prefix(at, "(?u)"))
		at += strlen("(?u)");
	while (*at) {
		if (*at == '\\') {
			at = translate_escape(out, at);
		} else if (*at == '[') {
			at = translate_class(out, at);
		} else if (is_open_repeat(at)) {
			g_string_append(out, "{0");
			at++;
		} else {
			g_string_append_c(out, *at++);
		}
	}
	return g_string_free(out, FALSE);
}

/* GLib's message without the pattern, which may hold anything. */
static const char *why_not(const GError *error, const char *pattern)
{
	const char *shown = strstr(error->message, pattern);
	const char *place = shown ? strstr(shown + strlen(pattern), " at char ") : NULL;
	const char *why = place ? strstr(place, ": ") : NULL;

	return why ? why + 2 : error->message;
}

GRegex *pattern_compile(const char *pattern, GError **error)
{
	g_autofree char *shown = excerpt(text_of(pattern));
	g_autoptr(GError) failure = NULL;

	if (!g_utf8_validate(pattern, -1, NULL)) {
		g_set_error(error, G_REGEX_ERROR, G_REGEX_ERROR_COMPILE,
			    "cannot use the regular expression '%s': it is not UTF-8", shown);
		return NULL;
	}
	g_autofree char *translated = translate(pattern);
	GRegex *regex = g_regex_new(translated, G_REGEX_OPTIMIZE | G_REGEX_NEWLINE_LF, 0, &failure);
	if (!regex)
		g_set_error(error, G_REGEX_ERROR, failure->code,
			    "cannot use the regular expression '%s': %s", shown,
			    why_not(failure, translated));
	return regex;
}

bool pattern_is_in(const GRegex *pattern, const char *text)
{
	g_autoptr(GError) limit = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		return false;
	return g_regex_match_full(pattern, text, -1, 0, 0, NULL, &limit) || limit;
}

char *pattern_match_start(const GRegex *pattern, const char *text)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_utf8_validate(text, -1, NULL) ||
	    !g_regex_match(pattern, text, G_REGEX_MATCH_ANCHORED, &match))
		return NULL;
	return g_match_info_fetch(match, 0);
}
