/*
 * Wild streams: what no decent runner would say, but any might. From a seed come subunit of both
 * versions and plain text, about tests that were listed or not, started, ended, repeated, left in
 * progress, with tags and route codes of all kinds, testr's own among them, and cut or damaged.
 */
#ifndef TESTR_FUZZ_WILD_STREAM_H
#define TESTR_FUZZ_WILD_STREAM_H

#include <glib.h>

#include "sim/dice.h"

/* The tests that a project with such a stream lists. NULL-terminated. Static. */
extern const char *const wild_stream_listed[];

/* Appends a stream to `out`. */
void wild_stream_append(struct dice *dice, GByteArray *out);

#endif
