/*
 * The common part of readers of text that comes in lines and has one test in progress at a time, as
 * most runners print for people. A format says what a line means; begin, output, outcome and the
 * judgement at the end are the same for all.
 */
#ifndef TESTR_FORMATS_TEXT_READER_H
#define TESTR_FORMATS_TEXT_READER_H

#include "formats/emitter.h"
#include "formats/format.h"
#include "formats/lines.h"

struct text_reader;

struct text_format {
	/* Takes a line; those that are too long are passed to it only if they are whole. */
	void (*take)(struct text_reader *reader, const struct line_view *line);
	/* Looks at the beginning of a line, when no more is there for now; NULL: it does not. */
	void (*pause)(struct text_reader *reader, struct text begun);
	/* The stream is over: emits what is held; NULL: nothing is. */
	void (*finish)(struct text_reader *reader);
	/* Clears the format's own state; NULL: it has nothing to free. */
	void (*clear)(void *state);
	size_t state_size;      /* of the format's own state, which is all zeros at first */
	const char *is_missing; /* "there is no output of GoogleTest in it" */
	const char *has_no_end; /* "the summary is missing" */
	bool repeats_ids;       /* the same id again is the same test: no numbers for it */
};

struct text_reader {
	struct results_reader base;
	const struct text_format *format;     /* static */
	const struct format_options *options; /* borrowed */
	struct emitter emitter;
	struct line_cutter cutter;
	void *state;     /* the format's own, state_size bytes */
	char *open_name; /* of the test in progress, as the runner prints it; NULL: none */
	char *open_id;
	bool is_left_open;  /* a test before that one never ended */
	bool is_recognized; /* something of the format was there */
	bool has_ended;     /* the end mark was there, and nothing began after it */
	char *failure;      /* what failed outside of tests; NULL: nothing */
};

/* A reader of `format` that emits into `sink`. Owned by the caller. */
struct results_reader *text_reader_new(const struct text_format *format,
				       const struct format_options *options, struct sink *sink);

/*
 * As results_reader_pause(), for a reader of this kind whose lines come out of another cutter:
 * looks at the line that has begun there.
 */
bool text_reader_look(struct results_reader *reader, const struct line_cutter *cutter,
		      int64_t now_ns, GError **error);

/* A test `name` is in progress from now on. One that still is stays so. */
void text_reader_begin(struct text_reader *reader, struct text name);

/* The test in progress ended as `end` says, whose id is not heeded. There must be one. */
void text_reader_finish(struct text_reader *reader, struct test_end end);

/* A test `name` ended of which no beginning was seen. */
void text_reader_report(struct text_reader *reader, struct text name, struct test_end end);

/* `text` is output. */
void text_reader_output(struct text_reader *reader, struct text text);

/* All of `line`. */
static inline void text_reader_output_line(struct text_reader *reader, const struct line_view *line)
{
	emitter_output(&reader->emitter, line->raw);
}

/* Where `needle` stands in `text` first; its length if it does not. */
size_t text_find(struct text text, const char *needle);

/*
 * The part of `text` from `begin` up to `end`; an empty one if that is before, as when what stands
 * before a part and what stands after it share a blank.
 */
static inline struct text text_part(struct text text, size_t begin, size_t end)
{
	return (struct text){text.data + begin, end > begin ? end - begin : 0};
}

#endif
