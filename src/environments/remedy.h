/* What helps against what programs complain about. */
#ifndef TESTR_ENVIRONMENTS_REMEDY_H
#define TESTR_ENVIRONMENTS_REMEDY_H

#include <glib.h>

/* A row of a table, which ends with one that fits everything: its `said` is "". */
struct remedy {
	const char *said;   /* part of a program's words */
	const char *remedy; /* what is wrong and what to do */
};

/* The remedy of the first row of `table` that fits the words `said`. */
const char *remedy_for(const struct remedy *table, const char *said);

/* Adds to the message of `error`, on a line of its own, the remedy for what it says. Nothing
 * happens if there is no error. */
void remedy_explain(const struct remedy *table, GError **error);

#endif
