/*
 * Why tests were skipped: how many for each reason. A test below a fixture that was skipped counts
 * for the fixture's reason.
 */
#ifndef TESTR_REPORT_SKIP_COUNTS_H
#define TESTR_REPORT_SKIP_COUNTS_H

#include "model/result.h"
#include "report/terminal.h"

/* More reasons than these are not told apart: what else there is counts together. */
#define SKIP_COUNTS_MAX 1000

struct skip_counts {
	GHashTable *by_reason; /* char * to size_t * */
	size_t without;        /* skipped, and none says why */
	size_t beyond;         /* skipped for reasons beyond SKIP_COUNTS_MAX */
};

/* None yet. */
void skip_counts_init(struct skip_counts *counts);

/* Counts `result`, if its outcome is OUTCOME_SKIP. Of its reason the first line that says something
 * is taken. */
void skip_counts_add(struct skip_counts *counts, const struct result *result);

/*
 * Appends a line for each of the 20 reasons that most tests have, the most frequent first, in
 * `style`, below a heading; nothing if no test was skipped.
 */
void skip_counts_format(const struct skip_counts *counts, GString *out, const struct style *style);

/* Accepts all zeros. */
void skip_counts_clear(struct skip_counts *counts);

#endif
