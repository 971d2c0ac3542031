/*
 * The format `minitest`: what Ruby's minitest prints with -v. A line begins before its test runs
 * and ends after it; output of the test stands within:
 *
 *	Class#test_a = 0.01 s = F
 */
#include "formats/duration_text.h"
#include "formats/text_reader.h"

#define MINITEST_EQUALS " = "

struct minitest_state {
	bool is_running;    /* behind "# Running:" and before "Finished in" */
	bool is_in_details; /* behind that */
	bool is_in_text;    /* of a detail: behind its title */
	char *about;        /* the test that the detail is about; or NULL */
	enum status status; /* of the detail */
	GString *reason;    /* of a skip; NULL: none */
};

static void minitest_forget_detail(struct minitest_state *state)
{
	g_clear_pointer(&state->about, g_free);
	if (state->reason)
		g_string_free(state->reason, TRUE);
	state->reason = NULL;
	state->is_in_text = false;
}

static void minitest_clear(void *data)
{
	minitest_forget_detail(data);
}

/* Whether `text` ends in "0.01 s = F"; then sets `end`, and `*begin` to where that begins. */
static bool minitest_parse_end(struct text text, struct test_end *end, size_t *begin)
{
	static const char letters[] = ".FES";
	static const enum status statuses[] = {STATUS_SUCCESS, STATUS_FAIL, STATUS_FAIL,
					       STATUS_SKIP};
	size_t at = text.length >= 6 ? text.length - 6 : 0;
	const char *letter = text.length > 6 ? strchr(letters, text.data[text.length - 1]) : NULL;

	if (!letter || memcmp(text.data + at, " s = ", 5) != 0)
		return false;
	size_t number = at;
	while (number > 0 &&
	       (g_ascii_isdigit(text.data[number - 1]) || text.data[number - 1] == '.'))
		number--;
	*end = test_end_of(NULL, statuses[letter - letters]);
	end->duration_ns = duration_text_ns(text_part(text, number, at), NS_PER_SECOND);
	*begin = number;
	return end->duration_ns != DURATION_NONE;
}

/* How long the name in "Class#test_a = " is; 0 if `text` does not begin so. */
static size_t minitest_parse_name(struct text text)
{
	size_t equals = text_find(text, MINITEST_EQUALS);
	size_t hash = text_find(text, "#");

	return equals < text.length && hash < equals && hash > 0 ? equals : 0;
}

static void minitest_take_running(struct text_reader *reader, const struct line_view *line)
{
	struct text text = line->text;
	struct test_end end;
	size_t begin;

	if (!reader->open_id) {
		size_t name = minitest_parse_name(text);

		if (name == 0) {
			text_reader_output_line(reader, line);
			return;
		}
		text_reader_begin(reader, text_part(text, 0, name));
		text = text_after(text, name + strlen(MINITEST_EQUALS));
	} else {
		/* It may have been seen while the line was not complete. */
		g_autofree char *begun = g_strconcat(reader->open_name, MINITEST_EQUALS, NULL);

		if (text_has_prefix(text, begun))
			text = text_after(text, strlen(begun));
	}
	if (!minitest_parse_end(text, &end, &begin)) {
		text_reader_output(reader, text);
		if (line->has_newline)
			text_reader_output(reader, text_of("\n"));
		return;
	}
	text_reader_output(reader, text_part(text, 0, begin));
	text_reader_finish(reader, end);
}

/* ---- details ---- */

static void minitest_end_detail(struct text_reader *reader)
{
	struct minitest_state *state = reader->state;

	if (state->about) {
		struct test_end end = test_end_of(NULL, state->status);

		if (state->reason)
			end.reason =
				text_strip((struct text){state->reason->str, state->reason->len});
		text_reader_report(reader, text_of(state->about), end);
	}
	minitest_forget_detail(state);
}

