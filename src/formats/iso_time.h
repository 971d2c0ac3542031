/* Times as reports write them. */
#ifndef TESTR_FORMATS_ISO_TIME_H
#define TESTR_FORMATS_ISO_TIME_H

#include <stdint.h>

/*
 * The ISO 8601 time `time` in nanoseconds since 1970, to the microsecond; UTC if it does not say.
 * TIME_NONE for NULL, for what is no time, and for 1970, which programs write that do not know.
 */
int64_t iso_time_parse(const char *time);

#endif
