/*
 * The format `meson`: what `meson test` prints, a numbered line for each test:
 *
 *	 2/14 suite / name       FAIL            0.01s   exit status 3
 *
 * Only a line with the next number counts.
 */
#include "formats/duration_text.h"
#include "formats/text_reader.h"

struct meson_state {
	uint64_t count; /* lines so far */
	uint64_t total; /* of which the latest line told */
};

static const struct {
	const char *word;
	enum status status;
} meson_results[] = {
	{"OK", STATUS_SUCCESS},         {"FAIL", STATUS_FAIL},
	{"SKIP", STATUS_SKIP},          {"ERROR", STATUS_FAIL},
	{"TIMEOUT", STATUS_FAIL},       {"INTERRUPT", STATUS_FAIL},
	{"EXPECTEDFAIL", STATUS_XFAIL}, {"UNEXPECTEDPASS", STATUS_UXSUCCESS},
};

/* Cuts the first word off `*text`, and the blanks around it. */
static struct text meson_take_word(struct text *text)
{
	*text = text_strip(*text);
	struct text word = text_part(*text, 0, text_find(*text, " "));
	*text = text_strip(text_after(*text, word.length));
	return word;
}

/* "FAIL  0.01s  exit status 3"; then sets `end` and `why`. */
static bool meson_parse_result(struct text text, struct test_end *end, struct text *why)
{
	struct text word = meson_take_word(&text);
	struct text duration = meson_take_word(&text);

	if (duration.length < 2 || duration.data[duration.length - 1] != 's')
		return false;
	duration.length--;
	for (size_t i = 0; i < G_N_ELEMENTS(meson_results); i++) {
		if (!text_is(word, meson_results[i].word))
			continue;
		*end = test_end_of(NULL, meson_results[i].status);
		end->duration_ns = duration_text_ns(duration, NS_PER_SECOND);
		*why = text;
		return end->duration_ns != DURATION_NONE;
	}
	return false;
}

/* "2/14 " at the beginning, which is cut off; false if it is not there or not the next number. */
static bool meson_take_number(struct meson_state *state, struct text *text)
{
	struct text word = meson_take_word(text);
	g_autofree char *number = g_strndup(word.data, word.length);
	char *end;
	uint64_t count = g_ascii_strtoull(number, &end, 10);

	if (end == number || *end != '/' || count != state->count + 1)
		return false;
	const char *total = end + 1;
	state->total = g_ascii_strtoull(total, &end, 10);
	return end != total && *end == '\0';
}

/* The test's line: the result stands behind the name and a blank, and the name may have blanks. */
static bool meson_take_test(struct text_reader *reader, struct text text)
{
	struct meson_state *state = reader->state;
	struct test_end end;
	struct text why;

	if (!meson_take_number(state, &text))
		return false;
	for (size_t at = text.length; at-- > 1;) {
		if (text.data[at] != ' ' ||
		    !meson_parse_result(text_after(text, at + 1), &end, &why))
			continue;
		g_autofree char *id = emitter_id(text_strip(text_part(text, 0, at)));

		if (end.status == STATUS_FAIL)
			emitter_attach(&reader->emitter, id, "message", why);
		else if (end.status == STATUS_SKIP)
			end.reason = why;
		state->count++;
		text_reader_report(reader, text_of(id), end);
		return true;
	}
	return false;
}

static void meson_take(struct text_reader *reader, const struct line_view *line)
{
	const struct meson_state *state = reader->state;

	if (meson_take_test(reader, line->text))
		return;
	if (text_has_prefix(line->text, "Ok: ") && state->count == state->total)
		reader->has_ended = true;
	if (text_is(line->text, "No suitable tests defined."))
		reader->is_recognized = reader->has_ended = true;
	text_reader_output_line(reader, line);
}

static struct results_reader *meson_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = meson_take,
		.state_size = sizeof(struct meson_state),
		.is_missing = "there is no output of meson test in it",
		.has_no_end = "Meson's summary is missing",
	};

	return text_reader_new(&format, options, sink);
}

const struct format format_meson = {
	.name = "meson",
	.summary = "what `meson test` prints",
	.new_results = meson_new,
};
