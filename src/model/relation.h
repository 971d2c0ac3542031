/*
 * How the id of a result is related to that of a test: a fixture's results concern the tests below
 * it, and a derived id names a part of one test.
 */
#ifndef TESTR_MODEL_RELATION_H
#define TESTR_MODEL_RELATION_H

#include <stdbool.h>

#include "base/bytes.h"

/*
 * What Python's unittest reports of a class or module: `setUpClass (mod.Class)`; and of a module
 * that it cannot import: `unittest.loader._FailedTest.mod`.
 */
struct fixture {
	struct text scope; /* mod.Class; a view of the id */
	bool is_setup;     /* the tests below it do not run if it does not pass */
};

/* True if `id` is that of a fixture: `fixture` is filled then. */
bool fixture_parse(struct text id, struct fixture *fixture);

/* True if the test is below the fixture: its id goes on from the scope with a dot. */
bool fixture_covers(const struct fixture *fixture, struct text test_id);

/*
 * The longest part of `id`, less than `limit` bytes, from which an id may be derived: what follows
 * it is a parameter, a scenario or a subtest, as in `X.test(binary)`, `X.test[1]`, `X.test (i=3)`,
 * `X/sub`. Of no length if there is none. To have all of them, call it with the length of the last.
 */
struct text derived_base(struct text id, size_t limit);

#endif
