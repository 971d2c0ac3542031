/* Hashes of texts. */
#ifndef TESTR_BASE_HASH_H
#define TESTR_BASE_HASH_H

#include "base/bytes.h"

/*
 * For hash tables, eight bytes at a time: test ids are long and much alike. The hash of `text`
 * after what `seed` is the hash of; 0 for nothing. Not for hostile eyes: who wants to can find
 * texts of one hash. The same on all machines; if it changes, the index's version has to, too.
 */
uint64_t hash_text(uint64_t seed, struct text text);

/* The same of a string, for GHashTable: much faster than g_str_hash for test ids. */
unsigned hash_string(const void *string);

/*
 * FNV-1a, 64 bits (Fowler, Noll and Vo): the same on every machine and for ever, for
 * what several machines have to agree on.
 */
uint64_t hash_fnv1a(struct text text);

#endif
