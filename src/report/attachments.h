/*
 * The attachments of a failing test as text, in the shape that Python's testr gives them and
 * people's scripts read (testtools, testresult/real.py): a list of the binary ones, a list of the
 * empty ones, then each text as `name: {{{text}}}`, sorted by name, and last, plain, the one
 * called `traceback`.
 */
#ifndef TESTR_REPORT_ATTACHMENTS_H
#define TESTR_REPORT_ATTACHMENTS_H

#include "model/result.h"
#include "report/terminal.h"

/* Appends the attachments of `result`; nothing if it has none. */
void attachments_format(GString *out, const struct result *result, const struct style *style);

#endif
