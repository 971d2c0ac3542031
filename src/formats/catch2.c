/*
 * The format `catch2`: the XML reporter of Catch2, versions 2 and 3. Sections are not tests: what
 * they tell is text about their test case.
 *
 * A test case that may fail ([!mayfail]) or should ([!shouldfail]) and does so is an expected
 * failure.
 */
#include "formats/catch2_filter.h"
#include "formats/duration_text.h"
#include "formats/emitter.h"
#include "formats/format.h"
#include "formats/report_gate.h"
#include "formats/xml_stream.h"

/* How much text is put together before it is attached. */
#define CATCH2_TEXT_MAX ((size_t)64 << 10)

struct catch2_reader {
	struct results_reader base;
	struct emitter emitter;
	struct report_gate gate;
	struct catch2_filter filter;
	struct xml_stream xml;
	char *open_id;   /* of the test case that is being read; NULL: none */
	bool has_failed; /* an assertion in it has */
	bool should_fail;
	bool is_skipped;
	bool has_result;     /* its OverallResult has been read */
	struct test_end end; /* what that told */
	char *location;      /* of the first failure */
	const char *file;    /* that text goes to now: "traceback", "stdout", "stderr"; static */
	GString *text;       /* for that, not yet attached */
	bool is_recognized;
};

static const char *const catch2_roots[] = {"<?xml ", "<Catch ", "<Catch2TestRun ", NULL};

/* ---- text ---- */

static void catch2_attach(struct catch2_reader *reader)
{
	if (reader->open_id && reader->file)
		emitter_attach(&reader->emitter, reader->open_id, reader->file,
			       (struct text){reader->text->str, reader->text->len});
	g_string_truncate(reader->text, 0);
}

/* The text of an element is over: indented by the reporter, and ended with a newline here. */
static void catch2_end_text(struct catch2_reader *reader)
{
	struct text text = text_strip((struct text){reader->text->str, reader->text->len});
	g_autofree char *stripped = g_strndup(text.data, text.length);

	g_string_truncate(reader->text, 0);
	if (text.length > 0)
		g_string_append_printf(reader->text, "%s\n", stripped);
	catch2_attach(reader);
}

static void catch2_on_text(void *data, struct text text)
{
	struct catch2_reader *reader = data;

	if (!reader->open_id)
		return;
	g_string_append_len(reader->text, text.data, (ssize_t)text.length);
	if (reader->text->len > CATCH2_TEXT_MAX)
		catch2_attach(reader);
}

/* ---- elements ---- */

static void catch2_begin_test(struct catch2_reader *reader, const char **attributes)
{
	const char *name = xml_attribute(attributes, "name");
	const char *tags = xml_attribute(attributes, "tags");
	struct text text = text_strip(text_of(name ? name : ""));

	reader->open_id = emitter_unique_id(&reader->emitter, text);
	reader->has_failed = reader->is_skipped = reader->has_result = false;
	reader->should_fail = tags && strstr(tags, "[!shouldfail]");
	reader->file = "stdout";
	emitter_start(&reader->emitter, reader->open_id);
}

/* An element that tells of a failure: says where. */
static void catch2_fail(struct catch2_reader *reader, const char *name, const char **attributes)
{
	const char *file = xml_attribute(attributes, "filename");
	const char *line = xml_attribute(attributes, "line");
	const char *type = xml_attribute(attributes, "type");

	reader->has_failed = true;
	if (!file || !line)
		return;
	if (!reader->location)
		reader->location = g_strdup_printf("%s:%s", file, line);
	g_string_append_printf(reader->text, "%s:%s: %s", file, line, type ? type : name);
	catch2_end_text(reader);
}

static void catch2_take_result(struct catch2_reader *reader, const char **attributes)
{
	const char *success = xml_attribute(attributes, "success");
	const char *skips = xml_attribute(attributes, "skips");
	const char *duration = xml_attribute(attributes, "durationInSeconds");
	bool has_passed = g_strcmp0(success, "true") == 0;
	enum status status = STATUS_SUCCESS;

	reader->is_skipped |= skips && strcmp(skips, "0") != 0;
	if (!has_passed)
		status =
			reader->should_fail && !reader->has_failed ? STATUS_UXSUCCESS : STATUS_FAIL;
	else if (reader->has_failed)
		status = STATUS_XFAIL;
	else if (reader->is_skipped)
		status = STATUS_SKIP;
	reader->has_result = true;
	reader->end = test_end_of(reader->open_id, status);
	if (duration)
		reader->end.duration_ns = duration_text_ns(text_of(duration), NS_PER_SECOND);
}

static bool catch2_tells_failure(const char *name, const char **attributes)
{
	static const char *const names[] = {"Failure", "Exception", "FatalErrorCondition"};
	const char *success = xml_attribute(attributes, "success");

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strcmp(name, "Expression") == 0 && g_strcmp0(success, "false") == 0;
}

