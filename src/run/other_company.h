/*
 * Other company: tests that failed in a run and had passed in one before, in which other tests had
 * run before them in their execution. They may depend on the order of tests.
 */
#ifndef TESTR_RUN_OTHER_COMPANY_H
#define TESTR_RUN_OTHER_COMPANY_H

#include "model/answers.h"
#include "store/repository.h"

/* How many runs before are looked at. */
#define OTHER_COMPANY_RUNS 5

/* When more tests than these fail it is not for their company, and none is looked at. */
#define OTHER_COMPANY_FAILURES 50

/*
 * What to tell the user of the failed tests of run `number`, which has been stored and has these
 * `answers`: which of them have passed in which run, the latest that has them, and what to do.
 * `is_dynamic`: batches differ from run to run. Several lines, no newline at the end; owned by the
 * caller. NULL: there is nothing to tell, or, with an error, the repository cannot be read.
 */
char *other_company_describe(struct repository *repository, int64_t number, struct answers *answers,
			     bool is_dynamic, GError **error);

#endif
