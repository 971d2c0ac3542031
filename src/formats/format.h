/*
 * A format: how the output of a test runner is read. This is the only thing that the rest of
 * testr knows of TAP, JUnit XML and the others: it asks the registry for a format by name, makes a
 * reader, feeds it bytes and gets events.
 *
 * To add a format:
 *
 * 1. Write src/formats/NAME.c, exporting `const struct format format_NAME`. Its results reader
 *    embeds `struct results_reader` and writes through an emitter (formats/emitter.h); what comes
 *    in lines is cut by formats/lines.h, XML is parsed by libexpat, JSON by yajl.
 * 2. Add it to the table in formats.c and to meson.build.
 * 3. Put outputs of the real runner and the right reading of each into tests/formats/corpus/NAME/
 *    (its README.md says how), and rules of its own into tests/unit/formats/NAME.c.
 *
 * What every results reader keeps to:
 *
 * - It takes pieces of any size; where the stream is cut makes no difference to what is emitted.
 * - Its memory is bounded, whatever comes.
 * - An outcome needs a test that is open, or the next number: what only looks like an outcome is
 *   output.
 * - Output that is no result is kept: as the file `stdout` of the test that is open, else as
 *   `stdout` of no test.
 * - A test that begins becomes `inprogress`; it gets one final status, at the time at which that
 * was read. Where the format tells the duration, the start is put that long before the end. A test
 *   that never ends stays in progress; one that was announced but never began fails with
 *   TAG_LOST.
 * - A name that comes again gets " #2", " #3" and so on, unless the format reports one test in
 *   several parts (pytest: a call and its teardown); then all are emitted under one id.
 * - Attachments: the reason of a skip or an expected failure is `reason`, the text of a failure
 *   `traceback` (and its summary `message`, if the format tells both), the place in the source
 *   `location` (FILE:LINE, or FILE), more of what the test printed `stdout` and `stderr`. All are
 *   text/plain;charset=utf8, but may hold bytes that are not UTF-8.
 * - What fails before tests exist, a file that cannot be imported, say, is a failing test of its
 * own name.
 */
#ifndef TESTR_FORMATS_FORMAT_H
#define TESTR_FORMATS_FORMAT_H

#include "base/scoped.h"
#include "model/ending.h"
#include "model/sink.h"
#include "model/stream_completeness.h"

/* What a reader has to know beside the bytes. All zeros: the plain case. */
struct format_options {
	/*
	 * The id of the one test that the program is, for programs that are one test to testr (a
	 * file of tests). Then the reader gives this test an outcome, too, and the tests within
	 * are named `UNIT > NAME`. NULL: each test in the stream stands for itself.
	 */
	const char *unit;

	/*
	 * How ids are put together from the report's fields, `{classname}.{name}` for instance.
	 * NULL: the format's own way. Formats that have no fields pass it over.
	 */
	const char *id_template;

	/*
	 * A line that separates what the runner printed, before, from the report, after. The
	 * caller chooses one that no test can guess. NULL: the report is the stream, and text
	 * before it is output.
	 */
	const char *report_marker;

	/*
	 * The ids that were listed, for formats whose reports do not spell ids as the runner
	 * takes them (pytest's JUnit XML): they are found again among these. NULL: not known.
	 */
	const char *const *listed_ids;
	size_t listed_count;

	/*
	 * The folder in which the runner ran, for formats whose reports have absolute paths: in ids
	 * they are relative to it. NULL: not known.
	 */
	const char *root;

	/*
	 * True for a stream that is read later than it was written: times that the report itself
	 * tells are used. Otherwise those at which bytes arrive are.
	 */
	bool is_stored;
};

/* ---- results ---- */

/* What a reader says of the stream when it is over. Clear it with stream_end_clear. */
struct stream_end {
	enum stream_completeness completeness;
	char *why;     /* a clause for people, "the plan (1..N) is missing"; NULL when complete */
	char *failure; /* what the runner said went wrong outside of any test; NULL: nothing */
	char *skipped; /* why the runner skipped all tests, may be ""; NULL: it did not */
};

void stream_end_clear(struct stream_end *end);

struct results_reader;

struct results_reader_methods {
	bool (*feed)(struct results_reader *reader, struct bytes bytes, int64_t now_ns,
		     GError **error);
	bool (*end)(struct results_reader *reader, const struct ending *ending, int64_t now_ns,
		    struct stream_end *end, GError **error);
	void (*free)(struct results_reader *reader);
	bool (*pause)(struct results_reader *reader, int64_t now_ns, GError **error); /* or NULL */
};

/* The first member of every results reader. */
struct results_reader {
	const struct results_reader_methods *methods;
};

