/*
 * The numbers of tests in the index. A test has the number that its id is the hash of, or, when
 * that is another's, the next that is free; so a test is found by its number without an index of
 * names, and results sorted by it are added at the ends of tables. Tests are never taken out of
 * the index: that would tear a gap which hides those behind it. For the files of this folder only.
 */
#ifndef TESTR_STORE_TEST_NUMBERS_H
#define TESTR_STORE_TEST_NUMBERS_H

#include "store/database.h"
#include "store/run_digest.h"

/* Numbers are below this: SQLite keeps smaller ones in fewer bytes, and the fewer there are, the
 * more tests have to go on to the next; of a million tests it is one in ten such indexes. */
#define TEST_NUMBERS_END (INT64_C(1) << 42)

/*
 * Gives each of `results` (struct test_digest *, of different tests) the number of its test, tells
 * which are known already, and sorts them by it. Tests that do not get the number of their hash
 * are added to the index. To be called in a transaction.
 */
bool test_numbers_assign(struct database *index, GPtrArray *results, GError **error);

#endif
