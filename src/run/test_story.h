/*
 * The story of one test in one run, in plain words: when it was listed, handed out, to whom and
 * why, what became of it there, why it was handed out again, and how it was answered.
 */
#ifndef TESTR_RUN_TEST_STORY_H
#define TESTR_RUN_TEST_STORY_H

#include "store/repository.h"

/*
 * Tells the story of `test_id` in run `run`: lines, owned by the caller. Of a run that has no
 * journal it tells that, and what the stream knows. NULL with an error if the run cannot be read.
 */
char *test_story_tell(struct repository *repository, int64_t run, const char *test_id,
		      GError **error);

/*
 * The ids of the tests of run `run` that `wanted` means (char *), owned by the caller: the test
 * with this id if there is one; else those in whose ids the regular expression `wanted`, or else
 * these very characters, are found. NULL with an error if the run cannot be read.
 */
GPtrArray *test_story_find(struct repository *repository, int64_t run, const char *wanted,
			   GError **error);

#endif
