/*
 * The format `teamcity`: service messages of TeamCity, as PHPUnit and many other runners write
 * them:
 *
 *	##teamcity[testStarted name='a' locationHint='php_qn:///path/A.php::\A::a' flowId='1']
 *
 * A test's id is what stands behind the last `::\` of its place, if it has one, else its name
 * behind that of its suite. If the first message has a flow, messages without are what tests
 * printed.
 */
#include "formats/duration_text.h"
#include "formats/text_reader.h"

#define TEAMCITY_BEGIN "##teamcity["

struct teamcity_state {
	GPtrArray *suites; /* of char *: the names of those that have begun and not ended */
	bool has_messages;
	bool has_flow;   /* the first message had one */
	bool has_suites; /* there was one */
	bool has_failed; /* the open test has */
	bool is_ignored;
	GString *reason;
};

/* One message; all texts are owned. */
struct teamcity_message {
	char *kind;
	GHashTable *values; /* of char * to char * */
};

static void teamcity_clear(void *data)
{
	struct teamcity_state *state = data;

	if (state->suites)
		g_ptr_array_unref(state->suites);
	if (state->reason)
		g_string_free(state->reason, TRUE);
}

/* ---- messages ---- */

/* Cuts the value in quotes off the beginning of `*text`, resolved. NULL if there is none. */
static char *teamcity_take_value(struct text *text)
{
	GString *value = g_string_new(NULL);
	size_t at = 1;

	for (; at < text->length && text->data[at] != '\''; at++) {
		char character = text->data[at];

		if (character == '|' && at + 1 < text->length) {
			character = text->data[++at];
			if (character == 'n')
				character = '\n';
			else if (character == 'r')
				character = '\r';
			else if (character == '0' && at + 5 < text->length &&
				 text->data[at + 1] == 'x') {
				g_autofree char *hex = g_strndup(text->data + at + 2, 4);

				g_string_append_unichar(value, (gunichar)strtoul(hex, NULL, 16));
				at += 5;
				continue;
			}
		}
		g_string_append_c(value, character);
	}
	bool has_end = text->length > 0 && text->data[0] == '\'' && at < text->length;
	*text = text_after(*text, at + 1);
	return g_string_free(value, !has_end);
}

static void teamcity_message_clear(struct teamcity_message *message)
{
	g_free(message->kind);
	g_hash_table_unref(message->values);
}

/* Reads "kind name='value' ...]". */
static bool teamcity_parse(struct text text, struct teamcity_message *message)
{
	size_t end = MIN(text_find(text, " "), text_find(text, "]"));

	message->kind = g_strndup(text.data, end);
	message->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	text = text_strip(text_after(text, end));
	while (text.length > 0 && text.data[0] != ']') {
		size_t equals = text_find(text, "=");
		char *name = g_strndup(text.data, equals);

		text = text_after(text, equals + 1);
		char *value = teamcity_take_value(&text);
		text = text_strip(text);
		g_hash_table_insert(message->values, name, value ? value : g_strdup(""));
		if (!value)
			return false;
	}
	return text.length == 1;
}

static const char *teamcity_value(const struct teamcity_message *message, const char *name)
{
	const char *value = g_hash_table_lookup(message->values, name);

	return value ? value : "";
}

/* ---- tests ---- */

/* Owned by the caller. */
static char *teamcity_id(const struct teamcity_state *state, const struct teamcity_message *message)
{
	const char *name = teamcity_value(message, "name");
	const char *place = g_strrstr(teamcity_value(message, "locationHint"), "::\\");

	if (place)
		return g_strdup(place + strlen("::\\"));
	if (!state->suites || state->suites->len == 0)
		return g_strdup(name);
	return g_strconcat(state->suites->pdata[state->suites->len - 1], ".", name, NULL);
}

static void teamcity_begin(struct text_reader *reader, const struct teamcity_message *message)
{
	struct teamcity_state *state = reader->state;
	g_autofree char *id = teamcity_id(state, message);

	state->has_failed = state->is_ignored = false;
	if (!state->reason)
		state->reason = g_string_new(NULL);
	g_string_truncate(state->reason, 0);
	text_reader_begin(reader, text_of(id));
	/* Messages about it bear the bare name. */
	g_free(reader->open_name);
	reader->open_name = g_strdup(teamcity_value(message, "name"));
}

static void teamcity_attach(struct text_reader *reader, const char *file_name, const char *text)
{
	emitter_attach(&reader->emitter, reader->open_id, file_name, text_of(text));
	if (text[0] != '\0' && !g_str_has_suffix(text, "\n"))
		emitter_attach(&reader->emitter, reader->open_id, file_name, text_of("\n"));
}

