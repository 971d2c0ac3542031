/* Failures on the primary output, as they come. */
#ifndef TESTR_REPORT_FAILURE_PRINTER_H
#define TESTR_REPORT_FAILURE_PRINTER_H

#include "report/results.h"
#include "run/context.h"

/*
 * Results that show each failure on the primary output of `context` if `is_shown`, and only count
 * otherwise. `filter_tags` (NULL-terminated) is borrowed. Owned by the caller.
 */
struct results *failure_printer_new(const struct context *context, char **filter_tags,
				    bool is_shown);

#endif
