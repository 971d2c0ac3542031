/* What helps against what programs complain about. */
#ifndef TESTR_ENVIRONMENTS_REMEDY_H
#define TESTR_ENVIRONMENTS_REMEDY_H

/* A row of a table, which ends with one that fits everything: its `said` is "". */
struct remedy {
	const char *said;   /* part of a program's words */
	const char *remedy; /* what is wrong and what to do */
};

/* The remedy of the first row of `table` that fits the words `said`. */
const char *remedy_for(const struct remedy *table, const char *said);

#endif
