#include "subunit/v1.h"

#include "subunit/v1_directive.h"
#include "subunit/v1_tests.h"

struct v1 {
	struct sink *sink;
	struct plain *plain;
	struct v1_tests tests;
	struct details details;
	int64_t time_ns;

	GByteArray *line; /* the line that has begun, while it may be more than plain output */
	bool is_passing;  /* the line that has begun is no directive: the rest goes where it went */
	GByteArray *prose; /* the last line, `test LABEL`, while it may be either */
	struct bytes run;  /* plain output that is not emitted yet; a view into the text */
	bool is_spoken;
	bool was_spoken; /* ever */
};

struct v1 *v1_new(struct sink *sink, struct plain *plain)
{
	struct v1 *v1 = g_new0(struct v1, 1);

	v1->sink = sink;
	v1->plain = plain;
	v1->time_ns = TIME_NONE;
	v1->line = g_byte_array_new();
	v1->prose = g_byte_array_new();
	v1_tests_init(&v1->tests);
	details_init(&v1->details, sink);
	return v1;
}

void v1_free(struct v1 *v1)
{
	if (!v1)
		return;
	v1_tests_clear(&v1->tests);
	details_clear(&v1->details);
	g_byte_array_unref(v1->line);
	g_byte_array_unref(v1->prose);
	g_free(v1);
}

/* ---- plain output ---- */

static bool flush_run(struct v1 *v1, GError **error)
{
	struct bytes run = v1->run;

	v1->run = (struct bytes){0};
	return plain_add(v1->plain, run, error);
}

/* `text` must stay where it is until flush_run. */
static bool add_plain(struct v1 *v1, struct bytes text, GError **error)
{
	if (v1->run.data && v1->run.data + v1->run.length == text.data) {
		v1->run.length += text.length;
		return true;
	}
	if (!flush_run(v1, error))
		return false;
	v1->run = text;
	return true;
}

/* `test LABEL` was prose, at least for now. */
static bool settle_prose(struct v1 *v1, GError **error)
{
	struct bytes prose = {v1->prose->data, v1->prose->len};

	if (prose.length == 0)
		return true;
	if (!flush_run(v1, error) || !plain_add(v1->plain, prose, error))
		return false;
	g_byte_array_set_size(v1->prose, 0);
	return true;
}

static bool in_lines(const struct v1 *v1)
{
	return v1->details.state == DETAILS_BRACKETED || v1->details.state == DETAILS_INLINE;
}

/* Passes on text that is no directive: into the details that are open, else as plain output. */
static bool pass_text_on(struct v1 *v1, struct bytes text, GError **error)
{
	if (in_lines(v1))
		return details_add(&v1->details, text, !v1->is_passing, error);
	return settle_prose(v1, error) && add_plain(v1, text, error);
}

/* ---- starts and outcomes ---- */

static bool emit_status(struct v1 *v1, const struct v1_test *test, enum status status,
			int64_t time_ns, GError **error)
{
	struct event event = EVENT_INIT;
	g_autoptr(GArray) tags = v1_test_tags(test);

	event.test_id = text_of(test->label);
	event.status = status;
	event.is_runnable = true;
	event.time_ns = time_ns;
	if (status_is_final(status)) {
		event.tags = (const struct text *)(const void *)tags->data;
		event.tag_count = tags->len;
	}
	v1->is_spoken = true;
	v1->was_spoken = true;
	return flush_run(v1, error) && sink_event(v1->sink, &event, error);
}

static bool start_v1_test(struct v1 *v1, const struct directive *directive, GError **error)
{
	if (!settle_prose(v1, error))
		return false;
	const struct v1_test *test = v1_tests_start(&v1->tests, directive->argument, v1->time_ns);
	return emit_status(v1, test, STATUS_INPROGRESS, v1->time_ns, error);
}

/* `line` looks like a start, but may be prose: it counts when an outcome follows. */
static bool suppose_v1_test(struct v1 *v1, const struct directive *directive, struct bytes line,
			    GError **error)
{
	if (!settle_prose(v1, error))
		return false;
	v1_tests_suppose(&v1->tests, directive->argument, v1->time_ns);
	g_byte_array_append(v1->prose, line.data, (unsigned)line.length);
	return true;
}

