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

/* An answer on its way into the index. */
struct indexed_answer {
	const struct answer *answer; /* borrowed */
	const struct attempt *last;  /* at the test (answer_last_attempt) */
	int execution;               /* the number of its execution; -1: not known */
	bool is_known;               /* the test was in the index already */
	int64_t number;              /* of the test in the index */
	int64_t known_us;            /* its duration there; -1: not known */
};

/*
 * Gives each of `results` (struct indexed_answer *, of different tests) the number of its test,
 * tells which are known already, and sorts them by it. Tests that do not get the number of their
 * hash are added to the index. To be called in a transaction.
 */
bool test_numbers_assign(struct database *index, GPtrArray *results, GError **error);

#endif
