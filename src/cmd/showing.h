/* Failures on the primary output, as they come. */
#ifndef TESTR_CMD_SHOWING_H
#define TESTR_CMD_SHOWING_H

#include "cmd/command.h"
#include "report/results.h"

/*
 * Results that show each failure on the primary output of `context` if `is_shown`, and only count
 * otherwise. `filter_tags` (NULL-terminated) is borrowed. Owned by the caller.
 */
struct results *showing_results(const struct context *context, char **filter_tags, bool is_shown);

#endif
