/*
 * What `pytest -v` prints: a line for each test, that begins with its id before the test runs and
 * goes on with a word for the outcome after it; and sections of text behind them.
 *
 *	test_a.py::test_b PASSED                                  [ 50%]
 *	test_a.py::test_c SKIPPED (why)                           [100%]
 *	[gw0] [ 50%] PASSED test_a.py::test_b                     (with xdist)
 *	==== 1 passed, 1 skipped in 0.01s ====
 *
 * One id may have several outcomes: of a call and its teardown, or of a subtest. In the summary
 * only those count that no line before told: of subtests, and of files that cannot be imported.
 */
#ifndef TESTR_FORMATS_PYTEST_TEXT_H
#define TESTR_FORMATS_PYTEST_TEXT_H

#include "formats/format.h"

/* A reader of it. If ids were listed, others are none. Owned by the caller. */
struct results_reader *pytest_text_new(const struct format_options *options, struct sink *sink);

#endif
