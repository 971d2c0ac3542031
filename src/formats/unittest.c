/*
 * The format `unittest`: what Python's `python -m unittest -v` prints, on standard error. A line
 * begins before its test runs and ends after it; a docstring puts the end on the next line, and
 * output of the test stands within:
 *
 *	test_a (module.Class.test_a) ... ok
 *	test_b (module.Class.test_b)
 *	The docstring ... FAIL
 *	test_c (module.Class.test_c) ...
 *	  test_c (module.Class.test_c) (i=1) ... FAIL
 *
 * A test may have several outcomes, the subtests' among them; the worst counts. A failure gets one
 * more, with its traceback, at the end.
 */
#include "formats/text_reader.h"
#include "model/outcome.h"

#define UNITTEST_DOTS " ... "
#define UNITTEST_RULE "======================================================================"
#define UNITTEST_THIN_RULE "----------------------------------------------------------------------"

struct unittest_state {
	char *described; /* the id of a test whose line is to go on after its docstring; or NULL */
	char *latest;    /* the test that ended last, while no other has begun; or NULL */
	char *about;     /* the test that the traceback is about; or NULL */
	bool is_in_failures;
	bool is_in_text; /* of a failure: behind the thin rule */
};

static const struct {
	const char *word;
	enum status status;
} unittest_outcomes[] = {
	{"ok", STATUS_SUCCESS},
	{"FAIL", STATUS_FAIL},
	{"ERROR", STATUS_FAIL},
	{"expected failure", STATUS_XFAIL},
	{"unexpected success", STATUS_UXSUCCESS},
};

static void unittest_clear(void *data)
{
	struct unittest_state *state = data;

	g_free(state->described);
	g_free(state->latest);
	g_free(state->about);
}

/* ---- lines ---- */

/*
 * The id in "NAME (MODULE.CLASS.NAME)" or, before Python 3.11, "NAME (MODULE.CLASS)"; of fixtures
 * it is the whole. NULL if `text` is nothing such. `*length` is how much of `text` that is.
 */
static char *unittest_parse_id(struct text text, size_t *length)
{
	size_t open = text_find(text, " (");
	struct text name = text_part(text, 0, open);
	struct text rest = text_after(text, open + 2);
	size_t close = text_find(rest, ")");
	struct text dotted = text_part(rest, 0, close);

	if (name.length == 0 || text_find(name, " ") < name.length || close == rest.length ||
	    close == 0 || text_find(dotted, " ") < dotted.length)
		return NULL;
	*length = open + 2 + close + 1;
	if (text_has_prefix(name, "setUp") || text_has_prefix(name, "tearDown"))
		return emitter_id(text_part(text, 0, *length));
	if (text_find(dotted, ".") == dotted.length)
		return NULL;
	struct text last = text_after(dotted, dotted.length - MIN(name.length, dotted.length));
	if (text_equal(last, name))
		return emitter_id(dotted);
	g_autofree char *id = g_strdup_printf("%.*s.%.*s", TEXT_ARGS(dotted), TEXT_ARGS(name));
	return emitter_id(text_of(id));
}

/* An outcome behind the dots; of a failure the traceback comes later, with another. */
static struct test_end unittest_end_of(enum status status)
{
	struct test_end end = test_end_of(NULL, status);

	end.tag = status == STATUS_FAIL ? TAG_TOLD_AGAIN : NULL;
	return end;
}

/* Whether `text` is an outcome; "skipped 'why'" is one too. */
static bool unittest_parse_outcome(struct text text, struct test_end *end)
{
	for (size_t i = 0; i < G_N_ELEMENTS(unittest_outcomes); i++) {
		if (!text_is(text, unittest_outcomes[i].word))
			continue;
		*end = unittest_end_of(unittest_outcomes[i].status);
		return true;
	}
	if (!text_has_prefix(text, "skipped ") || text.length < 10)
		return false;
	*end = test_end_of(NULL, STATUS_SKIP);
	/* It is a Python string. */
	end->reason = text_part(text, strlen("skipped ") + 1, text.length - 1);
	return true;
}

static void unittest_begin(struct text_reader *reader, const char *id)
{
	struct unittest_state *state = reader->state;

	g_clear_pointer(&state->described, g_free);
	g_clear_pointer(&state->latest, g_free);
	text_reader_begin(reader, text_of(id));
}

static void unittest_end(struct text_reader *reader, struct test_end end)
{
	struct unittest_state *state = reader->state;

	g_free(state->latest);
	state->latest = g_strdup(reader->open_id);
	text_reader_finish(reader, end);
}

/* What stands behind the dots: an outcome, or output that may end in one. */
static void unittest_take_rest(struct text_reader *reader, struct text rest)
{
	struct test_end end;

	if (unittest_parse_outcome(rest, &end)) {
		unittest_end(reader, end);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(unittest_outcomes); i++) {
		size_t length = strlen(unittest_outcomes[i].word);

		if (rest.length < length ||
		    !text_is(text_after(rest, rest.length - length), unittest_outcomes[i].word))
			continue;
		text_reader_output(reader, text_part(rest, 0, rest.length - length));
		unittest_end(reader, unittest_end_of(unittest_outcomes[i].status));
		return;
	}
	text_reader_output(reader, rest);
	if (rest.length > 0)
		text_reader_output(reader, text_of("\n"));
}

