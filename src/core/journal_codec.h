/*
 * The codec of journals: brings numbers and strings into bytes and back. One function serves both
 * directions, so that what writes a value and what reads it cannot differ: with a codec that
 * writes it appends `*value`, with one that reads it sets it. Reading beyond the end sets
 * `is_cut`, and gives zeros.
 */
#ifndef TESTR_CORE_JOURNAL_CODEC_H
#define TESTR_CORE_JOURNAL_CODEC_H

#include <glib.h>

#include "base/bytes.h"
#include "base/scoped.h"
#include "core/protocol.h"

struct journal_codec {
	GByteArray *out;       /* borrowed; NULL: it reads */
	struct bytes in;       /* what is left to be read */
	bool is_cut;           /* there was less than was wanted, or what makes no sense */
	GStringChunk *strings; /* borrowed: holds the strings that have been read */
	GPtrArray *ids;        /* owned: the last list of ids that was read; NULL: none yet */
	size_t last_test;      /* tests are told by how far they are from the one before */
};

/* A codec that appends to `out`, and one that reads `in`, keeping strings in `strings`. */
struct journal_codec journal_codec_to(GByteArray *out);
struct journal_codec journal_codec_from(struct bytes in, GStringChunk *strings);

/* A byte as it is. */
void journal_codec_byte(struct journal_codec *codec, uint8_t *value);

/* Numbers, in as many bytes as they need: small ones are short, negative ones, too. */
void journal_codec_unsigned(struct journal_codec *codec, uint64_t *value);
void journal_codec_signed(struct journal_codec *codec, int64_t *value);
void journal_codec_int(struct journal_codec *codec, int *value);
void journal_codec_size(struct journal_codec *codec, size_t *value);

/* True or false, in a byte. */
void journal_codec_bool(struct journal_codec *codec, bool *value);

/* A string without NUL, or NULL. */
void journal_codec_string(struct journal_codec *codec, const char **value);

/* How something ended. */
void journal_codec_ending(struct journal_codec *codec, struct ending *value);

/* The index of a test. */
void journal_codec_test(struct journal_codec *codec, size_t *value);

/* The options of a run. */
void journal_codec_options(struct journal_codec *codec, struct coordinator_options *options);

/*
 * All that an action of this kind says, but for the ids of tests, and the tests of a batch: these
 * go into `batch` (of size_t) when they are read. Ids of instances are valid until the next action.
 */
void journal_codec_action(struct journal_codec *codec, struct action *action, GArray *batch);

/* The same for an input; but not for what is listed (journal_codec_listing) nor for reports. */
void journal_codec_input(struct journal_codec *codec, struct input *input);

/*
 * What is known of listed tests, but for their ids. When it is read, `tests` (of struct
 * planned_test) is filled; and `repeats` (of size_t) with, for each, the index of the earlier test
 * that has the same id, its own if there is none. Groups get names of their own.
 */
void journal_codec_listing(struct journal_codec *codec, struct input *input, GArray *tests,
			   GArray *repeats);

void journal_codec_clear(struct journal_codec *codec);

#endif
