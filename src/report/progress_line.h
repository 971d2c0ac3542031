/* The progress line: what a run shows on a terminal while it goes on. */
#ifndef TESTR_REPORT_PROGRESS_LINE_H
#define TESTR_REPORT_PROGRESS_LINE_H

#include <inttypes.h>

#include "report/terminal.h"

struct progress_line {
	size_t done;
	size_t total; /* 0 as long as it is not known */
	size_t failures;
	int64_t elapsed_us;
	const char *const *running; /* ids of the tests that run now, oldest first */
	size_t running_count;
};

/*
 * Appends the line, without newline: done/total, failures, elapsed and what is running, cut to
 * `columns` columns at most.
 */
void progress_line_format(GString *out, const struct progress_line *state, size_t columns,
			  const struct style *style);

#endif
