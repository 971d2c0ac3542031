/*
 * The numbers of tests in the index. A test has the number that its id is the hash of, or, when
 * that is another's, the next that is free; so a test is found by its number without an index of
 * names, and results sorted by it are added at the ends of tables. Tests are never taken out of
 * the index: that would tear a gap which hides those behind it. For the files of this folder only.
 */
#ifndef TESTR_STORE_TEST_NUMBERS_H
#define TESTR_STORE_TEST_NUMBERS_H

#include "model/answers.h"
#include "store/database.h"

/* Numbers are below this: SQLite keeps smaller ones in fewer bytes, and the fewer there are, the
 * more tests have to go on to the next; of a million tests it is one in ten such indexes. */
#define TEST_NUMBERS_END (INT64_C(1) << 42)

/* The known_us of a test that has no duration in the index, and of one that is not in it. */
#define DURATION_NOT_KNOWN (-1)
#define TEST_NOT_KNOWN (-2)

/* An answer on its way into the index. A run may have millions: keep it small. */
struct indexed_answer {
	const struct answer *answer; /* borrowed */
	int64_t number;              /* of the test in the index */
	int64_t known_us;            /* its duration there; or one of the above */
};

/* Those of a run, of different tests. */
struct indexed_answers {
	const struct answers *answers; /* all of the run; borrowed */
	struct indexed_answer *rows;   /* owned by who made it */
	size_t count;
};

/*
 * Gives each of `results` the number of its test, tells which are known already, and sorts them by
 * it. Tests that do not get the number of their hash are added to the index. To be called in a
 * transaction.
 */
bool test_numbers_assign(struct database *index, struct indexed_answers *results, GError **error);

#endif
