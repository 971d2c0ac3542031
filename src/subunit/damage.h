/*
 * Damage: bytes of a stream that should have been a packet and are given up. Each place becomes
 * test `subunit.parser` failing, with two attachments as python-subunit has them: `Packet data`,
 * the first bytes of what was given up, and `Parser Error`, why.
 *
 * Reports are bounded as well as many: after DAMAGE_REPORTS_MAX of them further places are only
 * counted, and told of once at the end of the stream.
 */
#ifndef TESTR_SUBUNIT_DAMAGE_H
#define TESTR_SUBUNIT_DAMAGE_H

#include "model/sink.h"
#include "subunit/packet.h"

#define DAMAGE_TEST_ID "subunit.parser"
#define DAMAGE_DATA_NAME "Packet data"
#define DAMAGE_REASON_NAME "Parser Error"

/* Most bytes in `Packet data`. */
#define DAMAGE_DATA_MAX 4096

#define DAMAGE_REPORTS_MAX 1000

struct damage {
	struct sink *sink; /* borrowed */
	bool is_open;      /* bytes are being given up */
	bool is_cut;       /* a packet that is incomplete from now on is none: see reader_cut() */
	enum packet_fault fault;
	size_t length;    /* bytes given up at this place */
	GByteArray *data; /* the first DAMAGE_DATA_MAX of them */
	size_t reports;
	size_t unreported; /* places beyond DAMAGE_REPORTS_MAX */
};

/* The failure that tells of damage for `reason`, which it borrows. */
struct event damage_event(const char *reason, int64_t time_ns);

void damage_init(struct damage *damage, struct sink *sink);
void damage_clear(struct damage *damage);

/* A place begins, unless one is open already: adjacent damage is one place, with the first reason.
 */
void damage_begin(struct damage *damage, enum packet_fault fault);

/* Gives up `bytes` at the open place. */
void damage_add(struct damage *damage, struct bytes bytes);

/* Reports the open place, if there is one. */
bool damage_flush(struct damage *damage, GError **error);

/* The stream is over: reports the open place and tells of those beyond the maximum. */
bool damage_end(struct damage *damage, GError **error);

#endif
