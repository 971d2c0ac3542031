#include "base/excerpt.h"

#include <glib.h>

/* The character at `data`, or, for what is none, its first byte with `*length` 1. */
static gunichar character_at(const char *data, size_t available, size_t *length)
{
	gunichar character = g_utf8_get_char_validated(data, (gssize)available);

	/* -1 and -2, for invalid and cut off, are the largest values. */
	if (character > 0x10ffff || character == 0) {
		*length = 1;
		return (unsigned char)*data;
	}
	*length = (size_t)(g_utf8_next_char(data) - data);
	return character;
}

char *excerpt(struct text text)
{
	GString *out = g_string_new(NULL);
	size_t at = 0;

	for (int shown = 0; at < text.length && shown < EXCERPT_MAX; shown++) {
		size_t length;
		gunichar character = character_at(text.data + at, text.length - at, &length);
		if (g_unichar_iscntrl(character) || (length == 1 && character >= 0x80))
			g_string_append_printf(out, "\\x%02x", character);
		else
			g_string_append_len(out, text.data + at, (gssize)length);
		at += length;
	}
	if (at < text.length)
		g_string_append(out, "...");
	return g_string_free(out, FALSE);
}
