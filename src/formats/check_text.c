/*
 * The format `check`: what the C library Check prints with CK_VERBOSITY=verbose, all at the end:
 *
 *	70%: Checks: 10, Failures: 2, Errors: 1
 *	t.c:7:P:core:pass:0: Passed
 *	t.c:9:F:core:fail:0: why
 *	more of why
 *
 * Ids are CASE:TEST:ITERATION.
 */
#include "formats/text_reader.h"

struct check_state {
	uint64_t expected; /* tests in the block that is being read */
	uint64_t count;
	char *held_id;    /* of the test that text may follow; NULL: none */
	enum status held; /* how it ended */
	char *location;   /* of it */
	GString *text;    /* about it */
};

static void check_clear(void *data)
{
	struct check_state *state = data;

	g_clear_pointer(&state->held_id, g_free);
	g_clear_pointer(&state->location, g_free);
	if (state->text)
		g_string_free(state->text, TRUE);
	state->text = NULL;
}

static void check_settle(struct text_reader *reader)
{
	struct check_state *state = reader->state;

	if (state->held_id) {
		struct test_end end = test_end_of(state->held_id, state->held);

		if (state->held == STATUS_FAIL) {
			emitter_attach(&reader->emitter, state->held_id, "traceback",
				       (struct text){state->text->str, state->text->len});
			emitter_attach(&reader->emitter, state->held_id, "location",
				       text_of(state->location));
		}
		emitter_finish(&reader->emitter, &end);
	}
	check_clear(state);
}

/* "70%: Checks: 10, Failures: 2, Errors: 1". */
static bool check_take_head(struct text_reader *reader, struct text text)
{
	struct check_state *state = reader->state;
	size_t at = text_find(text, "%: Checks: ");

	if (at == text.length || at > 3)
		return false;
	check_settle(reader);
	text = text_after(text, at + strlen("%: Checks: "));
	g_autofree char *number = g_strndup(text.data, text_find(text, ","));
	state->expected = g_ascii_strtoull(number, NULL, 10);
	state->count = 0;
	reader->is_recognized = true;
	reader->has_ended = state->expected == 0;
	return true;
}

/* Where the field behind `at` ends, at a colon; the text's length if there is none. */
static size_t check_field_end(struct text text, size_t at)
{
	return at + text_find(text_after(text, at), ":");
}

/* "FILE:LINE:P:CASE:TEST:0: why". */
static bool check_take_test(struct text_reader *reader, struct text text)
{
	struct check_state *state = reader->state;
	size_t file = check_field_end(text, 0);
	size_t line = check_field_end(text, file + 1);
	size_t letter = check_field_end(text, line + 1);

	if (state->count >= state->expected || letter != line + 2 || letter >= text.length ||
	    !strchr("PFE", text.data[line + 1]))
		return false;
	struct text rest = text_after(text, letter + 1);
	size_t why = text_find(rest, ": ");
	if (why == rest.length)
		return false;
	check_settle(reader);
	state->held_id = emitter_unique_id(&reader->emitter, text_part(rest, 0, why));
	state->held = text.data[line + 1] == 'P' ? STATUS_SUCCESS : STATUS_FAIL;
	state->location = g_strndup(text.data, line);
	state->text = g_string_new(NULL);
	rest = text_after(rest, why + 2);
	g_string_append_printf(state->text, "%.*s\n", TEXT_ARGS(rest));
	state->count++;
	reader->has_ended = state->count == state->expected;
	return true;
}

static void check_take(struct text_reader *reader, const struct line_view *line)
{
	struct check_state *state = reader->state;

	if (check_take_head(reader, line->text) || check_take_test(reader, line->text))
		return;
	if (!state->held_id || state->held != STATUS_FAIL || !line->is_whole)
		text_reader_output_line(reader, line);
	else if (state->text->len < LINES_LENGTH_MAX)
		g_string_append_len(state->text, (const char *)line->raw.data,
				    (ssize_t)line->raw.length);
}

static struct results_reader *check_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = check_take,
		.finish = check_settle,
		.clear = check_clear,
		.state_size = sizeof(struct check_state),
		.is_missing = "there is no verbose output of Check in it",
		.has_no_end = "tests that Check has counted are missing",
	};

	return text_reader_new(&format, options, sink);
}

static bool check_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "%: Checks: ") < text.length;
}

const struct format format_check = {
	.name = "check",
	.summary = "what the C library Check prints with CK_VERBOSITY=verbose",
	.new_results = check_new,
	.sniff = check_sniff,
};
