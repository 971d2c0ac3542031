#include "engine/execution_output.h"

#include "engine/child.h"
#include "engine/reason.h"
#include "engine/synthetic_results.h"

/* The one test that an execution without a listing is, where the format needs one. */
#define UNIT_OF_OPEN_EXECUTION "test_command"

/* The id of the unit that the tests `ids` are to `format`; NULL: they are none. */
static const char *choose_unit(bool is_of_units, const char *const *ids, size_t count)
{
	if (!is_of_units || count > 1)
		return NULL;
	return count == 1 ? ids[0] : UNIT_OF_OPEN_EXECUTION;
}

void execution_output_init(struct execution_output *output, const struct format *format,
			   const struct execution_input *input, struct sink *sink)
{
	size_t count = g_strv_length((char **)input->ids);
	bool is_of_units = input->is_of_files || format->is_of_units;

	output->format = format;
	output->options = (struct format_options){
		.unit = choose_unit(is_of_units, input->ids, count),
		.root = input->root,
		.id_template = input->id_template,
		.report_marker = input->report_mark,
		.listed_ids = input->ids,
		.listed_count = count,
	};
	output->reader = format_results_new(format, &output->options, sink);
	output->expected = MAX(count, 1);
	output->ended = 0;
	output->failures = 0;
	output->is_recognized = false;
	output->sink = sink;
	stray_output_init(&output->stray);
	stray_output_init(&output->errors);
}

void execution_output_clear(struct execution_output *output)
{
	results_reader_free(output->reader);
	stray_output_clear(&output->stray);
	tail_clear(&output->stray_end);
	stray_output_clear(&output->errors);
	*output = (struct execution_output){0};
}

void execution_output_feed(struct execution_output *output, struct bytes bytes)
{
	int64_t now_ns = g_get_real_time() * 1000;

	(void)results_reader_feed(output->reader, bytes, now_ns, NULL);
	if (bytes.length < CHILD_BLOCK_BYTES)
		(void)results_reader_pause(output->reader, now_ns, NULL);
}

/* What failed outside of any test is told as what no test explains is told. */
static void tell_failure(const struct execution_output *output, const char *failure)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(RETURNCODE_TEST_ID);
	event.status = STATUS_FAIL;
	event.file_name = text_of(REASON_FILE_NAME);
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)failure, strlen(failure)};
	event.is_end_of_file = true;
	(void)sink_event(output->sink, &event, NULL);
}

/* True if the results say why the runner ended as `ending` tells. */
static bool is_explained(const struct execution_output *output, const struct stream_end *end,
			 struct ending ending)
{
	return ending.kind == ENDING_EXITED && output->failures > 0 &&
	       end->completeness == STREAM_COMPLETE && !output->format->is_open_ended;
}

enum stream_completeness execution_output_end(struct execution_output *output,
					      struct ending *ending, bool is_its_own)
{
	bool is_unit = output->options.unit;
	struct ending told = {is_unit && !is_its_own ? ENDING_TIMED_OUT : ending->kind,
			      ending->code};
	cleared(stream_end) end = {0};

	(void)results_reader_end(output->reader, &told, g_get_real_time() * 1000, &end, NULL);
	output->is_recognized =
		end.completeness != STREAM_UNRECOGNIZED && !output->format->is_open_ended;
	if (end.failure && !is_unit)
		tell_failure(output, end.failure);
	if (is_its_own && is_unit && ending->kind != ENDING_NOT_STARTED)
		*ending = (struct ending){ENDING_EXITED, 0};
	else if (is_its_own && ending->code != 0 && is_explained(output, &end, *ending))
		*ending = (struct ending){ENDING_EXITED, 1};
	if (end.completeness == STREAM_UNRECOGNIZED && output->format->is_open_ended)
		return STREAM_COMPLETE;
	return end.completeness;
}

void execution_output_note(struct execution_output *output, const struct event *event)
{
	if (event->test_id.data && status_is_final(event->status)) {
		output->ended++;
		output->failures += outcome_is_failure(outcome_of_event(event));
	}
	(void)sink_event(&output->stray.sink, event, NULL);
	if (stray_output_is_in(event))
		tail_append(&output->stray_end, event->file);
}

void execution_output_note_errors(struct execution_output *output, struct bytes bytes)
{
	stray_output_add(&output->errors, bytes);
}

/* What is on stderr instead of stdout; NULL: it does not look like results. */
static char *describe_misplaced(const struct execution_output *output)
{
	const struct format *format = format_sniff(stray_output_beginning(&output->errors));
	g_autofree char *shown = stray_output_excerpt(&output->errors);

	if (!format || format_sniff(stray_output_beginning(&output->stray)))
		return NULL;
	return g_strdup_printf("the test command wrote to its stderr, which is not read, what "
			       "looks like %s: add 2>&1 to test_command, and test_format=%s%s",
			       format->name, format->name, shown);
}

char *execution_output_describe_stray(const struct execution_output *output)
{
	if (output->ended >= output->expected || (output->is_recognized && output->ended > 0))
		return NULL;
	char *misplaced = describe_misplaced(output);
	if (misplaced || stray_output_lines(&output->stray) == 0)
		return misplaced;
	g_autofree char *what =
		stray_output_describe(&output->stray, output->format, "test_format=");
	return g_strconcat("the test command wrote ", what, NULL);
}
