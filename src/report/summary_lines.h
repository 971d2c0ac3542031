/*
 * The summary lines of a run, in the shape that Python's testr gives them:
 *
 *	Ran 7 (+7) tests in 0.293s (+0.070s)
 *	FAILED (id=18, failures=3 (+3), skips=1)
 */
#ifndef TESTR_REPORT_SUMMARY_LINES_H
#define TESTR_REPORT_SUMMARY_LINES_H

#include <inttypes.h>

#include "report/terminal.h"

/* What is told of one run. */
struct run_figures {
	size_t tests;
	size_t failures;
	int64_t time_ns; /* from the first event to the last; 0 if it is not known */
};

struct summary_lines {
	int64_t run; /* its number */
	struct run_figures figures;
	size_t skips;
	size_t flaky;
	size_t not_run;      /* because it was stopped, which makes it FAILED */
	bool is_interrupted; /* it did not run to its end; likewise */
	bool flaky_fails;    /* so do flaky tests */
	/* The run before, for the differences; NULL if there is none. */
	const struct run_figures *previous;
};

/*
 * Appends the lines. What is 0 is left out, as are differences of 0; with neither tests nor time
 * there is only the second line.
 */
void summary_lines_format(GString *out, const struct summary_lines *summary,
			  const struct style *style);

#endif
