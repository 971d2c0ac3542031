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

#endif
