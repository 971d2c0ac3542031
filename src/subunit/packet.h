/*
 * One packet of subunit v2 as bytes: its header, numbers, fields and checksum
 * (docs/design/subunit.md, "Version 2"). Knows nothing of streams: where packets begin is the
 * reader's to find.
 */
#ifndef TESTR_SUBUNIT_PACKET_H
#define TESTR_SUBUNIT_PACKET_H

#include <glib.h>

#include "model/event.h"

#define PACKET_SIGNATURE 0xB3

/* Most bytes in one packet, signature and checksum included: a 3-byte number's maximum. */
#define PACKET_MAX 4194303

#define PACKET_CHECKSUM_SIZE 4

/* The flags in a packet's second and third byte. The lowest three bits are the status. */
enum packet_flag {
	FLAG_VERSION_MASK = 0xF000,
	FLAG_VERSION_2 = 0x2000,
	FLAG_TEST_ID = 0x0800,
	FLAG_ROUTE_CODE = 0x0400,
	FLAG_TIMESTAMP = 0x0200,
	FLAG_RUNNABLE = 0x0100,
	FLAG_TAGS = 0x0080,
	FLAG_FILE_CONTENT = 0x0040,
	FLAG_MIME_TYPE = 0x0020,
	FLAG_END_OF_FILE = 0x0010,
	FLAG_RESERVED = 0x0008,
	FLAG_STATUS_MASK = 0x0007,
};

/* What is wrong with bytes that should be a packet. */
enum packet_fault {
	FAULT_NONE,
	FAULT_INCOMPLETE, /* nothing yet, but bytes are missing */
	FAULT_VERSION,    /* not version 2 */
	FAULT_RESERVED,   /* the flag is set that must be 0 */
	FAULT_LENGTH,     /* the length is one that no packet has */
	FAULT_FIELDS,     /* the fields do not end where the length says */
	FAULT_CHECKSUM,
	FAULT_TEXT, /* a string is no UTF-8 or holds NUL */
};

/* The fault in words, for people. Static. */
const char *packet_fault_describe(enum packet_fault fault);

/* A packet's first bytes. */
struct packet_header {
	unsigned flags; /* of enum packet_flag */
	size_t size;    /* bytes of signature, flags and length: 4 to 6 */
	size_t length;  /* bytes of the whole packet, from signature to checksum */
};

/*
 * Reads the header of the packet that begins with the signature at `data`, of which `available`
 * bytes (at least 1) are there. FAULT_INCOMPLETE when that is too few to tell; FAULT_VERSION,
 * FAULT_RESERVED or FAULT_LENGTH as soon as it is clear that no packet begins so.
 */
enum packet_fault packet_read_header(const uint8_t *data, size_t available,
				     struct packet_header *header);

/*
 * Judges the length of a packet by its fields, as far as they are there and in constant time:
 * FAULT_NONE when they end where the header says, FAULT_FIELDS when they do not,
 * FAULT_INCOMPLETE when that cannot be told (yet). In `*extent`, the bytes that the packet covers
 * by its fields if they end too early, else by its header.
 */
enum packet_fault packet_survey(const uint8_t *data, size_t available,
				const struct packet_header *header, size_t *extent);

/* The checksum that stands at the end of the whole packet at `data`. */
uint32_t packet_stored_checksum(const uint8_t *data, const struct packet_header *header);

/*
 * Reads the whole packet at `data`, whose checksum has been found right, into `event`, whose
 * views then point into `data` and, for the tags, into `tags` (a GArray of struct text, emptied
 * first). Returns FAULT_FIELDS or FAULT_TEXT, `event` being of no use, when it is wrong inside.
 */
enum packet_fault packet_decode(const uint8_t *data, const struct packet_header *header,
				GArray *tags, struct event *event);

#endif
