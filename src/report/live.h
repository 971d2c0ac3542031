/* The live line: what a run shows on a terminal while it goes on. */
#ifndef TESTR_REPORT_LIVE_H
#define TESTR_REPORT_LIVE_H

#include <inttypes.h>

#include "report/terminal.h"

struct live_state {
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
void live_format(GString *out, const struct live_state *state, size_t columns,
		 const struct style *style);

#endif
