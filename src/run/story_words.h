/* The words in which the story of a test is told (test_story.h). */
#ifndef TESTR_RUN_STORY_WORDS_H
#define TESTR_RUN_STORY_WORDS_H

#include <glib.h>

#include "core/protocol.h"

/* Why a batch holds these tests, and so many: a sentence without its point. Static. */
const char *story_batch(enum batch_kind kind);

/* What was decided about the test, and why. Static, or NULL if there is nothing to tell. */
const char *story_decision(enum decision decision);
const char *story_reason(enum reason reason);

/* How the run ended. Static. */
const char *story_verdict(enum verdict verdict);

/* Appends `at_us` since the run's start, and the words, indented if they go on: a line. */
void story_line(GString *out, int64_t at_us, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Appends a line that goes on with the one before. */
void story_more(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Appends the last lines of `said`, indented, after `title`; nothing if it is empty. */
void story_quote(GString *out, const char *title, const char *said);

#endif
