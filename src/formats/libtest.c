/*
 * The format `libtest`: what Rust's test harness prints, one suite after the other as `cargo test`
 * runs them. A line begins before its test runs, if there is one thread, and ends after it; output
 * that was not captured stands within, or before it on its line:
 *
 *	running 2 tests
 *	test a::b ... ok
 *	test c - should panic ... FAILED
 *	test result: FAILED. 1 passed; 1 failed; ...
 *
 * Which executable a suite is of is not told here, so ids are `suiteN::NAME`; the option
 * id_template, with the fields `suite` (N) and `name`, says otherwise.
 */
#include "formats/duration_text.h"
#include "formats/id_template.h"
#include "formats/line_listing.h"
#include "formats/text_reader.h"

#define LIBTEST_ID_TEMPLATE "suite{suite}::{name}"

struct libtest_state {
	unsigned suite;  /* the number of the suite, from 1; 0: none began */
	bool has_result; /* that suite's `test result` came */
	char *about;     /* the test that the text in "failures:" is about; NULL: none */
};

static const struct {
	const char *word;
	enum status status;
} libtest_outcomes[] = {
	{"ok", STATUS_SUCCESS},
	{"FAILED", STATUS_FAIL},
	{"ignored", STATUS_SKIP},
};

static void libtest_clear(void *data)
{
	g_free(((struct libtest_state *)data)->about);
}

/* `name` without what the harness adds to it, with its suite. Owned by the caller. */
static char *libtest_id(const struct text_reader *reader, struct text name)
{
	static const char *const notes[] = {" - should panic", " - compile fail", " - compile"};
	const struct libtest_state *state = reader->state;
	const char *template = reader->options->id_template;
	g_autofree char *suite = g_strdup_printf("%u", state->suite);
	g_autofree char *bare = g_strndup(name.data, name.length);

	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
		if (g_str_has_suffix(bare, notes[i]))
			bare[strlen(bare) - strlen(notes[i])] = '\0';
	const char *fields[] = {"suite", suite, "name", bare, NULL};
	return id_template_fill(template ? template : LIBTEST_ID_TEMPLATE, fields);
}

/* Whether `text` is an outcome: "ok", "ignored, why", "FAILED <0.01s>". */
static bool libtest_parse_outcome(struct text text, struct test_end *end)
{
	size_t time = text_find(text, " <");

	text = text_strip(text);
	for (size_t i = 0; i < G_N_ELEMENTS(libtest_outcomes); i++) {
		struct text rest = text_after(text, strlen(libtest_outcomes[i].word));

		if (!text_has_prefix(text, libtest_outcomes[i].word))
			continue;
		*end = test_end_of(NULL, libtest_outcomes[i].status);
		if (text_has_prefix(rest, ", ") && end->status == STATUS_SKIP) {
			end->reason = text_after(rest, 2);
			return true;
		}
		if (text_has_prefix(rest, " <") && text_find(rest, "s>") + 2 == rest.length) {
			end->duration_ns = duration_text_ns(
				text_part(text, time + 2, text.length - 2), NS_PER_SECOND);
			return true;
		}
		return rest.length == 0;
	}
	return false;
}

/* The test in progress ends with an outcome at the end of a line that it has printed on. */
static bool libtest_take_late_outcome(struct text_reader *reader, struct text text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(libtest_outcomes) && reader->open_id; i++) {
		size_t length = strlen(libtest_outcomes[i].word);

		if (text.length < length ||
		    !text_is(text_after(text, text.length - length), libtest_outcomes[i].word))
			continue;
		text_reader_output(reader, text_part(text, 0, text.length - length));
		text_reader_finish(reader, test_end_of(NULL, libtest_outcomes[i].status));
		return true;
	}
	return false;
}

/* Where the last "test " stands before `end`; `end` if there is none. */
static size_t libtest_find_test(struct text text, size_t end)
{
	for (size_t at = end; at-- > 0;)
		if (text_has_prefix(text_part(text, at, end), "test "))
			return at;
	return end;
}

/* What a test printed on its own line; nothing if that has only begun. */
static void libtest_output_rest(struct text_reader *reader, struct text rest, bool has_newline)
{
	text_reader_output(reader, rest);
	if (rest.length > 0 && has_newline)
		text_reader_output(reader, text_of("\n"));
}

