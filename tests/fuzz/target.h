/* What a fuzz target offers: to libFuzzer, or to replay.c, which feeds it the corpus. */
#ifndef TESTR_FUZZ_TARGET_H
#define TESTR_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Judges one input; aborts when something does not hold. Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
