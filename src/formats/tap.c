/* The formats `tap`, `tap13` and `bats`: the dialects of the Test Anything Protocol. */
#include "formats/lines.h"
#include "formats/tap_reader.h"

static const struct tap_dialect dialect_tap = {.has_escapes = true};
static const struct tap_dialect dialect_tap13 = {.has_escapes = true, .awaits_version = true};
static const struct tap_dialect dialect_bats = {.has_timing = true};

static struct results_reader *tap_new(const struct format_options *options, struct sink *sink)
{
	(void)options;
	return tap_reader_new(&dialect_tap, sink);
}

static struct results_reader *tap13_new(const struct format_options *options, struct sink *sink)
{
	(void)options;
	return tap_reader_new(&dialect_tap13, sink);
}

static struct results_reader *bats_new(const struct format_options *options, struct sink *sink)
{
	(void)options;
	return tap_reader_new(&dialect_bats, sink);
}

/* True if one of the lines is a plan, or a result with number 1. */
static bool tap_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	while (text.length > 0) {
		const char *newline = memchr(text.data, '\n', text.length);
		size_t length = newline ? (size_t)(newline - text.data) : text.length;
		struct tap_line line =
			tap_line_parse((struct text){text.data, length}, &dialect_tap);

		if (line.indent == 0 &&
		    (line.kind == TAP_PLAN || (line.kind == TAP_RESULT && line.number == 1)))
			return true;
		text = text_after(text, length + 1);
	}
	return false;
}

/* True if one of the lines is the version. */
static bool tap13_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	while (text.length > 0) {
		const char *newline = memchr(text.data, '\n', text.length);
		size_t length = newline ? (size_t)(newline - text.data) : text.length;
		struct text before;

		if (tap_line_ends_in_version((struct text){text.data, length}, &before))
			return true;
		text = text_after(text, length + 1);
	}
	return false;
}

const struct format format_tap = {
	.name = "tap",
	.summary = "TAP, versions 12 to 14",
	.new_results = tap_new,
	.sniff = tap_sniff,
};

const struct format format_tap13 = {
	.name = "tap13",
	.summary = "TAP with a version line (node, vitest); all before that is output",
	.new_results = tap13_new,
	.sniff = tap13_sniff,
};

const struct format format_bats = {
	.name = "bats",
	.summary = "TAP as bats prints it: names are not escaped, and may end in their duration",
	.new_results = bats_new,
};
