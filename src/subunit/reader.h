/*
 * The reader: bytes as they arrive to events. Push-style, streaming, both versions of subunit at
 * once, and whatever is neither is kept as plain output.
 *
 * - A v2 packet becomes one event whose texts and file point into the bytes fed (or, for a packet
 *   that was cut by the border of two feeds, into the reader's buffer).
 * - Plain output becomes events without test id with file name `stdout`.
 * - Damage (docs/design/subunit.md) becomes test `subunit.parser` failing, with attachments `Packet
 * data` and `Parser Error`; reading goes on at the next whole packet, and no whole packet is passed
 * over.
 * - v1 directives become the v2 events that say the same (v1.h).
 *
 * What is given up on damage, and when it is judged, stands in scanner.h.
 *
 * Memory is bounded by a few times the largest packet (4 MiB), whatever comes.
 */
#ifndef TESTR_SUBUNIT_READER_H
#define TESTR_SUBUNIT_READER_H

#include <glib.h>

#include "base/scoped.h"
#include "model/sink.h"

struct reader;

enum reader_mode {
	READER_RESULTS, /* v1 and v2 */
	READER_LISTING, /* v2; every line that is not v2 is plain output, for v1 lists ids one a
			   line */
};

/* A reader that emits into `sink`, which is borrowed and outlives it. */
struct reader *reader_new(enum reader_mode mode, struct sink *sink);

/*
 * Takes the next `length` bytes, in pieces of any size (0 is allowed). Events are emitted during
 * the call. Returns false only if the sink failed, with its error; the reader is then spent.
 */
bool reader_feed(struct reader *reader, const uint8_t *data, size_t length, GError **error);

/*
 * The next `length` bytes of the stream are lost to whoever reads it: places in it are counted on
 * behind them, and a packet that they cut short becomes damage. Returns like reader_feed.
 */
bool reader_skip(struct reader *reader, uint64_t length, GError **error);

/*
 * Where in the stream, in bytes from its beginning, the packet stands whose event is being
 * emitted: from `*begin` up to, but not including, `*end`. For the sink, during an event. One that
 * is no whole v2 packet is nowhere: the two are one place, up to which all has been dealt with.
 */
void reader_locate(const struct reader *reader, uint64_t *begin, uint64_t *end);

/*
 * The stream is over: a packet cut short becomes damage, and what follows its beginning is looked
 * through for whole packets; a last line without newline is plain output; of v1 details cut short
 * what came is emitted. Tests still open, of either version, stay open: who puts results together
 * judges them. Call once. Returns like reader_feed.
 */
bool reader_end(struct reader *reader, GError **error);

/*
 * As reader_end, for the stream of a program that was killed or died: a packet that its end cut
 * short is no damage, but output like any other. At most DAMAGE_DATA_MAX bytes of it are passed on.
 */
bool reader_cut(struct reader *reader, GError **error);

void reader_free(struct reader *reader);
SCOPED(reader)

#endif
