/*
 * The format `jest`: the report of `jest --json`, which vitest's JSON reporter writes too. Ids are
 * `FILE > DESCRIBE > TEST`, with FILE relative to the option `root`. A file that fails without
 * tests, for it cannot be parsed, is a failing test of its own name.
 *
 * The name of a file comes behind its tests, so these are held until then.
 */
#include "formats/json_report.h"

/* Most bytes of one file's tests that are held; texts of failures beyond are dropped. */
#define JEST_HELD_MAX ((size_t)64 << 20)

struct jest_test {
	GString *name; /* with those of the describe blocks */
	char *status;
	double duration; /* in ms; -1: not told */
	GString *text;   /* of the failures */
};

struct jest_state {
	GPtrArray *tests; /* of struct jest_test *: of the file that is being read; or NULL */
	size_t held;      /* bytes of their texts */
	char *file;
	char *file_status;
	GString *message; /* of the file */
};

static const char *const jest_roots[] = {
	"{\"numFailedTestSuites\":", "{\"numTotalTestSuites\":", NULL};

static void jest_test_free(void *data)
{
	struct jest_test *test = data;

	g_string_free(test->name, TRUE);
	g_string_free(test->text, TRUE);
	g_free(test->status);
	g_free(test);
}

static void jest_forget_file(struct jest_state *state)
{
	g_clear_pointer(&state->tests, g_ptr_array_unref);
	g_clear_pointer(&state->file, g_free);
	g_clear_pointer(&state->file_status, g_free);
	if (state->message)
		g_string_free(state->message, TRUE);
	*state = (struct jest_state){0};
}

static void jest_clear(void *state)
{
	jest_forget_file(state);
}

static void jest_begin(struct json_report *report, const char *path)
{
	struct jest_state *state = report->state;

	if (strcmp(path, "testResults[]") == 0) {
		jest_forget_file(state);
		state->tests = g_ptr_array_new_with_free_func(jest_test_free);
		state->message = g_string_new(NULL);
	} else if (strcmp(path, "testResults[].assertionResults[]") == 0) {
		struct jest_test *test = g_new0(struct jest_test, 1);

		test->name = g_string_new(NULL);
		test->text = g_string_new(NULL);
		test->duration = -1;
		g_ptr_array_add(state->tests, test);
	}
}

static void jest_append_name(struct jest_test *test, const struct json_value *value)
{
	if (value->kind != JSON_STRING || test->name->len > EMITTER_ID_MAX)
		return;
	if (test->name->len > 0)
		g_string_append(test->name, " > ");
	g_string_append_len(test->name, value->text.data, (ssize_t)value->text.length);
}

/* A field of a test; `name` is what stands behind "testResults[].assertionResults[].". */
static void jest_test_value(struct jest_state *state, const char *name,
			    const struct json_value *value)
{
	struct jest_test *test = state->tests->pdata[state->tests->len - 1];

	if (strcmp(name, "ancestorTitles[]") == 0 || strcmp(name, "title") == 0) {
		jest_append_name(test, value);
	} else if (strcmp(name, "status") == 0) {
		json_report_set(&test->status, value);
	} else if (strcmp(name, "duration") == 0) {
		test->duration = json_number(value, -1);
	} else if (strcmp(name, "failureMessages[]") == 0 && state->held < JEST_HELD_MAX) {
		state->held += value->text.length;
		json_report_append(test->text, value);
	}
}

static void jest_value(struct json_report *report, const char *path, const struct json_value *value)
{
	struct jest_state *state = report->state;
	static const char test[] = "testResults[].assertionResults[].";

	if (g_str_has_prefix(path, test) && state->tests && state->tests->len > 0)
		jest_test_value(state, path + strlen(test), value);
	else if (strcmp(path, "testResults[].name") == 0)
		json_report_set(&state->file, value);
	else if (strcmp(path, "testResults[].status") == 0)
		json_report_set(&state->file_status, value);
	else if (strcmp(path, "testResults[].message") == 0 && state->message)
		json_report_append(state->message, value);
}

static enum status jest_status(const struct jest_test *test)
{
	if (g_strcmp0(test->status, "passed") == 0)
		return STATUS_SUCCESS;
	return g_strcmp0(test->status, "failed") == 0 ? STATUS_FAIL : STATUS_SKIP;
}

static void jest_emit_test(struct json_report *report, const char *file,
			   const struct jest_test *test)
{
	g_autofree char *name = g_strconcat(file, " > ", test->name->str, NULL);
	g_autofree char *id = emitter_unique_id(&report->emitter, text_of(name));
	struct test_end end = test_end_of(id, jest_status(test));

	if (test->duration >= 0)
		end.duration_ns = (int64_t)(test->duration * 1e6);
	if (end.status == STATUS_SKIP)
		end.reason = text_of(test->status);
	emitter_attach(&report->emitter, id, "traceback",
		       (struct text){test->text->str, test->text->len});
	emitter_finish(&report->emitter, &end);
}

static void jest_end(struct json_report *report, const char *path)
{
	struct jest_state *state = report->state;

	if (strcmp(path, "testResults[]") != 0 || !state->file)
		return;
	const char *file = json_report_relative(report->options, state->file);
	for (unsigned i = 0; i < state->tests->len; i++)
		jest_emit_test(report, file, state->tests->pdata[i]);
	if (state->tests->len == 0 && g_strcmp0(state->file_status, "failed") == 0) {
		g_autofree char *id = emitter_id(text_of(file));
		struct test_end end = test_end_of(id, STATUS_FAIL);

		emitter_attach(&report->emitter, id, "traceback",
			       (struct text){state->message->str, state->message->len});
		emitter_finish(&report->emitter, &end);
	}
	jest_forget_file(state);
}

static struct results_reader *jest_new(const struct format_options *options, struct sink *sink)
{
	static const struct json_report_format format = {
		.roots = jest_roots,
		.begin = jest_begin,
		.end = jest_end,
		.value = jest_value,
		.clear = jest_clear,
		.state_size = sizeof(struct jest_state),
		.is_missing = "there is no report of jest in it",
	};

	return json_report_new(&format, options, sink);
}

static bool jest_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return strstr(text, jest_roots[0]) || strstr(text, jest_roots[1]);
}

const struct format format_jest = {
	.name = "jest",
	.summary = "the report of `jest --json`, or of vitest's JSON reporter",
	.new_results = jest_new,
	.sniff = jest_sniff,
};
