/*
 * Durations as people write them: `90s`, `10m`, `1h30m`, `250ms`, `1.5s`; a bare number is
 * seconds. Units are d, h, m, s, ms and us, each at most once and the larger before the smaller;
 * only the last number may have a fraction.
 */
#ifndef TESTR_BASE_DURATION_H
#define TESTR_BASE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Sets `*duration_us` and returns true; false, leaving it, for anything else, negative or over 100
 * years.
 */
bool duration_parse(const char *string, int64_t *duration_us);

/*
 * `duration_us` (0 or more) for people, in at most two units: "2d3h", "1h30m", "1m30s", "1.5s",
 * "250ms", "12us". What is smaller is cut off. Owned by the caller.
 */
char *duration_format(int64_t duration_us);

#endif
