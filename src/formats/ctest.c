/*
 * The format `ctest`: what `ctest` prints. A test begins with a line that has its whole name, and
 * ends with one that may end the name in dots:
 *
 *	      Start  2: name
 *	 2/16 Test  #2: name ....................***Failed    0.00 sec
 *
 * Several may run at once. Text behind the line of a failure (--output-on-failure) is about it.
 */
#include "formats/duration_text.h"
#include "formats/text_reader.h"

struct ctest_state {
	GHashTable *open;     /* of number to name, as char *: the tests that run */
	char *held_name;      /* of the failure that text may follow; NULL: none */
	struct test_end held; /* how it ended */
};

static void ctest_clear(void *data)
{
	struct ctest_state *state = data;

	g_clear_pointer(&state->open, g_hash_table_unref);
	g_clear_pointer(&state->held_name, g_free);
}

/* The failure that is held has all its text. */
static void ctest_settle(struct text_reader *reader)
{
	struct ctest_state *state = reader->state;
	g_autofree char *name = g_steal_pointer(&state->held_name);

	if (name)
		text_reader_report(reader, text_of(name), state->held);
}

static bool ctest_take_start(struct text_reader *reader, struct text text)
{
	struct ctest_state *state = reader->state;

	text = text_strip(text);
	if (!text_has_prefix(text, "Start "))
		return false;
	text = text_strip(text_after(text, strlen("Start ")));
	size_t colon = text_find(text, ": ");
	if (colon == text.length || !g_ascii_isdigit(text.data[0]))
		return false;
	ctest_settle(reader);
	if (!state->open)
		state->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct text name = text_after(text, colon + 2);
	char *id = emitter_id(name);
	g_hash_table_insert(state->open, g_strndup(text.data, colon), id);
	reader->is_recognized = true;
	reader->has_ended = false;
	emitter_start(&reader->emitter, id);
	return true;
}

/* "***Failed    0.00 sec", with dots before; then sets `end` and `word`. */
static bool ctest_parse_result(struct text text, struct test_end *end, struct text *word)
{
	size_t at = 0;
	static const char skipped[] = "***Skipped";

	while (at < text.length && (text.data[at] == '.' || text.data[at] == ' '))
		at++;
	text = text_strip(text_after(text, at));
	size_t duration = text.length >= 4 ? text.length - 4 : 0;
	if (!text_is(text_after(text, duration), " sec"))
		return false;
	at = duration;
	while (at > 0 && text.data[at - 1] != ' ')
		at--;
	*word = text_strip(text_part(text, 0, at));
	*end = test_end_of(NULL, STATUS_FAIL);
	if (text_is(*word, "Passed"))
		end->status = STATUS_SUCCESS;
	else if (text_is(*word, skipped) || text_is(*word, "***Not Run (Disabled)"))
		end->status = STATUS_SKIP;
	else if (!text_has_prefix(*word, "***"))
		return false;
	end->duration_ns = duration_text_ns(text_part(text, at, duration), NS_PER_SECOND);
	return true;
}

/* " 2/16 Test  #2: name ...": the number, which must run, and what stands behind the name. */
static bool ctest_take_end(struct text_reader *reader, struct text text)
{
	struct ctest_state *state = reader->state;
	size_t hash = text_find(text, "#");
	size_t test = text_find(text, " Test ");
	struct test_end end;
	struct text word;

	if (hash == text.length || test > hash || !state->open)
		return false;
	text = text_after(text, hash + 1);
	size_t colon = text_find(text, ": ");
	g_autofree char *number = g_strndup(text.data, colon);
	const char *name = g_hash_table_lookup(state->open, number);
	text = text_after(text, colon + 2);
	if (!name || !text_has_prefix(text, name) ||
	    !ctest_parse_result(text_after(text, strlen(name)), &end, &word))
		return false;
	ctest_settle(reader);
	if (end.status != STATUS_FAIL) {
		text_reader_report(reader, text_of(name), end);
	} else {
		emitter_attach(&reader->emitter, name, "message", word);
		end.ended_ns = reader->emitter.now_ns;
		state->held = end;
		state->held_name = g_strdup(name);
	}
	g_hash_table_remove(state->open, number);
	return true;
}

/* "67% tests passed, 5 tests failed out of 15". */
static bool ctest_is_summary(struct text text)
{
	return text_find(text, "% tests passed, ") < text.length ||
	       text_is(text, "No tests were found!!!");
}

static void ctest_take(struct text_reader *reader, const struct line_view *line)
{
	struct ctest_state *state = reader->state;

	if (ctest_take_start(reader, line->text) || ctest_take_end(reader, line->text))
		return;
	if (ctest_is_summary(line->text)) {
		ctest_settle(reader);
		reader->has_ended = true;
	}
	if (text_has_prefix(line->text, "Test project "))
		reader->is_recognized = true;
	if (state->held_name)
		emitter_attach(&reader->emitter, state->held_name, "traceback",
			       (struct text){(const char *)line->raw.data, line->raw.length});
	else
		text_reader_output_line(reader, line);
}

static void ctest_finish(struct text_reader *reader)
{
	const struct ctest_state *state = reader->state;

	ctest_settle(reader);
	reader->is_left_open = state->open && g_hash_table_size(state->open) > 0;
}

static struct results_reader *ctest_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = ctest_take,
		.finish = ctest_finish,
		.clear = ctest_clear,
		.state_size = sizeof(struct ctest_state),
		.is_missing = "there is no output of ctest in it",
		.has_no_end = "the summary of ctest is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

static bool ctest_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "Test project ") < text.length &&
	       text_find(text, "    Start ") < text.length;
}

const struct format format_ctest = {
	.name = "ctest",
	.summary = "what `ctest` prints",
	.new_results = ctest_new,
	.sniff = ctest_sniff,
};
