/*
 * The journal of a run: all that the coordinator was told, with the times, and all that it asked
 * for, in the order in which it happened. A coordinator that is told the same asks for the same, so
 * a journal can be replayed; and it tells why a test was handed out twice (`testr why`).
 *
 * A journal is small, since it does not repeat the stream of the run, which has every report of a
 * test: "the next 17 reports of the stream arrived now" is one byte. So it is read together with
 * the stream (core/stream_reports.h). The form:
 *
 *	the line `testr journal 1`
 *	the run's start, in microseconds since 1970 UTC, and its options
 *	records: a byte that says what follows, then that, as core/journal_codec.h brings it
 *
 * The records, by their first byte:
 *
 *	JOURNAL_INPUT + K    an input of kind K: the time since the record before, what it says
 *	JOURNAL_ACTION + K   an action of kind K: what it says
 *	JOURNAL_NAMES        the ids of all tests: a killed run's stream may lack some
 *	JOURNAL_ODD          what is special of the next report
 *	JOURNAL_ARRIVED + N  N + 1 reports arrived, all at the time of the first (see below)
 *	JOURNAL_MORE + N     N + 1 more arrived at the time of the one before
 *
 * Reports of the stream are those that say that a test began or ended. Each belongs to an
 * INPUT_TEST_*, an ACTION_ANSWER or an ACTION_RETURNCODE, in their order. Only answers that results
 * under other ids give have none: these records have the test's id instead.
 *
 * When a report arrived is told by its own time in the stream (its stamp): so many whole
 * milliseconds later, as many as for the report before in the same execution unless it is odd.
 * The coordinator is told the same (journal_arrival_us), so nothing is lost by it.
 *
 * Which test a report is about, the stream tells by its id, and the journal by its index only if
 * that is not to be expected: each execution begins the tests of its batch in order.
 */
#ifndef TESTR_CORE_JOURNAL_H
#define TESTR_CORE_JOURNAL_H

#include "core/protocol.h"

#define JOURNAL_MAGIC "testr journal 1\n"

enum journal_byte {
	JOURNAL_INPUT = 0x00,
	JOURNAL_ACTION = 0x20,
	JOURNAL_NAMES = 0x60,
	JOURNAL_ODD = 0x61,
	JOURNAL_ARRIVED = 0x80,
	JOURNAL_MORE = 0xc0,
};

/* How many reports one byte can tell of. */
#define JOURNAL_REPORTS_MAX 64

/* What is special of a report: after JOURNAL_ODD, a byte of these flags, and for some a value. */
enum journal_oddity {
	ODD_TEST = 1 << 0,  /* its test: index + 1, or 0 if it is not listed */
	ODD_DELAY = 1 << 1, /* how many more milliseconds after its stamp it arrived, signed */
	ODD_CLOCK =
		1 << 2, /* it bears a time of its own, and the one before did not; or vice versa */
};

/* No test of the listing. */
#define JOURNAL_UNLISTED SIZE_MAX

/*
 * True if the stream has a report of what `action` says: it is an ACTION_RETURNCODE, or an
 * ACTION_ANSWER that is not given by results under other ids.
 */
bool journal_is_reported(const struct action *action);

/*
 * When a report with the time `stamp_ns` arrived, in microseconds since the run's start, which was
 * `began_us` after 1970: at most a millisecond before `now_us`, its true time.
 */
int64_t journal_arrival_us(int64_t began_us, int64_t now_us, int64_t stamp_ns);

/* The time of a stamp since the run's start. */
int64_t journal_stamp_us(int64_t began_us, int64_t stamp_ns);

#endif
