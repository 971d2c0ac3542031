/*
 * The format `junit`: JUnit XML as test runners write it. There is no standard; what is common is
 * `testcase` elements somewhere within `testsuite` or `testsuites`.
 */
#include "formats/format.h"
#include "formats/id_template.h"
#include "formats/iso_time.h"
#include "formats/junit_case.h"
#include "formats/pytest_ids.h"
#include "formats/report_gate.h"
#include "formats/xml_stream.h"

#define JUNIT_ID_TEMPLATE "{classname}.{name}"

struct junit_reader {
	struct results_reader base;
	const struct format_options *options; /* borrowed */
	struct emitter emitter;
	struct report_gate gate;
	struct xml_stream xml;
	struct pytest_ids *pytest_ids; /* NULL: no ids are known */
	struct junit_case *open;       /* the testcase that is being read, or NULL */
	size_t depth;                  /* of elements within it */
	int64_t suite_ns; /* when the next test of the suite began; TIME_NONE: not told */
	bool is_recognized;
	GString *failures; /* told outside of testcases */
};

static const char *const junit_roots[] = {
	"<?xml ",        "<testsuites>",
	"<testsuites ",  "<testsuites\n",
	"<testsuites\r", "<testsuites/>",
	"<testsuite>",   "<testsuite ",
	"<testsuite\n",  "<testsuite\r",
	"<testsuite/>",  "<testsuites\t",
	"<testsuite\t",  NULL,
};

/* ---- elements ---- */

/* The id of a testcase: the listed one that it is, or what the template makes of it. Owned. */
static char *junit_id(struct junit_reader *reader, const char **attributes)
{
	const char *template = reader->options->id_template;
	const char *classname = xml_attribute(attributes, "classname");
	const char *name = xml_attribute(attributes, "name");
	const char *listed = NULL;

	if (reader->pytest_ids)
		listed = pytest_ids_find(reader->pytest_ids, classname, name);
	if (listed)
		return g_strdup(listed);
	g_autofree char *id = id_template_fill(template ? template : JUNIT_ID_TEMPLATE, attributes);
	return emitter_unique_id(&reader->emitter, text_of(id));
}

static void junit_begin_suite(struct junit_reader *reader, const char **attributes)
{
	int64_t started_ns = iso_time_parse(xml_attribute(attributes, "timestamp"));

	reader->is_recognized = true;
	if (started_ns != TIME_NONE && reader->options->is_stored)
		reader->suite_ns = started_ns;
}

static void junit_on_start(void *data, const char *name, const char **attributes)
{
	struct junit_reader *reader = data;
	enum junit_detail detail = junit_detail_of(name);

	if (!reader->open && g_str_has_prefix(name, "testsuite")) {
		junit_begin_suite(reader, attributes);
	} else if (!reader->open && strcmp(name, "testcase") == 0) {
		reader->open = junit_case_new(junit_id(reader, attributes), attributes);
		reader->depth = 0;
	} else if (!reader->open && detail == JUNIT_FAILURE) {
		const char *message = xml_attribute(attributes, "message");

		g_string_assign(reader->failures, message ? message : "a suite failed");
	} else if (reader->open && ++reader->depth == 1 && detail != JUNIT_NO_DETAIL) {
		junit_case_begin_detail(reader->open, detail, xml_attribute(attributes, "message"));
	}
}

/* When the testcase ended: now, or what the report makes of it. */
static int64_t junit_end_time(struct junit_reader *reader)
{
	const struct junit_case *open = reader->open;
	int64_t duration_ns = open->duration_ns == DURATION_NONE ? 0 : open->duration_ns;
	int64_t started_ns = open->started_ns == TIME_NONE ? reader->suite_ns : open->started_ns;

	if (!reader->options->is_stored || started_ns == TIME_NONE)
		return TIME_NONE;
	reader->suite_ns = started_ns + duration_ns;
	return reader->suite_ns;
}

