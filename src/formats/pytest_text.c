#include "formats/pytest_text.h"

#include "formats/text_reader.h"

/* Most bytes that are kept of why a file cannot be collected. */
#define PYTEST_WHY_MAX ((size_t)64 << 10)

enum pytest_section {
	PYTEST_RESULTS, /* lines of tests */
	PYTEST_TEXT,    /* of failures, warnings and the like */
	PYTEST_SUMMARY, /* "short test summary info" */
};

struct pytest_state {
	enum pytest_section section;
	bool is_parallel;   /* lines come from xdist: tests begin and end in any order */
	GHashTable *open;   /* of char *: the ids that run then; NULL: none did */
	GHashTable *listed; /* of const char *: the ids that may come; NULL: any */
	char *broken;       /* the file about whose collection the text is; NULL: none */
	GString *why;       /* that text */
};

static const struct {
	const char *word;
	enum status status;
} pytest_words[] = {
	{"PASSED", STATUS_SUCCESS}, {"FAILED", STATUS_FAIL},   {"SKIPPED", STATUS_SKIP},
	{"XFAIL", STATUS_XFAIL},    {"XPASS", STATUS_SUCCESS}, {"ERROR", STATUS_FAIL},
};

/* ---- words ---- */

/* `text` without the progress at its end: "  [ 50%]" or "  [1/2]". */
static struct text pytest_cut_progress(struct text text)
{
	text = text_strip(text);
	if (text.length == 0 || text.data[text.length - 1] != ']')
		return text;
	size_t at;
	for (at = text.length - 1; at > 0 && text.data[at] != '['; at--)
		if (!strchr("0123456789 %/]", text.data[at]))
			return text;
	if (at > 0 && text.data[at - 1] != ' ')
		return text;
	return text_strip(text_part(text, 0, at));
}

/*
 * Whether `text` is the word of an outcome, perhaps with a reason in parentheses; then sets `end`.
 */
static bool pytest_parse_word(struct text text, struct test_end *end)
{
	for (size_t i = 0; i < G_N_ELEMENTS(pytest_words); i++) {
		struct text rest = text_after(text, strlen(pytest_words[i].word));

		if (!text_has_prefix(text, pytest_words[i].word))
			continue;
		bool has_reason = text_has_prefix(rest, " (") && rest.data[rest.length - 1] == ')';
		if (rest.length > 0 && !has_reason)
			continue;
		*end = test_end_of(NULL, pytest_words[i].status);
		if (has_reason)
			end->reason = text_part(rest, 2, rest.length - 1);
		return true;
	}
	return false;
}

/* The length of the id in "ID WORD (reason)"; 0 if `text` is no such line. */
static size_t pytest_parse_line(struct text text, struct test_end *end)
{
	for (size_t at = text_find(text, "::"); at + 1 < text.length; at++)
		if (text.data[at] == ' ' && pytest_parse_word(text_after(text, at + 1), end))
			return at;
	return 0;
}

static bool pytest_may_be_id(const struct text_reader *reader, struct text text)
{
	const struct pytest_state *state = reader->state;

	if (text_find(text, "::") == text.length)
		return false;
	if (!state->listed)
		return true;
	g_autofree char *id = g_strndup(text.data, text.length);
	return g_hash_table_contains(state->listed, id);
}

/* ---- several processes ---- */

static void pytest_begin_parallel(struct text_reader *reader, struct text id)
{
	struct pytest_state *state = reader->state;
	g_autofree char *copy = emitter_id(id);

	if (!state->open)
		state->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader->is_recognized = true;
	emitter_start(&reader->emitter, copy);
	g_hash_table_add(state->open, g_steal_pointer(&copy));
}

