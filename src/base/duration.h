/* Durations as people write them: `90s`, `10m`, `1h30m`, `250ms`, `1.5s`; a bare number is seconds.
 */
#ifndef TESTR_BASE_DURATION_H
#define TESTR_BASE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* Sets `*duration_us` and returns true; false, leaving it, for anything else, negative or over 100
 * years. */
bool duration_parse(const char *string, int64_t *duration_us);

/* "1h30m", "90s" style, at most two units; owned by the caller. */
char *duration_format(int64_t duration_us);

#endif
