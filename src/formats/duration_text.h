/* Durations as reports write them. */
#ifndef TESTR_FORMATS_DURATION_TEXT_H
#define TESTR_FORMATS_DURATION_TEXT_H

#include "base/bytes.h"

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_SECOND INT64_C(1000000000)

/*
 * `number` ("1.5", "1,234.5") of units of `unit_ns`, in nanoseconds; DURATION_NONE if it is no
 * number, negative, or longer than a month.
 */
int64_t duration_text_ns(struct text number, int64_t unit_ns);

#endif
