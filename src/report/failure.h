/* The block that tells of a test that failed, in the shape that Python's testr gives it. */
#ifndef TESTR_REPORT_FAILURE_H
#define TESTR_REPORT_FAILURE_H

#include "model/result.h"
#include "report/terminal.h"

/*
 * Appends the block of `result`, whose outcome is a failure: a rule, `FAIL: ID`, `tags: ...` if
 * it has any, a thin rule, the attachments. An unexpected success says so in place of FAIL.
 */
void failure_format(GString *out, const struct result *result, const struct style *style);

/*
 * The same in two parts, for a failure of which it is not known yet what comes of it: the rule and
 * `FAIL: ID`, which is `FLAKY: ID` for OUTCOME_FLAKY; and the rest.
 */
void failure_format_head(GString *out, const char *test_id, enum outcome outcome,
			 const struct style *style);
void failure_format_rest(GString *out, const struct result *result, const struct style *style);

#endif