static void catch2_on_start(void *data, const char *name, const char **attributes)
{
	struct catch2_reader *reader = data;

	if (g_str_has_prefix(name, "Catch"))
		reader->is_recognized = true;
	if (!reader->open_id) {
		if (strcmp(name, "TestCase") == 0)
			catch2_begin_test(reader, attributes);
		return;
	}
	catch2_end_text(reader);
	reader->file = "traceback";
	if (strcmp(name, "StdOut") == 0)
		reader->file = "stdout";
	else if (strcmp(name, "StdErr") == 0)
		reader->file = "stderr";
	else if (strcmp(name, "OverallResult") == 0)
		catch2_take_result(reader, attributes);
	else if (strcmp(name, "Skip") == 0)
		reader->is_skipped = true;
	else if (catch2_tells_failure(name, attributes))
		catch2_fail(reader, name, attributes);
}

static void catch2_end_test(struct catch2_reader *reader)
{
	if (!reader->has_result)
		reader->end = test_end_of(reader->open_id, STATUS_FAIL);
	if (reader->end.status == STATUS_FAIL && reader->location)
		emitter_attach(&reader->emitter, reader->open_id, "location",
			       text_of(reader->location));
	emitter_finish(&reader->emitter, &reader->end);
	g_clear_pointer(&reader->open_id, g_free);
	g_clear_pointer(&reader->location, g_free);
}

static void catch2_on_end(void *data, const char *name)
{
	struct catch2_reader *reader = data;

	if (!reader->open_id)
		return;
	catch2_end_text(reader);
	/* Text between the elements was printed by the test. */
	reader->file = "stdout";
	if (strcmp(name, "TestCase") == 0)
		catch2_end_test(reader);
}

static void catch2_on_outside(void *data, struct bytes bytes)
{
	struct catch2_reader *reader = data;

	emitter_output(&reader->emitter, bytes);
}

static const struct xml_handlers catch2_handlers = {
	.start = catch2_on_start,
	.end = catch2_on_end,
	.text = catch2_on_text,
	.outside = catch2_on_outside,
};

/* ---- the reader ---- */

static void catch2_take_printed(const struct line_view *line, void *data)
{
	catch2_on_outside(data, line->raw);
}

static void catch2_take_report(struct bytes bytes, void *data)
{
	struct catch2_reader *reader = data;

	catch2_filter_feed(&reader->filter, bytes);
}

static bool catch2_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			GError **error)
{
	struct catch2_reader *reader = (struct catch2_reader *)base;

	reader->emitter.now_ns = now_ns;
	report_gate_feed(&reader->gate, bytes);
	return emitter_check(&reader->emitter, error);
}

static void catch2_judge(const struct catch2_reader *reader, struct stream_end *end)
{
	const char *why = NULL;

	if (reader->xml.error) {
		end->completeness = STREAM_REFUSED;
		why = reader->xml.error;
	} else if (!reader->is_recognized) {
		end->completeness = STREAM_UNRECOGNIZED;
		why = "there is no XML of Catch2 in it";
	} else if (reader->open_id) {
		end->completeness = STREAM_TEST_OPEN;
		why = "it ends while a test is in progress";
	} else if (reader->xml.is_inside) {
		end->completeness = STREAM_CUT;
		why = "the XML is cut short";
	}
	end->why = g_strdup(why);
}

static bool catch2_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		       struct stream_end *end, GError **error)
{
	struct catch2_reader *reader = (struct catch2_reader *)base;

	(void)ending;
	reader->emitter.now_ns = now_ns;
	report_gate_end(&reader->gate);
	catch2_filter_end(&reader->filter);
	xml_stream_end(&reader->xml);
	catch2_attach(reader);
	if (!emitter_check(&reader->emitter, error))
		return false;
	*end = (struct stream_end){0};
	catch2_judge(reader, end);
	return true;
}

static void catch2_free(struct results_reader *base)
{
	struct catch2_reader *reader = (struct catch2_reader *)base;

	catch2_filter_clear(&reader->filter);
	xml_stream_clear(&reader->xml);
	report_gate_clear(&reader->gate);
	emitter_clear(&reader->emitter);
	g_string_free(reader->text, TRUE);
	g_free(reader->open_id);
	g_free(reader->location);
	g_free(reader);
}

static struct results_reader *catch2_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = catch2_feed, .end = catch2_end, .free = catch2_free};
	struct catch2_reader *reader = g_new0(struct catch2_reader, 1);

	reader->base.methods = &methods;
	reader->text = g_string_new(NULL);
	emitter_init(&reader->emitter, sink);
	xml_stream_init(&reader->xml, &catch2_handlers, catch2_roots, reader);
	catch2_filter_init(&reader->filter, &reader->xml);
	report_gate_init(&reader->gate, options->report_marker, catch2_take_printed,
			 catch2_take_report, reader);
	return &reader->base;
}

static bool catch2_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return strstr(text, "<Catch name=") || strstr(text, "<Catch2TestRun ");
}

const struct format format_catch2 = {
	.name = "catch2",
	.summary = "the XML reporter of Catch2",
	.new_results = catch2_new,
	.sniff = catch2_sniff,
};
