/*
 * The format `kyua`: what `kyua test` prints, a line for each test case, of which the first part
 * may come before the test case runs:
 *
 *	sub/prog:case  ->  failed: why  [0.014s]
 */
#include "formats/duration_text.h"
#include "formats/line_listing.h"
#include "formats/text_reader.h"

#define KYUA_ARROW "  ->  "

static const struct {
	const char *word;
	enum status status;
} kyua_results[] = {
	{"passed", STATUS_SUCCESS},         {"failed", STATUS_FAIL},  {"broken", STATUS_FAIL},
	{"expected_failure", STATUS_XFAIL}, {"skipped", STATUS_SKIP},
};

/* "failed: why  [0.014s]"; false if `text` is no result. */
static bool kyua_parse_result(struct text text, struct test_end *end, struct text *why)
{
	size_t duration = text.length;

	while (duration > 0 && text.data[duration - 1] != '[')
		duration--;
	if (duration < 3 || text.length < 2 || text.data[text.length - 1] != ']' ||
	    text.data[text.length - 2] != 's')
		return false;
	*why = text_strip(text_part(text, 0, duration - 1));
	struct text seconds = text_part(text, duration, text.length - 2);
	size_t word = text_find(*why, ":");
	for (size_t i = 0; i < G_N_ELEMENTS(kyua_results); i++) {
		if (!text_is(text_part(*why, 0, word), kyua_results[i].word))
			continue;
		*end = test_end_of(NULL, kyua_results[i].status);
		end->duration_ns = duration_text_ns(seconds, NS_PER_SECOND);
		*why = text_strip(text_after(*why, word + 1));
		return true;
	}
	return false;
}

static void kyua_finish(struct text_reader *reader, struct test_end end, struct text why)
{
	if (end.status == STATUS_FAIL)
		emitter_attach(&reader->emitter, reader->open_id, "traceback", why);
	else if (why.length > 0)
		end.reason = why;
	text_reader_finish(reader, end);
}

/* "6/13 passed (7 failed)". */
static bool kyua_is_summary(struct text text)
{
	return text.length > 0 && g_ascii_isdigit(text.data[0]) &&
	       text_find(text, " passed (") < text.length;
}

static void kyua_take(struct text_reader *reader, const struct line_view *line)
{
	size_t arrow = text_find(line->text, KYUA_ARROW);
	struct text name = text_part(line->text, 0, arrow);
	struct text rest = text_after(line->text, arrow + strlen(KYUA_ARROW));
	struct test_end end;
	struct text why;

	if (arrow < line->text.length && kyua_parse_result(rest, &end, &why)) {
		if (!reader->open_name || !text_is(name, reader->open_name))
			text_reader_begin(reader, name);
		kyua_finish(reader, end, why);
		return;
	}
	if (kyua_is_summary(line->text))
		reader->has_ended = reader->is_recognized = true;
	else if (arrow < line->text.length && !line->has_newline && !reader->open_name)
		text_reader_begin(reader, name);
	text_reader_output_line(reader, line);
}

static void kyua_pause(struct text_reader *reader, struct text begun)
{
	size_t arrow = text_find(begun, KYUA_ARROW);

	if (arrow < begun.length && !reader->open_id)
		text_reader_begin(reader, text_part(begun, 0, arrow));
}

static struct results_reader *kyua_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = kyua_take,
		.pause = kyua_pause,
		.is_missing = "there is no output of kyua test in it",
		.has_no_end = "kyua's summary is missing",
		.repeats_ids = true,
	};

	return text_reader_new(&format, options, sink);
}

/* `kyua list` prints ids. */
static void kyua_listing_take(struct line_listing *listing, struct text line)
{
	if (text_find(line, ":") < line.length && text_find(line, " ") == line.length)
		id_list_add(&listing->list, line);
}

static struct listing_reader *kyua_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(kyua_listing_take);
}

static bool kyua_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, KYUA_ARROW) < text.length;
}

const struct format format_kyua = {
	.name = "kyua",
	.summary = "what `kyua test` prints",
	.new_results = kyua_new,
	.new_listing = kyua_listing_new,
	.sniff = kyua_sniff,
};
