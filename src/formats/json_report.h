/*
 * The common part of readers of reports that are one JSON document, which comes by itself, behind a
 * marker, or behind what tests printed.
 */
#ifndef TESTR_FORMATS_JSON_REPORT_H
#define TESTR_FORMATS_JSON_REPORT_H

#include "formats/emitter.h"
#include "formats/format.h"
#include "formats/json_stream.h"
#include "formats/report_gate.h"

/* How much text of one failure is kept. */
#define JSON_REPORT_TEXT_MAX ((size_t)256 << 10)

struct json_report;

struct json_report_format {
	const char *const *roots; /* what the document begins with (formats/root_finder.h) */
	/* As those of struct json_handlers; NULL: not called. */
	void (*begin)(struct json_report *report, const char *path);
	void (*end)(struct json_report *report, const char *path);
	void (*value)(struct json_report *report, const char *path, const struct json_value *value);
	void (*clear)(void *state);
	size_t state_size;      /* of the format's own state, which is all zeros at first */
	const char *is_missing; /* "there is no report of RSpec in it" */
};

struct json_report {
	struct results_reader base;
	const struct json_report_format *format; /* static */
	const struct format_options *options;    /* borrowed */
	struct emitter emitter;
	struct report_gate gate;
	struct json_stream json;
	void *state;    /* the format's own, state_size bytes */
	char *failure;  /* what failed outside of tests; NULL: nothing */
	bool has_begun; /* a document has */
};

/* A reader of `format` that emits into `sink`. Owned by the caller. */
struct results_reader *json_report_new(const struct json_report_format *format,
				       const struct format_options *options, struct sink *sink);

/* `path` of a file, relative to the option `root` if it is in there. A view. */
const char *json_report_relative(const struct format_options *options, const char *path);

/* Sets `*field`, owned, to the string that `value` is. */
void json_report_set(char **field, const struct json_value *value);

/* Adds the string that `value` is to `text`, and a newline; at most JSON_REPORT_TEXT_MAX in all. */
void json_report_append(GString *text, const struct json_value *value);

#endif
