/*
 * Stray output: what a test command printed that its format's reader took for no result and for the
 * output of no test. Most often there is some and nobody minds; but when results are missing it may
 * be what they are in, in another format, so its beginning is kept to show.
 *
 * It is a sink that sees all events and fails never.
 */
#ifndef TESTR_FORMATS_STRAY_OUTPUT_H
#define TESTR_FORMATS_STRAY_OUTPUT_H

#include "formats/format.h"

/* How much of it is kept. */
#define STRAY_BYTES_MAX ((size_t)8 << 10)

struct stray_output {
	struct sink sink;
	GByteArray *beginning; /* at most STRAY_BYTES_MAX; NULL: there is none */
	uint64_t newlines;
	bool is_within_line; /* what came last does not end in a newline */
};

void stray_output_init(struct stray_output *stray);

/* True if the file of `event` is a piece of it. */
bool stray_output_is_in(const struct event *event);

/* Accepts all zeros. */
void stray_output_clear(struct stray_output *stray);

/* More of it, that has come in no event. */
void stray_output_add(struct stray_output *stray, struct bytes bytes);

/* How many lines there are. */
uint64_t stray_output_lines(const struct stray_output *stray);

/* The beginning. */
struct bytes stray_output_beginning(const struct stray_output *stray);

/*
 * "212 lines that are not subunit; they look like tap: test_format=tap", and below that, indented,
 * the first lines. `format` is the one by which it was read, `setting` what stands before another's
 * name: "test_format=". Owned by the caller.
 */
char *stray_output_describe(const struct stray_output *stray, const struct format *format,
			    const char *setting);

/* The first lines, each behind a newline and four spaces, fit for a terminal. Owned by the caller.
 */
char *stray_output_excerpt(const struct stray_output *stray);

#endif