static void junit_on_end(void *data, const char *name)
{
	struct junit_reader *reader = data;

	(void)name;
	if (!reader->open)
		return;
	if (reader->depth == 0) {
		junit_case_emit(reader->open, &reader->emitter, junit_end_time(reader));
		g_clear_pointer(&reader->open, junit_case_free);
		return;
	}
	if (reader->depth == 1 && reader->open->detail != JUNIT_NO_DETAIL)
		junit_case_end_detail(reader->open, &reader->emitter);
	reader->depth--;
}

static void junit_on_text(void *data, struct text text)
{
	struct junit_reader *reader = data;

	if (reader->open)
		junit_case_add_text(reader->open, &reader->emitter, text);
}

static void junit_on_outside(void *data, struct bytes bytes)
{
	struct junit_reader *reader = data;

	emitter_output(&reader->emitter, bytes);
}

static const struct xml_handlers junit_handlers = {
	.start = junit_on_start,
	.end = junit_on_end,
	.text = junit_on_text,
	.outside = junit_on_outside,
};

/* ---- the reader ---- */

static void junit_take_printed(const struct line_view *line, void *data)
{
	struct junit_reader *reader = data;

	emitter_output(&reader->emitter, line->raw);
}

static void junit_take_report(struct bytes bytes, void *data)
{
	struct junit_reader *reader = data;

	xml_stream_feed(&reader->xml, bytes);
}

static bool junit_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
		       GError **error)
{
	struct junit_reader *reader = (struct junit_reader *)base;

	reader->emitter.now_ns = now_ns;
	report_gate_feed(&reader->gate, bytes);
	return emitter_check(&reader->emitter, error);
}

static void junit_judge(const struct junit_reader *reader, struct stream_end *end)
{
	if (reader->xml.error) {
		end->completeness = STREAM_REFUSED;
		end->why = g_strdup(reader->xml.error);
	} else if (!reader->is_recognized) {
		end->completeness = STREAM_UNRECOGNIZED;
		end->why = g_strdup(reader->gate.is_open ? "there is no JUnit XML in it"
							 : "the report never came");
	} else if (reader->xml.is_inside) {
		end->completeness = STREAM_CUT;
		end->why = g_strdup("the XML is cut short");
	}
	if (reader->failures->len > 0)
		end->failure = g_strdup(reader->failures->str);
}

static bool junit_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		      struct stream_end *end, GError **error)
{
	struct junit_reader *reader = (struct junit_reader *)base;

	(void)ending;
	reader->emitter.now_ns = now_ns;
	report_gate_end(&reader->gate);
	xml_stream_end(&reader->xml);
	/* Of this one only the beginning came. */
	if (reader->open) {
		junit_case_end_detail(reader->open, &reader->emitter);
		emitter_start(&reader->emitter, reader->open->id);
	}
	if (!emitter_check(&reader->emitter, error))
		return false;
	*end = (struct stream_end){0};
	junit_judge(reader, end);
	return true;
}

static void junit_free(struct results_reader *base)
{
	struct junit_reader *reader = (struct junit_reader *)base;

	junit_case_free(reader->open);
	pytest_ids_free(reader->pytest_ids);
	xml_stream_clear(&reader->xml);
	report_gate_clear(&reader->gate);
	emitter_clear(&reader->emitter);
	g_string_free(reader->failures, TRUE);
	g_free(reader);
}

static struct results_reader *junit_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = junit_feed, .end = junit_end, .free = junit_free};
	struct junit_reader *reader = g_new0(struct junit_reader, 1);

	reader->base.methods = &methods;
	reader->options = options;
	reader->suite_ns = TIME_NONE;
	reader->failures = g_string_new(NULL);
	if (options->listed_count > 0)
		reader->pytest_ids = pytest_ids_new(options->listed_ids, options->listed_count);
	emitter_init(&reader->emitter, sink);
	xml_stream_init(&reader->xml, &junit_handlers, junit_roots, reader);
	report_gate_init(&reader->gate, options->report_marker, junit_take_printed,
			 junit_take_report, reader);
	return &reader->base;
}

static bool junit_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return strstr(text, "<testsuite") != NULL;
}

const struct format format_junit = {
	.name = "junit",
	.summary = "JUnit XML, as a stream or behind what the runner printed",
	.new_results = junit_new,
	.sniff = junit_sniff,
};
