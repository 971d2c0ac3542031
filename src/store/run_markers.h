/*
 * The markers of a run: the first and the last packet of a stored stream, which the store itself
 * writes. They hold what the index has to know of a run and no test says, so that the index can be
 * rebuilt from the streams alone.
 *
 * Both are events without test id and status, with a file of `key=value` lines:
 *
 *	testr.run	testr=0.1.0		the version that wrote it
 *			partial=0		1: only some of the tests were to run
 *			concurrency=4
 *			flaky=pass		or `fail`: a flaky test fails the run
 *			order=random:17		left out when tests ran as listed
 *			command=testr run	how it was called, if known
 *
 *	testr.end	end=ended		or `cut-short`, `interrupted`
 *
 * The time of the packet is when the run began and ended. A stream without `testr.end` is one
 * whose testr was killed. Markers that come from elsewhere (a stored stream that is loaded again)
 * are not recorded, and who reads a run is not shown those of the store.
 */
#ifndef TESTR_STORE_RUN_MARKERS_H
#define TESTR_STORE_RUN_MARKERS_H

#include <glib.h>

#include "model/event.h"

/* What is known of a run when it begins. */
struct run_start {
	bool is_partial;  /* anything was filtered, listed, sharded or failing-only */
	bool flaky_fails; /* a flaky test fails the run */
	int concurrency;
	const char *order;   /* of its tests, as order_format() has it; NULL: as they were listed */
	const char *command; /* how it was called, for people; may be NULL */
};

/* How a run has ended. */
enum run_end {
	RUN_ENDED,       /* to its end: the failing set may forget tests that a full run lacks */
	RUN_CUT_SHORT,   /* by testr, after so many failures: only adds to what is known */
	RUN_INTERRUPTED, /* the same, by something else; fails the run whatever the tests say */
};

/* What both markers of a run tell. */
struct run_markers {
	bool has_start;
	bool is_partial; /* these six only when there is a start */
	bool flaky_fails;
	int concurrency;
	char *order;   /* owned; NULL when not told */
	char *command; /* owned; NULL when not known */
	int64_t started_ns;
	bool has_end;
	bool is_interrupted; /* these three only when there is an end */
	bool is_cut_short;
	int64_t ended_ns;
};

/* The content of the first packet's file. Owned by the caller. */
char *run_markers_format_start(const struct run_start *start);

/* The event that the first packet bears, with `content`, which it borrows. */
struct event run_markers_start_event(const char *content, int64_t time_ns);

/* The event that the last packet bears. */
struct event run_markers_end_event(enum run_end end, int64_t time_ns);

/* True if `event` is a marker, whoever wrote it. */
bool run_markers_are_in(const struct event *event);

/* Takes what `event`, which is a marker, tells into `markers`. What makes no sense is ignored. */
void run_markers_take(struct run_markers *markers, const struct event *event);

/* Empties `markers`; it may be all zero. */
void run_markers_clear(struct run_markers *markers);

#endif
