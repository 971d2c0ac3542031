/*
 * Failing fixtures (model/relation.h) in the index: unittest reports them only if they do not pass,
 * so that they have passed is known from the tests below. For the files of this folder only.
 */
#ifndef TESTR_STORE_INDEX_FIXTURES_H
#define TESTR_STORE_INDEX_FIXTURES_H

#include "base/bytes.h"
#include "store/database.h"
#include "store/test_numbers.h"

/*
 * Strikes from the failing set those fixtures that failed in a run before `run`, of which that has
 * no result, though tests below them ran in it. `results` are all of the
 * run. To be called in a transaction.
 */
bool index_fixtures_mend(struct database *index, int64_t run, const struct indexed_answers *results,
			 GError **error);

/* Sets `*is_mended` if tests below the fixture `name` ran in a run after `run`. */
bool index_fixtures_ask(struct database *index, int64_t run, struct text name, bool *is_mended,
			GError **error);

#endif
