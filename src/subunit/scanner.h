/*
 * The scanner: what stands where in a stream. Goes over a window of bytes and tells packets, text,
 * v1 details and damage apart.
 *
 * A signature at the border of a character of text may begin a packet; inside a character it is
 * part of it, unless the text follows damage or has bytes that no text has, such as NUL: then it
 * may be what is left of a packet, and a whole one after it is found wherever it begins.
 *
 * A signature is judged as soon as can be: at once if no header of version 2 looks so or the
 * fields do not end where the length says; else when as many bytes are there as it claims, which
 * may take until the end of a live stream if it lies consistently. Deciding earlier would tear
 * packets that carry packets in a file.
 *
 * Damage. From a signature that begins no whole packet on, bytes are given up until the first of:
 *
 * - the next whole packet, wherever it begins among the bytes that the damaged one claims;
 * - a line there that starts a v1 test (`test: `);
 * - the end of what it claims: by its fields if they end, else by its length, else the signature.
 *
 * So no whole packet is lost. Only a packet whose checksum is right but whose texts are not is
 * given up whole without a look inside: the checksum vouches for its length.
 *
 * The first whole packet before which no v1 test was started or ended makes the stream one of
 * version 2: text is plain output from then on.
 *
 * Where v1 has been spoken since the last packet, text has no encoding and a signature that
 * begins no whole packet is text, not damage.
 *
 * Time is linear in the bytes, whatever they are (see checksum.h).
 */
#ifndef TESTR_SUBUNIT_SCANNER_H
#define TESTR_SUBUNIT_SCANNER_H

#include "subunit/checksum.h"
#include "subunit/damage.h"
#include "subunit/packet.h"
#include "subunit/plain.h"
#include "subunit/v1.h"

struct scanner {
	struct sink *sink;
	struct plain plain;
	struct v1 *v1; /* NULL: all text is plain output, or is so by now */
	struct damage damage;
	struct checksums checksums; /* of the window's buffer */
	GArray *tags;               /* of struct text: those of the latest packet */

	/* When more bytes are needed: how many at least, from the window's position on. */
	size_t needed;

	uint64_t position;      /* in the stream: all before has been dealt with */
	uint64_t packet_length; /* of the packet there that is being emitted; else 0 */

	/* How many bytes from here on a damaged packet claims. */
	size_t claimed;

	size_t piece_max; /* how many bytes of text are looked at before they are passed on */
	uint64_t work;    /* bytes looked at in all, by which tests see that it stays linear */

	/* How many parts of v1 details were none, and up to where those have been looked at. */
	unsigned false_parts;
	uint64_t false_parts_end;

	/* The last bytes of text, if nothing came after it: is the next one inside a character? */
	uint8_t before[UTF8_CHARACTER_MAX - 1];
	size_t before_length;
	bool is_doubtful; /* is it? it follows damage, or has bytes that no text has */
};

/* The bytes to read. */
struct window {
	struct bytes bytes;
	size_t at;    /* those before it have been dealt with */
	bool is_last; /* nothing comes after these bytes */
};

/* Emits into `sink`, which is borrowed and outlives it. */
void scanner_init(struct scanner *scanner, bool reads_v1, struct sink *sink);
void scanner_clear(struct scanner *scanner);

/*
 * Deals with the window's bytes, advancing `at`, to their end or until more are needed than are
 * there, which `needed` then tells. Returns false if the sink failed. Before the buffer changes
 * other than by growing, call checksums_reset.
 */
bool scanner_read(struct scanner *scanner, struct window *window, GError **error);

/* The stream is over, and the last window has been read: passes on what is held. */
bool scanner_end(struct scanner *scanner, GError **error);

#endif
