#include "formats/tap_line.h"

#include "formats/duration_text.h"
#include "formats/emitter.h" /* DURATION_NONE */
#include "formats/lines.h"

#define VERSION_PREFIX "TAP version "
#define TIME_PREFIX "# time="

/* ---- numbers ---- */

/* The number at the beginning of `*text`, which is cut off; TAP_UNNUMBERED if there is none. */
static uint64_t tap_take_number(struct text *text)
{
	uint64_t number = 0;
	size_t digits = 0;

	while (digits < text->length && digits < 18 && g_ascii_isdigit(text->data[digits]))
		number = number * 10 + (uint64_t)(text->data[digits++] - '0');
	if (digits == 0)
		return TAP_UNNUMBERED;
	*text = text_after(*text, digits);
	return number;
}

/* ---- what follows a result's number ---- */

static bool text_ends_with(struct text text, const char *suffix)
{
	size_t length = strlen(suffix);

	return text.length >= length &&
	       memcmp(text.data + text.length - length, suffix, length) == 0;
}

/* Where `needle` stands last in `text`; its length if it does not. */
static size_t text_find_last(struct text text, const char *needle)
{
	size_t length = strlen(needle);

	for (size_t at = text.length >= length ? text.length - length + 1 : 0; at-- > 0;)
		if (memcmp(text.data + at, needle, length) == 0)
			return at;
	return text.length;
}

/* Cuts `{` off the end, which may open a block of subtests. */
static void tap_take_brace(struct tap_line *line)
{
	if (!text_ends_with(line->text, " {"))
		return;
	line->may_open_block = true;
	line->text.length -= 2;
	line->text = text_strip(line->text);
}

/* Cuts a duration off the end that stands behind `prefix` and before "ms". */
static void tap_take_time(struct tap_line *line, const char *prefix)
{
	size_t at = text_find_last(line->text, prefix);

	if (at == line->text.length || !text_ends_with(line->text, "ms"))
		return;
	struct text time = text_after(line->text, at + strlen(prefix));
	time.length -= 2;
	int64_t duration_ns = duration_text_ns(time, NS_PER_MS);
	if (duration_ns == DURATION_NONE)
		return;
	line->duration_ns = duration_ns;
	line->text.length = at;
	line->text = text_strip(line->text);
}

static bool tap_starts_with_word(struct text text, const char *word)
{
	size_t length = strlen(word);

	return text.length >= length && g_ascii_strncasecmp(text.data, word, length) == 0 &&
	       (text.length == length || !g_ascii_isalnum(text.data[length]));
}

/* Cuts the directive off, at the first `#` that has one behind it and is not escaped. */
static void tap_take_directive(struct tap_line *line, const struct tap_dialect *dialect)
{
	for (size_t at = 0; at < line->text.length; at++) {
		if (dialect->has_escapes && line->text.data[at] == '\\') {
			at++;
			continue;
		}
		if (line->text.data[at] != '#')
			continue;
		struct text rest = text_strip(text_after(line->text, at + 1));
		if (tap_starts_with_word(rest, "skip"))
			line->directive = TAP_SKIP;
		else if (tap_starts_with_word(rest, "todo"))
			line->directive = TAP_TODO;
		else
			continue;
		line->reason = text_strip(text_after(rest, 4));
		line->text.length = at;
		line->text = text_strip(line->text);
		return;
	}
}

/* Cuts `- ` off the beginning. */
static void tap_take_dash(struct tap_line *line)
{
	if (text_has_prefix(line->text, "- ") || text_is(line->text, "-"))
		line->text = text_strip(text_after(line->text, 1));
}

/* `rest` is what follows `ok`. Text counts only after a number, or if it begins with - or #. */
static bool tap_parse_result(struct tap_line *line, struct text rest,
			     const struct tap_dialect *dialect)
{
	if (rest.length > 0 && rest.data[0] != ' ')
		return false;
	rest = text_strip(rest);
	line->number = tap_take_number(&rest);
	if (line->number != TAP_UNNUMBERED && rest.length > 0 && rest.data[0] != ' ')
		return false;
	if (line->number == TAP_UNNUMBERED && rest.length > 0 && rest.data[0] != '-' &&
	    rest.data[0] != '#')
		return false;
	line->kind = TAP_RESULT;
	line->text = text_strip(rest);
	tap_take_brace(line);
	tap_take_time(line, TIME_PREFIX);
	tap_take_directive(line, dialect);
	if (dialect->has_timing)
		tap_take_time(line, " in ");
	tap_take_dash(line);
	return true;
}

