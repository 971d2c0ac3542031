/* The order in which the tests of a run ran, each execution's for itself. */
#ifndef TESTR_RUN_RUNNING_ORDER_H
#define TESTR_RUN_RUNNING_ORDER_H

#include "base/scoped.h"
#include "model/answers.h"
#include "store/repository.h"

struct running_order;

/* The order of a run with these `answers`, which have ended; they are shared. Owned by the caller.
 */
struct running_order *running_order_new(struct answers *answers);

/* Reads the order from the stream of run `number`. Owned by the caller; NULL with an error. */
struct running_order *running_order_read(struct repository *repository, int64_t number,
					 GError **error);

/*
 * The tests that ran before `test_id` in the execution in which it failed first, each once, in
 * order (char *). NULL if the run has no such test. The array is the caller's; the strings are
 * those of `order`.
 */
GPtrArray *running_order_before(const struct running_order *order, const char *test_id);

void running_order_free(struct running_order *order);
SCOPED(running_order)

#endif
