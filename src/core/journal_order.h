/*
 * What order of reports is to be expected: each execution begins the tests of its batch in order.
 * Whoever writes a journal and whoever reads one follow it alike, so that most reports need not
 * say which test they are about.
 */
#ifndef TESTR_CORE_JOURNAL_ORDER_H
#define TESTR_CORE_JOURNAL_ORDER_H

#include <glib.h>

#include "core/protocol.h"

/* An execution, as far as its reports go. */
struct journal_execution {
	int number;
	GArray *batch;    /* of size_t */
	size_t next;      /* in the batch: all before have been reported */
	int64_t delay_ms; /* of its last report: when it arrived, after its stamp */
	bool has_clock;   /* its last report bore a time of its own */
};

struct journal_order {
	GHashTable *executions; /* int * to struct journal_execution * */
	GByteArray *reported;   /* by test: 1 if it has been reported, so that its id is known */
};

void journal_order_init(struct journal_order *order);
void journal_order_clear(struct journal_order *order);

/* So many tests are listed. */
void journal_order_listed(struct journal_order *order, size_t count);

/* ACTION_EXECUTE: an execution begins. */
void journal_order_begin(struct journal_order *order, const struct action *action);

/* An execution has ended: no report of it will come. */
void journal_order_end(struct journal_order *order, int execution);

/* The execution with this number, which is made if there is none. Valid until it has ended. */
struct journal_execution *journal_order_find(struct journal_order *order, int execution);

/* The test that `execution` is to report next that has not been yet; JOURNAL_UNLISTED: none. */
size_t journal_order_expect(struct journal_order *order, struct journal_execution *execution);

/* True if the test (or JOURNAL_UNLISTED) has been reported. */
bool journal_order_knows(const struct journal_order *order, size_t test);

/* It has been, now. */
void journal_order_note(struct journal_order *order, size_t test);

#endif
