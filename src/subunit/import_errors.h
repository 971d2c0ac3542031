/*
 * What unittest's loader says of modules that it cannot import, and subunit.run attaches to a
 * listing as the file `import errors`: one text after the other, each below a title.
 *
 *	Failed to import test module: tests.test_a
 *	Traceback (most recent call last):
 *	...
 */
#ifndef TESTR_SUBUNIT_IMPORT_ERRORS_H
#define TESTR_SUBUNIT_IMPORT_ERRORS_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"

#define IMPORT_ERRORS_FILE_NAME "import errors"

/* What the id of the test begins with by which unittest stands in for what it could not load. */
#define IMPORT_ERROR_ID_PREFIX "unittest.loader._FailedTest."

/* True if the line is the title of a module that could not be imported. */
bool import_error_begins(struct text line);

/*
 * Takes `errors` apart (struct unloadable *, see model/unloadable.h; owned by the caller). Those of
 * modules bear the id that unittest gives them. Errors that name no module are one together, called
 * `import errors`; but they are left out if the listing has a test for each of them: of its
 * `listed` tests with unittest's prefix there are more than modules that are named here.
 */
GPtrArray *import_errors_split(struct text errors, size_t listed);

#endif
