/*
 * A transcript: a sink that writes each event down as a line, so that tests can compare what was
 * said as text:
 *
 *	foo: fail, runnable, at 1.000000000, tags a b, route 0, file log (text/plain) "\n", ended
 *
 * An event without test id begins with '-'. Pieces of one file that follow each other, without a
 * status, are joined: where a stream was cut makes no difference.
 */
#ifndef TESTR_SUPPORT_TRANSCRIPT_H
#define TESTR_SUPPORT_TRANSCRIPT_H

#include <glib.h>

#include "model/sink.h"
#include "subunit/reader.h"

struct transcript {
	struct sink sink;
	GString *text;    /* all lines but the last file's */
	GString *before;  /* of the file that may go on: what stands before the content, */
	GString *content; /* the content, escaped */
	GString *after;   /* and what stands after it */
	bool is_open;
	size_t events;
};

void transcript_init(struct transcript *transcript);
void transcript_clear(struct transcript *transcript);

/* All lines so far. Borrowed, valid until the next event. */
const char *transcript_text(struct transcript *transcript);

/*
 * The transcript of what a reader makes of `stream`, fed in pieces of `piece` bytes (at least 1).
 * Owned by the caller.
 */
char *transcript_of(enum reader_mode mode, struct bytes stream, size_t piece);

/* Asserts that `stream`, read for results in one piece and in others, says `expected`. */
void transcript_assert(struct bytes stream, const char *expected);

#endif
