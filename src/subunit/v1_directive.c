#include "subunit/v1_directive.h"

#include <glib.h>

#define NANOSECONDS INT64_C(1000000000)

static const struct keyword {
	const char *word;
	enum directive_kind kind;
	enum status status;
	bool needs_colon; /* without one it is too likely prose */
} keywords[] = {
	{"test", DIRECTIVE_TEST, STATUS_INPROGRESS, false},
	{"testing", DIRECTIVE_TEST, STATUS_INPROGRESS, false},
	{"success", DIRECTIVE_OUTCOME, STATUS_SUCCESS, false},
	{"successful", DIRECTIVE_OUTCOME, STATUS_SUCCESS, false},
	{"failure", DIRECTIVE_OUTCOME, STATUS_FAIL, false},
	{"error", DIRECTIVE_OUTCOME, STATUS_FAIL, false},
	{"skip", DIRECTIVE_OUTCOME, STATUS_SKIP, false},
	{"xfail", DIRECTIVE_OUTCOME, STATUS_XFAIL, false},
	{"uxsuccess", DIRECTIVE_OUTCOME, STATUS_UXSUCCESS, false},
	{"tags", DIRECTIVE_TAGS, STATUS_NONE, true},
	{"time", DIRECTIVE_TIME, STATUS_NONE, true},
	{"progress", DIRECTIVE_PROGRESS, STATUS_NONE, true},
};

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

struct bytes directive_strip(struct bytes line)
{
	if (line.length > 0 && line.data[line.length - 1] == '\n')
		line.length--;
	if (line.length > 0 && line.data[line.length - 1] == '\r')
		line.length--;
	return line;
}

/* How many bytes of `line` are its first word, a colon included. */
static size_t word_length(struct bytes line)
{
	size_t length = 0;

	while (length < line.length && !is_blank(line.data[length]))
		length++;
	return length;
}

static bool has_word(const struct keyword *keyword, struct bytes word)
{
	return text_is((struct text){(const char *)word.data, word.length}, keyword->word);
}

static const struct keyword *find_keyword(struct bytes word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (has_word(&keywords[i], word))
			return &keywords[i];
	return NULL;
}

/* "N", "+N", "-N", "push" or "pop". */
static bool is_progress(struct bytes argument)
{
	struct text text = {(const char *)argument.data, argument.length};

	if (text_is(text, "push") || text_is(text, "pop"))
		return true;
	if (text.length > 0 && (*text.data == '+' || *text.data == '-')) {
		text.data++;
		text.length--;
	}
	for (size_t i = 0; i < text.length; i++)
		if (!g_ascii_isdigit(text.data[i]))
			return false;
	return text.length > 0;
}

/* Takes the fraction of a second out of `time`, which GLib would round. Returns nanoseconds. */
static int64_t cut_fraction(char *time)
{
	char *point = time + strcspn(time, ".,");
	char *end = point + (*point != '\0');
	int64_t fraction_ns = 0;

	for (int64_t unit = NANOSECONDS / 10; g_ascii_isdigit(*end); unit /= 10)
		fraction_ns += unit * (*end++ - '0');
	if (end > point + 1)
		memmove(point, end, strlen(end) + 1);
	return fraction_ns;
}

/*
 * ISO 8601, `2026-01-02 03:04:05.678Z`, UTC if it names no zone. `*time_ns` is TIME_NONE if no
 * packet can tell that time.
 */
static bool parse_time(struct bytes argument, int64_t *time_ns)
{
	g_autofree char *string = g_strndup((const char *)argument.data, argument.length);
	int64_t fraction_ns = cut_fraction(g_strstrip(string));
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(string, utc);

	if (!time)
		return false;
	int64_t seconds = g_date_time_to_unix(time);
	bool can_be_told = seconds >= 0 && seconds <= UINT32_MAX;
	*time_ns = can_be_told ? seconds * NANOSECONDS + fraction_ns : TIME_NONE;
	return true;
}

struct directive directive_parse(struct bytes line)
{
	const struct directive none = {.kind = DIRECTIVE_NONE};

	line = directive_strip(line);
	size_t length = word_length(line);
	if (length == 0 || length == line.length)
		return none;
	bool has_colon = line.data[length - 1] == ':';
	const struct keyword *keyword =
		find_keyword((struct bytes){line.data, length - (has_colon ? 1 : 0)});
	if (!keyword || (keyword->needs_colon && !has_colon))
		return none;
	struct directive directive = {
		.kind = keyword->kind,
		.status = keyword->status,
		.has_colon = has_colon,
		.argument = {line.data + length + 1, line.length - length - 1},
	};
	if (directive.argument.length == 0 ||
	    (directive.kind == DIRECTIVE_PROGRESS && !is_progress(directive.argument)) ||
	    (directive.kind == DIRECTIVE_TIME &&
	     !parse_time(directive.argument, &directive.time_ns)))
		return none;
	return directive;
}

size_t directive_find_start(struct bytes line)
{
	static const char start[] = "test: ";
	const uint8_t *end = line.data + line.length;
	const uint8_t *found = line.data;
	size_t last = 0;

	while ((found = memmem(found, (size_t)(end - found), start, sizeof start - 1))) {
		if (found > line.data && !is_blank(found[-1]))
			last = (size_t)(found - line.data);
		found++;
	}
	return last;
}

size_t directive_outcome_before(struct bytes line, size_t at)
{
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++) {
		size_t length = strlen(keywords[i].word);

		if (keywords[i].kind == DIRECTIVE_OUTCOME && length <= at && length > longest &&
		    memcmp(line.data + at - length, keywords[i].word, length) == 0)
			longest = length;
	}
	return longest;
}

/* Where in `line` the first `word` stands that `tail` follows; its length if there is none. */
static size_t find_before(struct bytes line, const char *word, struct bytes tail)
{
	g_autoptr(GByteArray) whole = g_byte_array_new();

	g_byte_array_append(whole, (const uint8_t *)word, (unsigned)strlen(word));
	g_byte_array_append(whole, tail.data, (unsigned)tail.length);
	const uint8_t *found = memmem(line.data, line.length, whole->data, whole->len);
	return found ? (size_t)(found - line.data) : line.length;
}

size_t directive_find_outcome(struct bytes line, struct bytes tail)
{
	size_t first = line.length;

	/* One search for each word: however often the tail is there, it takes linear time. */
	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (keywords[i].kind == DIRECTIVE_OUTCOME)
			first = MIN(first, find_before(line, keywords[i].word, tail));
	return first < line.length ? first : 0;
}

size_t directive_find_test(struct bytes bytes, bool *is_found)
{
	static const char mark[] = "\ntest: ";
	const size_t mark_length = sizeof mark - 1;
	const uint8_t *found = memmem(bytes.data, bytes.length, mark, mark_length);

	*is_found = found;
	if (found)
		return (size_t)(found - bytes.data) + 1;
	for (size_t cut = MIN(bytes.length, mark_length - 1); cut > 0; cut--)
		if (memcmp(bytes.data + bytes.length - cut, mark, cut) == 0)
			return bytes.length - cut;
	return bytes.length;
}