/* "[gw0] [ 25%] PASSED ID". */
static bool pytest_take_parallel(struct text_reader *reader, struct text text)
{
	struct pytest_state *state = reader->state;
	struct test_end end;

	if (!text_has_prefix(text, "[gw"))
		return false;
	text = text_strip(text_after(text, text_find(text, "] ") + 1));
	if (text_has_prefix(text, "["))
		text = text_strip(text_after(text, text_find(text, "]") + 1));
	size_t word = text_find(text, " ");
	if (!pytest_parse_word(text_part(text, 0, word), &end))
		return false;
	struct text id = text_strip(text_after(text, word));
	if (!pytest_may_be_id(reader, id))
		return false;
	g_autofree char *copy = emitter_id(id);
	if (state->open)
		g_hash_table_remove(state->open, copy);
	text_reader_report(reader, id, end);
	return true;
}

/* ---- lines ---- */

static bool pytest_take_result(struct text_reader *reader, struct text text)
{
	struct test_end end;
	struct text line = pytest_cut_progress(text);
	size_t length = pytest_parse_line(line, &end);
	struct text id = text_part(line, 0, length);

	if (length == 0 || !pytest_may_be_id(reader, id))
		return false;
	if (!reader->open_name || !text_is(id, reader->open_name))
		text_reader_begin(reader, id);
	text_reader_finish(reader, end);
	return true;
}

/* The outcome of the open test, on a line of its own, for the test printed something. */
static bool pytest_take_bare_word(struct text_reader *reader, struct text text)
{
	struct test_end end;

	if (!reader->open_id || !pytest_parse_word(pytest_cut_progress(text), &end))
		return false;
	text_reader_finish(reader, end);
	return true;
}

/* "ID ", with nothing behind it. */
static bool pytest_take_begin(struct text_reader *reader, struct text text)
{
	const struct pytest_state *state = reader->state;

	if (text.length < 2 || text.data[text.length - 1] != ' ')
		return false;
	text = text_strip(text);
	if (!pytest_may_be_id(reader, text))
		return false;
	if (state->is_parallel)
		pytest_begin_parallel(reader, text);
	else if (!reader->open_name || !text_is(text, reader->open_name))
		text_reader_begin(reader, text);
	return true;
}

static void pytest_take_results(struct text_reader *reader, const struct line_view *line)
{
	struct pytest_state *state = reader->state;

	if (text_has_prefix(line->text, "gw0 "))
		state->is_parallel = true;
	if (!pytest_take_parallel(reader, line->text) && !pytest_take_result(reader, line->text) &&
	    !pytest_take_bare_word(reader, line->text) && !pytest_take_begin(reader, line->text))
		text_reader_output_line(reader, line);
}

/* "SUBFAIL ID - why", "ERROR FILE - why". */
static void pytest_take_summary(struct text_reader *reader, const struct line_view *line)
{
	struct text rest = text_after(line->text, text_find(line->text, " ") + 1);
	size_t dash = text_find(rest, " - ");
	struct text id = text_part(rest, 0, dash);
	bool is_subtest = text_has_prefix(line->text, "SUBFAIL");
	bool is_file = text_has_prefix(line->text, "ERROR ") && text_find(id, "::") == id.length;

	if ((is_subtest || is_file) && id.length > 0) {
		g_autofree char *copy = emitter_id(id);

		emitter_attach(&reader->emitter, copy, "message", text_after(rest, dash + 3));
		text_reader_report(reader, id, test_end_of(NULL, STATUS_FAIL));
	}
	text_reader_output_line(reader, line);
}

/* ---- files that cannot be collected ---- */

/* Ends the text about a file: it is why that fails. */
static void pytest_end_broken(struct text_reader *reader)
{
	struct pytest_state *state = reader->state;

	if (state->broken)
		emitter_attach(&reader->emitter, state->broken, "traceback",
			       text_of(state->why->str));
	g_clear_pointer(&state->broken, g_free);
	g_string_truncate(state->why, 0);
}

