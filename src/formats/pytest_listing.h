/*
 * The listing of pytest: what `pytest --collect-only -q` prints. Ids come up to the first empty
 * line; behind it, of each file that could not be collected, why:
 *
 *	test_a.py::test_b
 *
 *	==== ERRORS ====
 *	____ ERROR collecting test_c.py ____
 *	ImportError while importing test module '/src/test_c.py'.
 *	==== short test summary info ====
 */
#ifndef TESTR_FORMATS_PYTEST_LISTING_H
#define TESTR_FORMATS_PYTEST_LISTING_H

#include "formats/format.h"

/* A reader of it; the options are not heeded. Owned by the caller. */
struct listing_reader *pytest_listing_new(const struct format_options *options);

#endif
