#include "report/terminal.h"

static const char *const tints[] = {
	[TINT_GOOD] = "\033[32m",
	[TINT_BAD] = "\033[31m",
	[TINT_DIM] = "\033[2m",
};
#define TINT_END "\033[0m"

/* First and last of characters that steer: the terminal (C0, DEL and C1), or the order in which it
 * shows the others (the marks, embeddings, overrides and isolates of right-to-left text), or that
 * it may take for the end of a line. */
static const gunichar steering[][2] = {
	{0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C},
	{0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x206F},
};

static bool is_steering(gunichar character)
{
	for (size_t i = 0; i < G_N_ELEMENTS(steering); i++)
		if (character >= steering[i][0] && character <= steering[i][1])
			return character != '\n' && character != '\t';
	return false;
}

static void append_visible(GString *out, gunichar character)
{
	if (character >= 0x80)
		g_string_append_printf(out, "<%02X>", character);
	else
		g_string_append_printf(out, "^%c", (char)(character ^ 0x40));
}

/* The length of the sequence of ours that `text` begins with; 0: it begins with none. */
static size_t own_sequence_length(const char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tints); i++)
		if (g_str_has_prefix(text, tints[i]))
			return strlen(tints[i]);
	return g_str_has_prefix(text, TINT_END) ? strlen(TINT_END) : 0;
}

static void append_harmless(GString *out, struct text text, bool may_have_tints)
{
	g_autofree char *valid = g_utf8_make_valid(text.data ? text.data : "", (gssize)text.length);

	for (const char *next = valid; *next; next = g_utf8_next_char(next)) {
		gunichar character = g_utf8_get_char(next);
		size_t own = may_have_tints ? own_sequence_length(next) : 0;

		if (own > 0) {
			g_string_append_len(out, next, (gssize)own);
			next += own - 1;
		} else if (is_steering(character) && !g_str_has_prefix(next, "\r\n")) {
			append_visible(out, character);
		} else if (character != '\r') {
			g_string_append_unichar(out, character);
		}
	}
}

void terminal_append_harmless(GString *out, struct text text)
{
	append_harmless(out, text, false);
}

void terminal_append_tinted_text(GString *out, struct text text)
{
	append_harmless(out, text, true);
}

/* ---- in pieces ---- */

/* How much of the end of `text` cannot be judged before more has come: a character that has begun,
 * or a carriage return, which may belong to a newline. */
static size_t unfinished_length(const char *text, size_t length)
{
	if (length > 0 && text[length - 1] == '\r')
		return 1;
	for (size_t tail = 1; tail < UTF8_BYTES_MAX && tail <= length; tail++)
		if (g_utf8_get_char_validated(text + length - tail, (gssize)tail) == (gunichar)-2)
			return tail;
	return 0;
}

void terminal_stream_append(struct terminal_stream *stream, GString *out, struct text piece)
{
	g_autoptr(GString) whole = g_string_new_len(stream->held, (gssize)stream->held_length);

	g_string_append_len(whole, piece.data, (gssize)piece.length);
	stream->held_length = unfinished_length(whole->str, whole->len);
	size_t length = whole->len - stream->held_length;
	memcpy(stream->held, whole->str + length, stream->held_length);
	terminal_append_harmless(out, (struct text){whole->str, length});
}

void terminal_stream_end(struct terminal_stream *stream, GString *out)
{
	terminal_append_harmless(out, (struct text){stream->held, stream->held_length});
	stream->held_length = 0;
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
