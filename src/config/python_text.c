#include "config/python_text.h"

#include <glib.h>

#define CAPITAL_I_WITH_DOT 0x130

/* str.isspace(): the categories of separators, and the control characters that separate. */
static bool is_space(gunichar character)
{
	if (character < 0x80)
		return (character >= '\t' && character <= '\r') || character == ' ' ||
		       (character >= 0x1c && character <= 0x1f);
	return character == 0x85 || g_unichar_isspace(character);
}

size_t python_indentation(struct text text)
{
	const char *end = text.data + text.length;
	size_t count = 0;

	for (const char *at = text.data; at < end && is_space(g_utf8_get_char(at));
	     at = g_utf8_next_char(at))
		count++;
	return count;
}

struct text python_strip_end(struct text text)
{
	const char *end = text.data + text.length;

	while (end > text.data) {
		const char *last = g_utf8_prev_char(end);
		if (!is_space(g_utf8_get_char(last)))
			break;
		end = last;
	}
	return (struct text){text.data, (size_t)(end - text.data)};
}

struct text python_strip(struct text text)
{
	const char *start = g_utf8_offset_to_pointer(text.data, (glong)python_indentation(text));

	text.length -= (size_t)(start - text.data);
	text.data = start;
	return python_strip_end(text);
}

char **python_split(struct text text)
{
	GPtrArray *words = g_ptr_array_new();
	const char *end = text.data + text.length;
	const char *word = NULL; /* the start of the one that goes on at `at` */

	for (const char *at = text.data; at < end; at = g_utf8_next_char(at)) {
		bool is_between = is_space(g_utf8_get_char(at));
		if (is_between && word)
			g_ptr_array_add(words, g_strndup(word, (size_t)(at - word)));
		word = is_between ? NULL : word ? word : at;
	}
	if (word)
		g_ptr_array_add(words, g_strndup(word, (size_t)(end - word)));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

char *python_lower(struct text text)
{
	GString *lower = g_string_sized_new(text.length);
	const char *end = text.data + text.length;

	for (const char *at = text.data; at < end; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (character == CAPITAL_I_WITH_DOT)
			g_string_append(lower, "i\xcc\x87");
		else
			g_string_append_unichar(lower, g_unichar_tolower(character));
	}
	return g_string_free(lower, FALSE);
}