static void teamcity_fail(struct text_reader *reader, const struct teamcity_message *message)
{
	struct teamcity_state *state = reader->state;

	state->has_failed = true;
	teamcity_attach(reader, "message", teamcity_value(message, "message"));
	teamcity_attach(reader, "traceback", teamcity_value(message, "details"));
}

static void teamcity_end(struct text_reader *reader, const struct teamcity_message *message)
{
	const struct teamcity_state *state = reader->state;
	const char *duration = teamcity_value(message, "duration");
	struct test_end end = test_end_of(NULL, STATUS_SUCCESS);

	if (state->has_failed)
		end.status = STATUS_FAIL;
	else if (state->is_ignored)
		end.status = STATUS_SKIP;
	if (state->is_ignored && state->reason->len > 0)
		end.reason = text_of(state->reason->str);
	end.duration_ns = duration_text_ns(text_of(duration), NS_PER_MS);
	text_reader_finish(reader, end);
}

/* A message about the test in progress. */
static void teamcity_take_test(struct text_reader *reader, const struct teamcity_message *message)
{
	struct teamcity_state *state = reader->state;

	if (!reader->open_id || strcmp(teamcity_value(message, "name"), reader->open_name) != 0)
		return;
	if (strcmp(message->kind, "testFailed") == 0) {
		teamcity_fail(reader, message);
	} else if (strcmp(message->kind, "testIgnored") == 0) {
		state->is_ignored = true;
		g_string_assign(state->reason, teamcity_value(message, "message"));
	} else if (strcmp(message->kind, "testStdOut") == 0) {
		teamcity_attach(reader, "stdout", teamcity_value(message, "out"));
	} else if (strcmp(message->kind, "testStdErr") == 0) {
		teamcity_attach(reader, "stderr", teamcity_value(message, "out"));
	} else if (strcmp(message->kind, "testFinished") == 0) {
		teamcity_end(reader, message);
	}
}

static void teamcity_take_suite(struct text_reader *reader, const struct teamcity_message *message)
{
	struct teamcity_state *state = reader->state;

	if (!state->suites)
		state->suites = g_ptr_array_new_with_free_func(g_free);
	if (strcmp(message->kind, "testSuiteStarted") == 0)
		g_ptr_array_add(state->suites, g_strdup(teamcity_value(message, "name")));
	else if (state->suites->len > 0)
		g_ptr_array_set_size(state->suites, (int)state->suites->len - 1);
	reader->has_ended = state->suites->len == 0;
}

/* ---- lines ---- */

/* True if it is a message, and no test printed it. */
static bool teamcity_take_message(struct text_reader *reader,
				  const struct teamcity_message *message)
{
	struct teamcity_state *state = reader->state;
	bool has_flow = g_hash_table_contains(message->values, "flowId");

	if (!state->has_messages)
		state->has_flow = has_flow;
	if (state->has_flow && !has_flow)
		return false;
	state->has_messages = reader->is_recognized = true;
	if (g_str_has_prefix(message->kind, "testSuite"))
		teamcity_take_suite(reader, message);
	else if (strcmp(message->kind, "testStarted") == 0)
		teamcity_begin(reader, message);
	else
		teamcity_take_test(reader, message);
	return true;
}

static void teamcity_take(struct text_reader *reader, const struct line_view *line)
{
	size_t at = text_find(line->text, TEAMCITY_BEGIN);
	struct teamcity_message message;

	if (at == line->text.length) {
		if (line->text.length > 0 || reader->open_id)
			text_reader_output_line(reader, line);
		return;
	}
	struct text text = text_after(line->text, at + strlen(TEAMCITY_BEGIN));
	bool is_message = teamcity_parse(text, &message);
	if (is_message)
		text_reader_output(reader, text_part(line->text, 0, at));
	if (!is_message || !teamcity_take_message(reader, &message))
		text_reader_output_line(reader, line);
	teamcity_message_clear(&message);
}

static struct results_reader *teamcity_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = teamcity_take,
		.clear = teamcity_clear,
		.state_size = sizeof(struct teamcity_state),
		.is_missing = "there are no messages for TeamCity in it",
		.has_no_end = "a suite began and never ended",
	};

	return text_reader_new(&format, options, sink);
}

static bool teamcity_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, TEAMCITY_BEGIN) < text.length;
}

const struct format format_teamcity = {
	.name = "teamcity",
	.summary = "service messages of TeamCity (PHPUnit and others)",
	.new_results = teamcity_new,
	.sniff = teamcity_sniff,
};
