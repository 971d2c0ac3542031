/* Prints failures to the primary output as they come. */
#ifndef TESTR_REPORT_FAILURE_PRINTER_H
#define TESTR_REPORT_FAILURE_PRINTER_H

#include "report/output.h"
#include "report/results.h"

/*
 * Results that print each failure to `output` in `style`, or, if `output` is NULL, only count.
 * `output` and `filter_tags` (NULL-terminated) are borrowed. Owned by the caller.
 */
struct results *failure_printer_new(struct output *output, const struct style *style,
				    char **filter_tags);

#endif