/* "  1) Failure:". */
static bool minitest_take_detail_number(struct text_reader *reader, struct text text)
{
	struct minitest_state *state = reader->state;
	size_t bracket = text_find(text, ") ");
	struct text kind = text_after(text, bracket + 2);

	if (!text_has_prefix(text, "  ") || bracket == text.length ||
	    !g_ascii_isdigit(text.data[bracket - 1]))
		return false;
	bool is_skip = text_is(kind, "Skipped:");
	if (!is_skip && !text_is(kind, "Failure:") && !text_is(kind, "Error:"))
		return false;
	minitest_end_detail(reader);
	state->status = is_skip ? STATUS_SKIP : STATUS_FAIL;
	if (is_skip)
		state->reason = g_string_new(NULL);
	state->is_in_text = true;
	return true;
}

/* "Class#test_a [FILE:LINE]:" or "Class#test_a:". */
static void minitest_take_detail_title(struct text_reader *reader, struct text text)
{
	struct minitest_state *state = reader->state;
	size_t end = text.length > 0 ? text.length - 1 : 0;
	size_t bracket = end;

	if (end > 0 && text.data[end - 1] == ']')
		while (bracket > 0 && text.data[bracket] != '[')
			bracket--;
	state->about = emitter_id(text_strip(text_part(text, 0, bracket)));
	if (bracket < end && state->status == STATUS_FAIL)
		emitter_attach(&reader->emitter, state->about, "location",
			       text_part(text, bracket + 1, end - 1));
}

static void minitest_take_details(struct text_reader *reader, const struct line_view *line)
{
	struct minitest_state *state = reader->state;
	bool is_summary = text_find(line->text, " runs, ") < line->text.length &&
			  text_find(line->text, " assertions, ") < line->text.length;

	if (is_summary) {
		minitest_end_detail(reader);
		reader->has_ended = true;
	}
	if (minitest_take_detail_number(reader, line->text))
		return;
	if (!state->is_in_text)
		text_reader_output_line(reader, line);
	else if (!state->about)
		minitest_take_detail_title(reader, line->text);
	else if (state->reason)
		g_string_append_len(state->reason, line->text.data, (ssize_t)line->text.length);
	else
		emitter_attach(&reader->emitter, state->about, "traceback",
			       (struct text){(const char *)line->raw.data, line->raw.length});
}

/* ---- the reader ---- */

static void minitest_take(struct text_reader *reader, const struct line_view *line)
{
	struct minitest_state *state = reader->state;

	if (text_is(line->text, "# Running:")) {
		state->is_running = reader->is_recognized = true;
	} else if (state->is_running && !reader->open_id &&
		   text_has_prefix(line->text, "Finished in ")) {
		state->is_running = false;
		state->is_in_details = true;
	} else if (state->is_running) {
		minitest_take_running(reader, line);
	} else if (state->is_in_details) {
		minitest_take_details(reader, line);
	} else {
		text_reader_output_line(reader, line);
	}
}

static void minitest_pause(struct text_reader *reader, struct text begun)
{
	const struct minitest_state *state = reader->state;
	size_t name = minitest_parse_name(begun);

	if (state->is_running && !reader->open_id && name > 0 &&
	    name + strlen(MINITEST_EQUALS) == begun.length)
		text_reader_begin(reader, text_part(begun, 0, name));
}

static struct results_reader *minitest_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = minitest_take,
		.pause = minitest_pause,
		.finish = minitest_end_detail,
		.clear = minitest_clear,
		.state_size = sizeof(struct minitest_state),
		.is_missing = "there is no output of minitest -v in it",
		.has_no_end = "minitest's summary is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

static bool minitest_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_has_prefix(text, "Run options: ") &&
	       text_find(text, "# Running:") < text.length;
}

const struct format format_minitest = {
	.name = "minitest",
	.summary = "what Ruby's minitest prints with -v",
	.new_results = minitest_new,
	.sniff = minitest_sniff,
};