/* "test NAME ... OUTCOME", perhaps right behind output; or its beginning. */
static bool libtest_take_test(struct text_reader *reader, struct text text, bool has_newline)
{
	const struct libtest_state *state = reader->state;
	size_t dots = text_find(text, " ... ");
	size_t test = libtest_find_test(text, dots);
	struct test_end end;

	if (dots == text.length || test == dots || state->suite == 0 || state->has_result)
		return false;
	g_autofree char *id = libtest_id(reader, text_part(text, test + strlen("test "), dots));
	struct text rest = text_after(text, dots + strlen(" ... "));
	bool has_outcome = libtest_parse_outcome(rest, &end);
	bool is_open = reader->open_name && strcmp(reader->open_name, id) == 0;
	/* While a test is in progress others are what it prints. */
	if ((reader->open_id && !is_open) || (test > 0 && !has_outcome))
		return false;
	text_reader_output(reader, text_part(text, 0, test));
	if (!is_open)
		text_reader_begin(reader, text_of(id));
	if (has_outcome)
		text_reader_finish(reader, end);
	else if (!libtest_take_late_outcome(reader, rest))
		libtest_output_rest(reader, rest, has_newline);
	return true;
}

/* "running 3 tests". */
static bool libtest_take_suite(struct text_reader *reader, struct text text)
{
	struct libtest_state *state = reader->state;

	if (!text_has_prefix(text, "running ") || text.length < 10 ||
	    !g_ascii_isdigit(text.data[8]) ||
	    (text_find(text, " test") + 5 != text.length &&
	     text_find(text, " tests") + 6 != text.length))
		return false;
	state->suite++;
	state->has_result = false;
	reader->is_recognized = true;
	reader->has_ended = false;
	if (reader->open_id) {
		reader->is_left_open = true;
		g_clear_pointer(&reader->open_id, g_free);
		g_clear_pointer(&reader->open_name, g_free);
	}
	return true;
}

/* The text about a failure is over: the test gets a second outcome, with it. */
static void libtest_end_about(struct text_reader *reader)
{
	struct libtest_state *state = reader->state;
	g_autofree char *about = g_steal_pointer(&state->about);

	if (about)
		text_reader_report(reader, text_of(about), test_end_of(NULL, STATUS_FAIL));
}

/* "---- NAME stdout ----", and the text that follows. */
static bool libtest_take_failure(struct text_reader *reader, const struct line_view *line)
{
	struct libtest_state *state = reader->state;
	size_t end = text_find(line->text, " stdout ----");

	if (reader->open_id || state->suite == 0)
		return false;
	if (text_has_prefix(line->text, "---- ") && end < line->text.length) {
		libtest_end_about(reader);
		state->about = libtest_id(reader, text_part(line->text, strlen("---- "), end));
		return true;
	}
	if (!state->about)
		return false;
	if (text_is(line->text, "failures:") || text_has_prefix(line->text, "test result: ")) {
		libtest_end_about(reader);
		return false;
	}
	emitter_attach(&reader->emitter, state->about, "traceback",
		       (struct text){(const char *)line->raw.data, line->raw.length});
	return true;
}

static void libtest_take(struct text_reader *reader, const struct line_view *line)
{
	struct libtest_state *state = reader->state;

	if (libtest_take_suite(reader, line->text) || libtest_take_failure(reader, line) ||
	    libtest_take_test(reader, line->text, line->has_newline) ||
	    libtest_take_late_outcome(reader, line->text))
		return;
	if (text_has_prefix(line->text, "test result: ") && !reader->open_id)
		state->has_result = reader->has_ended = true;
	text_reader_output_line(reader, line);
}

static void libtest_pause(struct text_reader *reader, struct text begun)
{
	size_t dots = text_find(begun, " ... ");

	if (text_has_prefix(begun, "test ") && dots + strlen(" ... ") == begun.length)
		libtest_take_test(reader, begun, false);
}

static struct results_reader *libtest_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = libtest_take,
		.pause = libtest_pause,
		.finish = libtest_end_about,
		.clear = libtest_clear,
		.state_size = sizeof(struct libtest_state),
		.is_missing = "there is no output of Rust's test harness in it",
		.has_no_end = "the line `test result` is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

/* `--list --format terse` prints "NAME: test". */
static void libtest_listing_take(struct line_listing *listing, struct text line)
{
	size_t end = text_find(line, ": test");

	if (end + strlen(": test") == line.length)
		id_list_add(&listing->list, text_part(line, 0, end));
}

static struct listing_reader *libtest_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(libtest_listing_take);
}

static bool libtest_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "\nrunning ") < text.length &&
	       (text_find(text, "\ntest ") < text.length ||
		text_find(text, " tests\n") < text.length);
}

static bool libtest_sniff_listing(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};
	struct text line = text_part(text, 0, text_find(text, "\n"));

	return text_find(line, ": test") + strlen(": test") == line.length;
}

const struct format format_libtest = {
	.name = "libtest",
	.summary = "what Rust's test harness prints",
	.new_results = libtest_new,
	.new_listing = libtest_listing_new,
	.sniff = libtest_sniff,
	.sniff_listing = libtest_sniff_listing,
};
