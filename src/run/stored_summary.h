/* The summary lines of a stored run, with what differs from the run before. */
#ifndef TESTR_RUN_STORED_SUMMARY_H
#define TESTR_RUN_STORED_SUMMARY_H

#include "report/skip_counts.h"
#include "run/context.h"
#include "store/repository.h"

struct stored_summary {
	struct repository *repository;
	int64_t run;
	const char *const *filter_tags; /* NULL-terminated */
	size_t filtered; /* results that filter_tags leaves out of the number of tests */
	const struct skip_counts *skips; /* NULL: not shown */
};

/* Writes the lines, and before them why tests were skipped, to the primary output, unless `-q`.
 * False if the index cannot be read. */
bool stored_summary_show(const struct context *context, const struct stored_summary *summary,
			 GError **error);

#endif
