/*
 * The format `rspec`: the report of RSpec's JSON formatter. Ids are those that RSpec takes,
 * ./spec/a_spec.rb[1:2]. A file that cannot be loaded is a failing test of its own name.
 */
#include "formats/id_list.h"
#include "formats/json_report.h"

#define RSPEC_LOAD_ERROR "An error occurred while loading "
#define RSPEC_FIXED "RSpec::Core::Pending::PendingExampleFixedError"

struct rspec_example {
	char *id;
	char *status;
	char *description;
	char *reason;
	char *class; /* of the exception */
	char *file;
	int line;
	double run_time; /* -1: not told */
	GString *text;   /* of the exception */
};

struct rspec_state {
	struct rspec_example example; /* that is being read */
	char *message; /* the last that is about no file: an error, if the summary counts one */
};

static const char *const rspec_roots[] = {"{\"version\":", NULL};

static void rspec_forget_example(struct rspec_example *example)
{
	g_free(example->id);
	g_free(example->status);
	g_free(example->description);
	g_free(example->reason);
	g_free(example->class);
	g_free(example->file);
	if (example->text)
		g_string_free(example->text, TRUE);
	*example = (struct rspec_example){.run_time = -1};
}

static void rspec_clear(void *state)
{
	g_clear_pointer(&((struct rspec_state *)state)->message, g_free);
	rspec_forget_example(&((struct rspec_state *)state)->example);
}

/* A message outside of examples: of a file that cannot be loaded, or of how RSpec was called. */
static void rspec_take_message(struct json_report *report, const struct json_value *value)
{
	struct rspec_state *state = report->state;
	g_autofree char *message = g_strndup(value->text.data, value->text.length);
	const char *begin = strstr(message, RSPEC_LOAD_ERROR);
	const char *end = begin ? strstr(begin, ".\n") : NULL;

	if (!end) {
		g_free(state->message);
		state->message = g_strdup(g_strstrip(message));
		return;
	}
	begin += strlen(RSPEC_LOAD_ERROR);
	g_autofree char *id = emitter_id((struct text){begin, (size_t)(end - begin)});
	struct test_end failure = test_end_of(id, STATUS_FAIL);

	emitter_attach(&report->emitter, id, "traceback", text_of(message));
	emitter_finish(&report->emitter, &failure);
}

static void rspec_take_error_count(struct json_report *report, const struct json_value *value)
{
	struct rspec_state *state = report->state;

	if (json_number(value, 0) > 0 && state->message && !report->failure)
		report->failure = g_steal_pointer(&state->message);
}

static void rspec_begin(struct json_report *report, const char *path)
{
	struct rspec_state *state = report->state;

	if (strcmp(path, "examples[]") != 0)
		return;
	rspec_forget_example(&state->example);
	state->example.text = g_string_new(NULL);
}

static void rspec_value(struct json_report *report, const char *path,
			const struct json_value *value)
{
	struct rspec_example *example = &((struct rspec_state *)report->state)->example;
	const struct {
		const char *path;
		char **field;
	} fields[] = {
		{"examples[].id", &example->id},
		{"examples[].status", &example->status},
		{"examples[].full_description", &example->description},
		{"examples[].pending_message", &example->reason},
		{"examples[].exception.class", &example->class},
		{"examples[].file_path", &example->file},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strcmp(path, fields[i].path) == 0)
			json_report_set(fields[i].field, value);
	if (strcmp(path, "examples[].line_number") == 0)
		example->line = (int)json_number(value, 0);
	else if (strcmp(path, "examples[].run_time") == 0)
		example->run_time = json_number(value, -1);
	else if (strcmp(path, "examples[].exception.message") == 0 ||
		 strcmp(path, "examples[].exception.backtrace[]") == 0)
		json_report_append(example->text, value);
	else if (strcmp(path, "messages[]") == 0 && value->kind == JSON_STRING)
		rspec_take_message(report, value);
	else if (strcmp(path, "summary.errors_outside_of_examples_count") == 0)
		rspec_take_error_count(report, value);
}

static enum status rspec_status(const struct rspec_example *example)
{
	if (g_strcmp0(example->status, "passed") == 0)
		return STATUS_SUCCESS;
	if (g_strcmp0(example->status, "pending") == 0)
		return STATUS_SKIP;
	return g_strcmp0(example->class, RSPEC_FIXED) == 0 ? STATUS_UXSUCCESS : STATUS_FAIL;
}

static void rspec_end(struct json_report *report, const char *path)
{
	struct rspec_example *example = &((struct rspec_state *)report->state)->example;

	if (strcmp(path, "examples[]") != 0 || !example->id)
		return;
	g_autofree char *id = emitter_id(text_of(example->id));
	g_autofree char *location = g_strdup_printf("%s:%d", example->file, example->line);
	struct test_end end = test_end_of(id, rspec_status(example));

	if (example->run_time >= 0)
		end.duration_ns = (int64_t)(example->run_time * 1e9);
	if (end.status == STATUS_SKIP)
		end.reason = text_of(example->reason);
	emitter_attach(&report->emitter, id, "description", text_of(example->description));
	emitter_attach(&report->emitter, id, "traceback",
		       (struct text){example->text->str, example->text->len});
	if (end.status == STATUS_FAIL && example->file)
		emitter_attach(&report->emitter, id, "location", text_of(location));
	emitter_finish(&report->emitter, &end);
}

static struct results_reader *rspec_new(const struct format_options *options, struct sink *sink)
{
	static const struct json_report_format format = {
		.roots = rspec_roots,
		.begin = rspec_begin,
		.end = rspec_end,
		.value = rspec_value,
		.clear = rspec_clear,
		.state_size = sizeof(struct rspec_state),
		.is_missing = "there is no report of RSpec in it",
	};

	return json_report_new(&format, options, sink);
}

static bool rspec_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return strstr(text, "\"full_description\":") != NULL;
}

const struct format format_rspec = {
	.name = "rspec",
	.summary = "the report of RSpec's JSON formatter",
	.new_results = rspec_new,
	.sniff = rspec_sniff,
};