/*
 * Takes the next bytes, which may be none; they arrived at `now_ns`, since 1970. Events are emitted
 * during the call. Returns false only if the sink failed, with its error; the reader is then
 * spent. A feed of no bytes before any other tells when the program began.
 */
bool results_reader_feed(struct results_reader *reader, struct bytes bytes, int64_t now_ns,
			 GError **error);

/*
 * No more bytes are there for now: who reads a pipe calls this when it is empty. Some runners print
 * the name of a test on a line of its outcome, and run it in between; then the test is in progress
 * now. Returns like results_reader_feed.
 */
bool results_reader_pause(struct results_reader *reader, int64_t now_ns, GError **error);

/*
 * The stream is over, because the program ended as `ending` says; NULL: not known, as of a stored
 * file. What is held is emitted, and `*end` is set. Call once. Returns like results_reader_feed;
 * on failure `*end` is untouched.
 */
bool results_reader_end(struct results_reader *reader, const struct ending *ending, int64_t now_ns,
			struct stream_end *end, GError **error);

/* Frees the reader; NULL is accepted. */
void results_reader_free(struct results_reader *reader);
SCOPED(results_reader)

/* ---- listings ---- */

struct listing_reader;

struct listing_reader_methods {
	void (*feed)(struct listing_reader *reader, struct bytes bytes);
	GPtrArray *(*end)(struct listing_reader *reader, GError **error);
	void (*free)(struct listing_reader *reader);
	GPtrArray *(*unloadable)(struct listing_reader *reader); /* or NULL: it never knows any */
	char *(*remarks)(struct listing_reader *reader);         /* or NULL: all is text */
};

/* The first member of every listing reader. */
struct listing_reader {
	const struct listing_reader_methods *methods;
};

/* Takes the next bytes of the list command's stdout. */
void listing_reader_feed(struct listing_reader *reader, struct bytes bytes);

/*
 * The command has ended: the ids in order of first appearance, each once (GPtrArray of char *,
 * freed with it), owned by the caller. NULL with `error` when the output cannot be trusted. Call
 * once.
 */
GPtrArray *listing_reader_end(struct listing_reader *reader, GError **error);

/*
 * What the command said it could not load (struct unloadable *, model/unloadable.h), and so could
 * not list the tests of; owned by the caller, and mostly empty. Its id may be among those listed.
 * To be called after listing_reader_end().
 */
GPtrArray *listing_reader_unloadable(struct listing_reader *reader);

/*
 * What the output holds beside the listing, for people, where that cannot be read by them as it
 * is. NULL: it can. Owned by the caller. To be called after listing_reader_end().
 */
char *listing_reader_remarks(struct listing_reader *reader);

/* Frees the reader; NULL is accepted. */
void listing_reader_free(struct listing_reader *reader);
SCOPED(listing_reader)

/* ---- formats ---- */

struct format {
	const char *name;
	const char *summary; /* one line, for `help` and the manual; no full stop */

	/*
	 * Makes a reader that emits into `sink`; options and sink are borrowed and outlive it.
	 * `options->unit` is none of its business. NULL: the format has no results.
	 */
	struct results_reader *(*new_results)(const struct format_options *options,
					      struct sink *sink);

	/* Makes a reader of listings; NULL: the format has none. */
	struct listing_reader *(*new_listing)(const struct format_options *options);

	/*
	 * True if a stream that begins with `bytes` (some KiB, or all of it) looks like this
	 * format. NULL: it cannot be told from its looks.
	 */
	bool (*sniff)(struct bytes bytes);

	/* The same of a listing. */
	bool (*sniff_listing)(struct bytes bytes);

	/* Its streams have no end mark: one of nothing is whole. */
	bool is_open_ended;

	/* It has results only for a unit (format_options.unit), so each execution is of one test.
	 */
	bool is_of_units;
};

/* All formats, NULL-terminated, in the order in which format_sniff() asks them. Static. */
const struct format *const *formats(void);

/* The format called `name`, or NULL. Static. */
const struct format *format_find(const char *name);

/* The names of all formats, "subunit, exit, tap, ...", for messages. Owned by the caller. */
char *format_names(void);

/* The format of streams and listings of which nobody has said any: subunit. Static. */
const struct format *format_default(void);

/* The first format that `bytes`, the beginning of a stream, looks like; NULL: none. Static. */
const struct format *format_sniff(struct bytes bytes);

/* The same for the beginning of a listing; it is one that has listings. Static. */
const struct format *format_sniff_listing(struct bytes bytes);

/*
 * A reader of `format`, which has results, that emits into `sink` and heeds all options. Options
 * and sink are borrowed and outlive it. Owned by the caller.
 */
struct results_reader *format_results_new(const struct format *format,
					  const struct format_options *options, struct sink *sink);

#endif
