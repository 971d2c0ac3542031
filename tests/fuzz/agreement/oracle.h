/*
 * The oracle: has a run failed whose events these are? By the letter of the rules of
 * model/answers.h, as slow and as plain as can be, and without a line in common.
 */
#ifndef TESTR_FUZZ_ORACLE_H
#define TESTR_FUZZ_ORACLE_H

#include <glib.h>

#include "model/sink.h"

struct oracle {
	struct sink sink;
	GPtrArray *announced; /* of char *: routes */
	GPtrArray *said;      /* of struct said *, each about a test */
};

void oracle_init(struct oracle *oracle);

/* The ids of the tests that failed, sorted and joined by newlines. Owned by the caller. */
char *oracle_failing(const struct oracle *oracle, bool was_interrupted);

void oracle_clear(struct oracle *oracle);

#endif
