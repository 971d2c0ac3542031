/*
 * What the runner of one execution writes to its stdout, as the reader of its format takes it: when
 * it is over, how complete it was, and what of it was no result while results are missing.
 */
#ifndef TESTR_ENGINE_EXECUTION_OUTPUT_H
#define TESTR_ENGINE_EXECUTION_OUTPUT_H

#include "engine/tail.h"
#include "formats/stray_output.h"

struct execution_output {
	const struct format *format;
	struct format_options options; /* the reader's */
	struct results_reader *reader;
	struct sink *sink;  /* borrowed */
	size_t expected;    /* tests; an execution without a listing is expected to have one */
	size_t ended;       /* of its tests, and others; one that repeats is counted again */
	size_t failures;    /* among those */
	bool is_recognized; /* at its end: it was in its format */
	struct stray_output stray;
	struct tail stray_end;      /* the end of the same */
	struct stray_output errors; /* all of its stderr */
};

/* What the runner has been told. Borrowed, until the output is cleared. */
struct execution_input {
	const char *const *ids;  /* the tests to run, NULL-terminated; none: whatever there is */
	bool is_of_files;        /* each id is a file with tests in it */
	const char *root;        /* the folder that it runs in; NULL: not known */
	const char *id_template; /* of ids in the report; NULL: the format's own */
	const char *report_mark; /* the line before its report; NULL: there is none */
};

/*
 * The runner has been told `input` and writes in `format`. Events go into `sink`, which never
 * fails, and which passes each to execution_output_note().
 */
void execution_output_init(struct execution_output *output, const struct format *format,
			   const struct execution_input *input, struct sink *sink);

/* Accepts all zeros. */
void execution_output_clear(struct execution_output *output);

/* The next bytes: one read of a pipe. */
void execution_output_feed(struct execution_output *output, struct bytes bytes);

/*
 * The runner has ended as `*ending` says; `is_its_own` if nobody stopped it, nor may its instance
 * be lost. The rest of the events is emitted, and last, if the runner said that something failed
 * outside of any test, a failing `process-returncode`. Call once.
 *
 * `*ending` becomes what the core knows how to judge. The outcome of a unit is made of how its
 * program ended, which then is a success; but if the ending is not its own, the unit is left in
 * progress, so that the core answers for it. Where results are complete up to an end mark, and
 * there are failures among them, they explain any status, not only 1.
 */
enum stream_completeness execution_output_end(struct execution_output *output,
					      struct ending *ending, bool is_its_own);

/* Counts `event`. */
void execution_output_note(struct execution_output *output, const struct event *event);

/* The next bytes of its stderr, which is not read, but looked at if results are missing. */
void execution_output_note_errors(struct execution_output *output, struct bytes bytes);

/*
 * What to tell the user of output that may be what missing results are in; NULL: none is missing,
 * or there is no such output. Several lines, no newline at the end. Owned by the caller.
 */
char *execution_output_describe_stray(const struct execution_output *output);

#endif
