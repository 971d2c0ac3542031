/*
 * The results of a digest as a table of SQL, `digests(?)`, so that one statement adds all of them
 * to the index. What is bound in the parentheses is a struct indexed_answers *,
 * borrowed until the statement ends (database.h, 'p'). For the files of this folder only.
 *
 *	rowid        place in the array
 *	test         number of the test in the index
 *	name         test id
 *	outcome      its word (outcome_name)
 *	is_known     1 if the test is in the index already
 *	measured_us  how long the test takes, if the result tells; NULL: it does not
 *	duration_us, worker, execution, position, length   as in index_v3.sql
 */
#ifndef TESTR_STORE_DIGEST_TABLE_H
#define TESTR_STORE_DIGEST_TABLE_H

#include "store/database.h"
#include "store/test_numbers.h"

/* Makes the table known in `database`. */
bool digest_table_register(struct database *database, GError **error);

/* How long the test takes by `result`, in microseconds; -1: it does not tell. */
int64_t indexed_answer_measured_us(const struct indexed_answer *result);

#endif
