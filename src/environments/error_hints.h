/* Hints for errors: what helps against what programs complain about. */
#ifndef TESTR_ENVIRONMENTS_ERROR_HINTS_H
#define TESTR_ENVIRONMENTS_ERROR_HINTS_H

#include <glib.h>

/* A row of a table, which ends with one that fits everything: its `said` is "". */
struct error_hint {
	const char *said; /* part of a program's words */
	const char *hint; /* what is wrong and what to do */
};

/* The hint of the first row of `table` that fits the words `said`. */
const char *error_hint_for(const struct error_hint *table, const char *said);

/* Adds to the message of `error`, on a line of its own, the hint for what it says. Nothing
 * happens if there is no error. */
void error_hints_add(const struct error_hint *table, GError **error);

#endif