/* ---- other lines ---- */

/* `1..N`, perhaps with `# SKIP why`. */
static bool tap_parse_plan(struct tap_line *line, struct text rest,
			   const struct tap_dialect *dialect)
{
	line->number = tap_take_number(&rest);
	rest = text_strip(rest);
	if (line->number == TAP_UNNUMBERED || (rest.length > 0 && rest.data[0] != '#'))
		return false;
	line->kind = TAP_PLAN;
	line->text = rest;
	tap_take_directive(line, dialect);
	return true;
}

static void tap_parse_comment(struct tap_line *line, struct text text)
{
	line->kind = TAP_COMMENT;
	if (text_has_prefix(text, "# Subtest: ")) {
		line->kind = TAP_SUBTEST;
		line->text = text_strip(text_after(text, strlen("# Subtest: ")));
		return;
	}
	line->text = text_after(text, text_has_prefix(text, "# ") ? 2 : 1);
}

static bool tap_is_version(struct text text)
{
	if (!text_has_prefix(text, VERSION_PREFIX))
		return false;
	text = text_strip(text_after(text, strlen(VERSION_PREFIX)));
	return tap_take_number(&text) != TAP_UNNUMBERED && text.length == 0;
}

struct tap_line tap_line_parse(struct text text, const struct tap_dialect *dialect)
{
	struct tap_line line = {.number = TAP_UNNUMBERED, .duration_ns = DURATION_NONE};

	while (line.indent < text.length && text.data[line.indent] == ' ')
		line.indent++;
	text = text_after(text, line.indent);
	line.is_ok = text_has_prefix(text, "ok");
	if (line.is_ok || text_has_prefix(text, "not ok")) {
		tap_parse_result(&line, text_after(text, line.is_ok ? 2 : 6), dialect);
	} else if (text_has_prefix(text, "1..")) {
		tap_parse_plan(&line, text_after(text, 3), dialect);
	} else if (text_has_prefix(text, "#")) {
		tap_parse_comment(&line, text);
	} else if (text_has_prefix(text, "Bail out!")) {
		line.kind = TAP_BAIL_OUT;
		line.text = text_strip(text_after(text, strlen("Bail out!")));
	} else if (text_is(text_strip(text), "---")) {
		line.kind = TAP_YAML;
	} else if (text_is(text_strip(text), "}")) {
		line.kind = TAP_BLOCK_END;
	} else if (line.indent == 0 && tap_is_version(text)) {
		line.kind = TAP_VERSION;
	}
	return line;
}

bool tap_line_ends_in_version(struct text line, struct text *before)
{
	size_t at = text_find_last(line, VERSION_PREFIX);

	if (!tap_is_version(text_after(line, at)))
		return false;
	*before = (struct text){line.data, at};
	return true;
}

size_t tap_line_find_glued(struct text line, uint64_t number)
{
	char needle[32];

	g_snprintf(needle, sizeof needle, "ok %" G_GUINT64_FORMAT, number);
	size_t at = text_find_last(line, needle);
	size_t end = at + strlen(needle);
	if (at == line.length || (end < line.length && line.data[end] != ' '))
		return line.length;
	if (at >= 4 && memcmp(line.data + at - 4, "not ", 4) == 0)
		at -= 4;
	return at > 0 ? at : line.length;
}

GString *tap_unescape(struct text name, const struct tap_dialect *dialect)
{
	GString *text = g_string_sized_new(name.length);

	for (size_t at = 0; at < name.length; at++) {
		bool is_escape = dialect->has_escapes && name.data[at] == '\\' &&
				 at + 1 < name.length &&
				 (name.data[at + 1] == '#' || name.data[at + 1] == '\\');

		g_string_append_c(text, name.data[at + is_escape]);
		at += is_escape;
	}
	return text;
}
