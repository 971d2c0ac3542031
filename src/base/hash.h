/* Hashes of texts for hash tables, eight bytes at a time: test ids are long and much alike. */
#ifndef TESTR_BASE_HASH_H
#define TESTR_BASE_HASH_H

#include "base/bytes.h"

/* The hash of `text` after what `seed` is the hash of; 0 for nothing. Not for hostile eyes: who
 * wants to can find texts of one hash. */
uint64_t hash_text(uint64_t seed, struct text text);

#endif
