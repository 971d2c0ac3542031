#include "report/terminal.h"

static const char *const tints[] = {
	[TINT_GOOD] = "\033[32m",
	[TINT_BAD] = "\033[31m",
	[TINT_DIM] = "\033[2m",
};
#define TINT_END "\033[0m"

static bool is_control(gunichar character)
{
	return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

static void append_control(GString *out, gunichar character)
{
	if (character >= 0x80)
		g_string_append_printf(out, "<%02X>", character);
	else
		g_string_append_printf(out, "^%c", (char)(character ^ 0x40));
}

void terminal_append_harmless(GString *out, struct text text)
{
	g_autofree char *valid = g_utf8_make_valid(text.data ? text.data : "", (gssize)text.length);

	for (const char *next = valid; *next; next = g_utf8_next_char(next)) {
		gunichar character = g_utf8_get_char(next);
		if (is_control(character) && character != '\n' && character != '\t')
			append_control(out, character);
		else
			g_string_append_unichar(out, character);
	}
}

void terminal_append(GString *out, struct text text, const struct style *style)
{
	if (style->is_terminal)
		terminal_append_harmless(out, text);
	else
		g_string_append_len(out, text.data, (gssize)text.length);
}

void terminal_append_tinted(GString *out, const char *text, enum tint tint,
			    const struct style *style)
{
	if (!style->is_coloured) {
		g_string_append(out, text);
		return;
	}
	g_string_append(out, tints[tint]);
	g_string_append(out, text);
	g_string_append(out, TINT_END);
}

static size_t columns_of(gunichar character)
{
	if (g_unichar_iszerowidth(character))
		return 0;
	return g_unichar_iswide(character) ? 2 : 1;
}

/* The length in bytes of the longest beginning of `text` that fits into `columns`. */
static size_t fitting_length(const char *text, size_t columns, size_t *taken)
{
	const char *next = text;

	*taken = 0;
	for (; *next; next = g_utf8_next_char(next)) {
		size_t width = columns_of(g_utf8_get_char(next));
		if (*taken + width > columns)
			break;
		*taken += width;
	}
	return (size_t)(next - text);
}

size_t terminal_append_fitted(GString *out, struct text text, size_t columns)
{
	static const char ellipsis[] = "...";
	const size_t ellipsis_columns = sizeof ellipsis - 1;
	g_autoptr(GString) line = g_string_new(NULL);
	size_t taken;

	terminal_append_harmless(line, text);
	g_strdelimit(line->str, "\n\t", ' ');
	size_t length = fitting_length(line->str, columns, &taken);
	if (length == line->len) {
		g_string_append_len(out, line->str, (gssize)length);
		return taken;
	}
	if (columns < ellipsis_columns)
		return 0;
	length = fitting_length(line->str, columns - ellipsis_columns, &taken);
	g_string_append_len(out, line->str, (gssize)length);
	g_string_append(out, ellipsis);
	return taken + ellipsis_columns;
}