/* A line of the text; "____ ERROR collecting FILE ____" begins that about FILE. */
static void pytest_take_text(struct text_reader *reader, struct text text)
{
	static const char heading[] = " ERROR collecting ";
	struct pytest_state *state = reader->state;
	struct text rest = text_after(text, text_find(text, heading) + strlen(heading));

	if (text_has_prefix(text, "___"))
		pytest_end_broken(reader);
	if (text_has_prefix(text, "___") && rest.length > 0)
		state->broken = emitter_id(text_part(rest, 0, text_find(rest, " ___")));
	else if (state->broken && state->why->len < PYTEST_WHY_MAX)
		g_string_append_printf(state->why, "%.*s\n", (int)MIN(text.length, PYTEST_WHY_MAX),
				       text.data);
}

/* The title in "==== TITLE ===="; empty if `text` is no such line. */
static struct text pytest_title(struct text text)
{
	size_t begin = 0;
	size_t end = text.length;

	while (begin < end && text.data[begin] == '=')
		begin++;
	while (end > begin && text.data[end - 1] == '=')
		end--;
	if (begin < 3 || end == text.length)
		return (struct text){0};
	return text_strip(text_part(text, begin, end));
}

/* True for a title like "3 failed, 1 passed in 0.42s", which is the last. */
static bool pytest_is_last_title(struct text title)
{
	size_t in = text_find(title, " in ");

	return in < title.length && title.length > 0 && text_find(title, "s") < title.length &&
	       g_ascii_isdigit(text_after(title, in + 4).data[0]);
}

static void pytest_take_title(struct text_reader *reader, struct text title)
{
	struct pytest_state *state = reader->state;

	reader->is_recognized = true;
	pytest_end_broken(reader);
	if (text_is(title, "test session starts"))
		state->section = PYTEST_RESULTS;
	else if (text_is(title, "short test summary info"))
		state->section = PYTEST_SUMMARY;
	else
		state->section = PYTEST_TEXT;
	if (pytest_is_last_title(title))
		reader->has_ended = true;
}

static void pytest_take(struct text_reader *reader, const struct line_view *line)
{
	const struct pytest_state *state = reader->state;
	struct text title = pytest_title(line->text);

	if (title.length > 0) {
		pytest_take_title(reader, title);
		text_reader_output_line(reader, line);
	} else if (state->section == PYTEST_RESULTS) {
		pytest_take_results(reader, line);
	} else if (state->section == PYTEST_SUMMARY) {
		pytest_take_summary(reader, line);
	} else {
		pytest_take_text(reader, line->text);
		text_reader_output_line(reader, line);
	}
}

static void pytest_pause(struct text_reader *reader, struct text begun)
{
	const struct pytest_state *state = reader->state;

	if (state->section == PYTEST_RESULTS && !state->is_parallel)
		pytest_take_begin(reader, begun);
}

static void pytest_finish(struct text_reader *reader)
{
	const struct pytest_state *state = reader->state;

	if (state->open && g_hash_table_size(state->open) > 0)
		reader->is_left_open = true;
}

static void pytest_clear(void *data)
{
	struct pytest_state *state = data;

	g_clear_pointer(&state->open, g_hash_table_unref);
	g_clear_pointer(&state->listed, g_hash_table_unref);
	g_clear_pointer(&state->broken, g_free);
	(void)g_string_free(state->why, TRUE);
}

struct results_reader *pytest_text_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = pytest_take,
		.pause = pytest_pause,
		.finish = pytest_finish,
		.clear = pytest_clear,
		.state_size = sizeof(struct pytest_state),
		.is_missing = "there is no output of pytest -v in it",
		.has_no_end = "pytest's last line is missing",
		.repeats_ids = true,
	};
	struct text_reader *reader = (struct text_reader *)text_reader_new(&format, options, sink);
	struct pytest_state *state = reader->state;

	state->why = g_string_new(NULL);
	if (options->listed_count > 0)
		state->listed = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < options->listed_count; i++)
		g_hash_table_add(state->listed, (char *)options->listed_ids[i]);
	return &reader->base;
}