/* "  test_c (...) [message] (i=1) ... FAIL": an outcome of the test in progress. */
static bool unittest_take_subtest(struct text_reader *reader, struct text text)
{
	size_t dots = text_find(text, UNITTEST_DOTS);
	struct test_end end;
	size_t length;

	if (!text_has_prefix(text, "  ") || dots == text.length)
		return false;
	g_autofree char *id = unittest_parse_id(text_after(text, 2), &length);
	if (!id || !unittest_parse_outcome(text_after(text, dots + strlen(UNITTEST_DOTS)), &end))
		return false;
	if (reader->open_id && strcmp(reader->open_id, id) == 0 && end.status == STATUS_FAIL)
		unittest_end(reader, end);
	else if (end.status == STATUS_FAIL)
		text_reader_report(reader, text_of(id), end);
	return true;
}

/* "NAME (ID) ... ", and what follows on the line. */
static bool unittest_take_test(struct text_reader *reader, struct text text)
{
	size_t length = 0;
	g_autofree char *id = unittest_parse_id(text, &length);

	if (!id || !text_has_prefix(text_after(text, length), UNITTEST_DOTS))
		return false;
	if (!reader->open_id || strcmp(reader->open_id, id) != 0)
		unittest_begin(reader, id);
	unittest_take_rest(reader, text_after(text, length + strlen(UNITTEST_DOTS)));
	return true;
}

/* "NAME (ID)", and on the next line "The docstring ... ". */
static bool unittest_take_described(struct text_reader *reader, struct text text)
{
	struct unittest_state *state = reader->state;
	size_t dots = text_find(text, UNITTEST_DOTS);
	size_t length;

	if (!state->described) {
		g_autofree char *id = unittest_parse_id(text, &length);

		if (!id || length != text.length)
			return false;
		state->described = g_steal_pointer(&id);
		return true;
	}
	if (dots == text.length)
		return false;
	g_autofree char *id = g_steal_pointer(&state->described);
	unittest_begin(reader, id);
	unittest_take_rest(reader, text_after(text, dots + strlen(UNITTEST_DOTS)));
	return true;
}

/* A line that a test has printed, or what is left of its own. */
static void unittest_take_output(struct text_reader *reader, const struct line_view *line)
{
	const struct unittest_state *state = reader->state;
	struct test_end end;

	if (reader->open_id) {
		unittest_take_rest(reader, line->text);
	} else if (state->latest && unittest_parse_outcome(line->text, &end)) {
		/* What ended the test before was its own output. */
		text_reader_report(reader, text_of(state->latest), end);
	} else {
		text_reader_output_line(reader, line);
	}
}

/* ---- failures ---- */

static void unittest_end_about(struct text_reader *reader)
{
	struct unittest_state *state = reader->state;
	g_autofree char *about = g_steal_pointer(&state->about);

	if (about)
		text_reader_report(reader, text_of(about), test_end_of(NULL, STATUS_FAIL));
}

/* "FAIL: NAME (ID)", behind a rule. */
static void unittest_take_title(struct text_reader *reader, struct text text)
{
	struct unittest_state *state = reader->state;
	size_t length;

	if (text_has_prefix(text, "FAIL: ") || text_has_prefix(text, "ERROR: "))
		state->about =
			unittest_parse_id(text_after(text, text_find(text, " ") + 1), &length);
}

static void unittest_take_failures(struct text_reader *reader, const struct line_view *line)
{
	struct unittest_state *state = reader->state;

	if (text_is(line->text, UNITTEST_RULE)) {
		unittest_end_about(reader);
		state->is_in_text = false;
	} else if (text_is(line->text, UNITTEST_THIN_RULE)) {
		/* The second one comes before the summary. */
		if (state->is_in_text)
			unittest_end_about(reader);
		state->is_in_text = true;
	} else if (text_has_prefix(line->text, "Ran ") && !state->about) {
		reader->is_recognized = reader->has_ended = true;
		text_reader_output_line(reader, line);
	} else if (!state->is_in_text && !state->about) {
		unittest_take_title(reader, line->text);
	} else if (state->about) {
		emitter_attach(&reader->emitter, state->about, "traceback",
			       (struct text){(const char *)line->raw.data, line->raw.length});
	} else {
		text_reader_output_line(reader, line);
	}
}

/* ---- the reader ---- */

static void unittest_take(struct text_reader *reader, const struct line_view *line)
{
	struct unittest_state *state = reader->state;
	bool is_rule =
		text_is(line->text, UNITTEST_RULE) || text_is(line->text, UNITTEST_THIN_RULE);

	if (is_rule && !reader->open_id)
		state->is_in_failures = true;
	if (state->is_in_failures)
		unittest_take_failures(reader, line);
	else if (!unittest_take_subtest(reader, line->text) &&
		 !unittest_take_test(reader, line->text) &&
		 (reader->open_id || !unittest_take_described(reader, line->text)))
		unittest_take_output(reader, line);
}

static void unittest_pause(struct text_reader *reader, struct text begun)
{
	struct unittest_state *state = reader->state;
	size_t dots = text_find(begun, UNITTEST_DOTS);

	if (state->is_in_failures || reader->open_id ||
	    dots + strlen(UNITTEST_DOTS) != begun.length)
		return;
	g_autofree char *described = g_steal_pointer(&state->described);
	if (described)
		unittest_begin(reader, described);
	else
		unittest_take_test(reader, begun);
}

static struct results_reader *unittest_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = unittest_take,
		.pause = unittest_pause,
		.finish = unittest_end_about,
		.clear = unittest_clear,
		.state_size = sizeof(struct unittest_state),
		.is_missing = "there is no output of unittest -v in it",
		.has_no_end = "the line `Ran N tests` is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

static bool unittest_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};
	size_t end = text_find(text, ") ... ");

	return end < text.length && text_find(text_part(text, 0, end), "test") < end;
}

const struct format format_unittest = {
	.name = "unittest",
	.summary = "what Python's `unittest -v` prints on standard error",
	.new_results = unittest_new,
	.sniff = unittest_sniff,
};
