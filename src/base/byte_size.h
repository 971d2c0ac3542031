/* Sizes as people write them: `500M`, `1GiB`, `64k`; a bare number is bytes. Units are k, M, G and
 * T, powers of 1024, in either case, with or without `iB` or `B` behind them. */
#ifndef TESTR_BASE_BYTE_SIZE_H
#define TESTR_BASE_BYTE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* Sets `*bytes` and returns true; false, leaving it, for anything else, 0, and what is over 2^60.
 */
bool byte_size_parse(const char *string, int64_t *bytes);

#endif
