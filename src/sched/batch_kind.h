/* Why a batch holds these tests, and so many. Journals hold these numbers: add at the end. */
#ifndef TESTR_SCHED_BATCH_KIND_H
#define TESTR_SCHED_BATCH_KIND_H

enum batch_kind {
	BATCH_WHOLE,    /* all tests: they cannot be chosen */
	BATCH_ISOLATED, /* one test, or group: each is to be run by itself */
	BATCH_STATIC,   /* the worker's only batch */
	BATCH_SAMPLE,   /* few and short: the worker's speed is unknown */
	BATCH_PART,     /* a part of what it can do until all end together: the rest is held back */
	BATCH_FINAL,    /* all that it can do until then */
	BATCH_HALF,     /* half of a batch in which some test kept the runner from starting any */
	BATCH_ALONE,    /* one test that may be what kills runners or instances */
	BATCH_RETRY,    /* tests that failed, again */
	BATCH_FULL,     /* more ids have no room in one command (sched/batch_room.h) */
};

#endif
