/*
 * Results as they come: a sink that shows each failure as a block as soon as it is complete, and
 * counts the results that `filter_tags` wants left out of the number of tests. How many failed, and
 * what that means for the run, is for model/answers.h to tell.
 *
 * A failure after which its test is run again is held back until it is known what comes of it: if
 * the test passes then, the block is shown and says FLAKY; if it fails again, only its last failure
 * is shown; if nothing comes, the block is shown at the end. At most HELD_BYTES_MAX are held: of
 * what is beyond only the first lines are shown.
 */
#ifndef TESTR_REPORT_RESULTS_H
#define TESTR_REPORT_RESULTS_H

#include "model/result.h"
#include "report/skip_counts.h"
#include "report/terminal.h"

#define HELD_BYTES_MAX ((size_t)64 << 20)

struct results_options {
	/*
	 * Results that bear one of these tags and did not fail are not counted as tests (such as
	 * Zope's layers). NULL-terminated, borrowed; may be NULL.
	 */
	const char *const *filter_tags;
	struct style style;
	/* Shows the text of a block. May be NULL: nothing is shown. */
	void (*show)(void *data, struct text text);
	void *data;
};

struct results;

/* Results by `options`, which are copied. */
struct results *results_new(const struct results_options *options);

/* From now on the reasons of skipped tests are added to `counts`, which outlives `results`. */
void results_count_skips(struct results *results, struct skip_counts *counts);

/* The sink to feed. Borrowed from `results`. Does not fail. */
struct sink *results_sink(struct results *results);

/*
 * The stream is over: what is still in progress has failed, or, if the run was interrupted, was not
 * run. Call once.
 */
void results_end(struct results *results, bool was_interrupted);

/* How many results so far are to be left out of the number of tests. */
size_t results_filtered(const struct results *results);

/* From the start of the first of the results so far to the end of the last; 0 if untimed. */
int64_t results_span_ns(const struct results *results);

void results_free(struct results *results);
SCOPED(results)

#endif