/* If the test that is ending was only supposed, says that it started after all. */
static bool confirm_v1_test(struct v1 *v1, GError **error)
{
	const struct v1_test *test = v1->tests.ending;
	bool is_supposed = test == v1->tests.supposed;

	if (is_supposed)
		g_byte_array_set_size(v1->prose, 0);
	if (!settle_prose(v1, error) || !flush_run(v1, error))
		return false;
	return !is_supposed || emit_status(v1, test, STATUS_INPROGRESS, test->started_ns, error);
}

static bool finish_v1_test(struct v1 *v1, enum status status, GError **error)
{
	bool is_emitted = emit_status(v1, v1->tests.ending, status, v1->time_ns, error);

	v1_tests_remove_ending(&v1->tests);
	return is_emitted;
}

static bool end_details(struct v1 *v1, GError **error)
{
	return details_end(&v1->details, true, error) &&
	       finish_v1_test(v1, v1->details.status, error);
}

/* A line of inline details, or the rest of the outcome's own; without its newline. */
static bool take_inline(struct v1 *v1, struct bytes text, GError **error)
{
	static const struct bytes newline = {(const uint8_t *)"\n", 1};
	bool is_end = details_cut_inline_end(&text);

	return details_add(&v1->details, text, false, error) &&
	       details_add(&v1->details, newline, false, error) &&
	       (!is_end || end_details(v1, error));
}

static bool end_v1_test(struct v1 *v1, const struct directive *directive, struct bytes line,
			GError **error)
{
	static const enum details_state states[] = {
		[V1_ENDING_BRACKETED] = DETAILS_BRACKETED,
		[V1_ENDING_MULTIPART] = DETAILS_MULTIPART,
		[V1_ENDING_INLINE] = DETAILS_INLINE,
	};
	struct bytes text;
	enum v1_ending ending = v1_tests_end(&v1->tests, directive->argument, &text);

	if (ending == V1_ENDING_NONE)
		return pass_text_on(v1, line, error);
	if (!confirm_v1_test(v1, error))
		return false;
	if (ending == V1_ENDING_PLAIN)
		return finish_v1_test(v1, directive->status, error);
	details_begin(&v1->details, states[ending], text_of(v1->tests.ending->label),
		      directive->status, v1->time_ns);
	return ending != V1_ENDING_INLINE || take_inline(v1, text, error);
}

/* ---- lines ---- */

static bool follow_directive(struct v1 *v1, const struct directive *directive, struct bytes line,
			     GError **error)
{
	switch (directive->kind) {
	case DIRECTIVE_TEST:
		return directive->has_colon ? start_v1_test(v1, directive, error)
					    : suppose_v1_test(v1, directive, line, error);
	case DIRECTIVE_OUTCOME:
		return end_v1_test(v1, directive, line, error);
	case DIRECTIVE_TAGS:
		v1_tests_tag(&v1->tests, directive->argument);
		return true;
	case DIRECTIVE_TIME:
		v1->time_ns = directive->time_ns;
		return v1->time_ns != TIME_NONE || pass_text_on(v1, line, error);
	case DIRECTIVE_PROGRESS:
		return true;
	case DIRECTIVE_NONE:
		break;
	}
	return pass_text_on(v1, line, error);
}

/* A line that is no directive, but may have one after output that lacks its newline. */
static bool take_joined_line(struct v1 *v1, struct bytes line, GError **error)
{
	size_t outcome = v1_tests_find_outcome(&v1->tests, line);
	size_t at = outcome > 0 ? outcome : directive_find_start(line);
	struct bytes rest = {line.data + at, line.length - at};

	if (at > 0 && !pass_text_on(v1, (struct bytes){line.data, at}, error))
		return false;
	struct directive directive = directive_parse(rest);
	directive.has_colon = false;
	return at > 0 ? follow_directive(v1, &directive, rest, error)
		      : pass_text_on(v1, line, error);
}

