/* What a run's journal tells of one test. test_story.c puts it into its place. */
#ifndef TESTR_RUN_JOURNAL_STORY_H
#define TESTR_RUN_JOURNAL_STORY_H

#include "core/journal_reader.h"
#include "run/story_evidence.h"

/* Appends to `out` what `reader` tells of the test that `evidence` is about, line by line. */
void journal_story_tell(GString *out, struct journal_reader *reader,
			const struct story_evidence *evidence);

#endif
