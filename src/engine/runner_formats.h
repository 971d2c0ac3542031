/* The formats in which a project's test command writes, as its configuration names them. */
#ifndef TESTR_ENGINE_RUNNER_FORMATS_H
#define TESTR_ENGINE_RUNNER_FORMATS_H

#include "config/config.h"
#include "formats/format.h"

struct runner_formats {
	const struct format *results; /* test_format; it has results */
	const struct format *listing; /* test_list_format; it has listings */
};

/*
 * Finds both; subunit where the configuration names none. Fails with CONFIG_ERROR_INVALID for a
 * name that is no format, or one of a format without listings where these are asked for.
 */
bool runner_formats_find(struct runner_formats *formats, const struct config *config,
			 GError **error);

#endif