/* A whole line, with its newline. */
static bool take_v1_line(struct v1 *v1, struct bytes line, GError **error)
{
	if (line.length > V1_LINE_MAX)
		return pass_text_on(v1, line, error);
	if (v1->details.state == DETAILS_INLINE)
		return take_inline(v1, directive_strip(line), error);
	if (v1->details.state == DETAILS_BRACKETED)
		return details_is_end(line) ? end_details(v1, error)
					    : pass_text_on(v1, line, error);
	struct directive directive = directive_parse(line);
	struct bytes text;
	if (directive.kind == DIRECTIVE_NONE ||
	    (directive.kind == DIRECTIVE_OUTCOME &&
	     v1_tests_end(&v1->tests, directive.argument, &text) == V1_ENDING_NONE))
		return take_joined_line(v1, line, error);
	return follow_directive(v1, &directive, line, error);
}

/* Passes on the line that has begun, and what follows in it. */
static bool pass_line_on(struct v1 *v1, bool has_ended, GError **error)
{
	struct bytes line = {v1->line->data, v1->line->len};
	bool is_passed = pass_text_on(v1, line, error) && flush_run(v1, error);

	g_byte_array_set_size(v1->line, 0);
	v1->is_passing = !has_ended;
	return is_passed;
}

/* `piece` begins a line that has no newline yet, or goes on with one. */
static bool take_v1_piece(struct v1 *v1, struct bytes piece, bool has_ended, GError **error)
{
	if (v1->is_passing) {
		bool is_passed = pass_text_on(v1, piece, error);
		v1->is_passing = !has_ended;
		return is_passed;
	}
	g_byte_array_append(v1->line, piece.data, (unsigned)piece.length);
	if (v1->line->len > V1_LINE_MAX)
		return pass_line_on(v1, has_ended, error);
	if (!has_ended)
		return true;
	struct bytes line = {v1->line->data, v1->line->len};
	bool is_taken = take_v1_line(v1, line, error) && flush_run(v1, error);
	g_byte_array_set_size(v1->line, 0);
	return is_taken;
}

bool v1_text(struct v1 *v1, struct bytes text, size_t *used, GError **error)
{
	*used = 0;
	while (*used < text.length && !v1_wants_part(v1)) {
		struct bytes piece = {text.data + *used, text.length - *used};
		const uint8_t *newline = memchr(piece.data, '\n', piece.length);
		bool is_begun = v1->is_passing || v1->line->len > 0;

		if (newline)
			piece.length = (size_t)(newline - piece.data) + 1;
		*used += piece.length;
		if (newline && !is_begun ? !take_v1_line(v1, piece, error)
					 : !take_v1_piece(v1, piece, newline, error))
			return false;
	}
	return flush_run(v1, error);
}

/* ---- what is no text ---- */

bool v1_wants_part(const struct v1 *v1)
{
	return v1->details.state == DETAILS_MULTIPART;
}

enum part_reading v1_part(struct v1 *v1, struct bytes bytes, bool is_last, size_t *used,
			  GError **error)
{
	enum part_reading part = details_read_part(&v1->details, bytes, is_last, used, error);

	if (part == PART_END && !end_details(v1, error))
		return PART_FAILED;
	return part;
}

void v1_distrust_parts(struct v1 *v1)
{
	details_distrust(&v1->details);
}

bool v1_break(struct v1 *v1, GError **error)
{
	if (v1->line->len > 0 && !pass_line_on(v1, true, error))
		return false;
	v1->is_passing = false;
	return settle_prose(v1, error);
}

bool v1_was_spoken(const struct v1 *v1)
{
	return v1->was_spoken;
}

bool v1_is_spoken(const struct v1 *v1)
{
	return v1->is_spoken;
}

void v1_forget(struct v1 *v1)
{
	v1->is_spoken = false;
}

bool v1_end(struct v1 *v1, GError **error)
{
	return v1_break(v1, error) && details_end(&v1->details, false, error);
}
