/*
 * An event: one subunit status or attachment, as it arrived.
 *
 * Everything in an event is borrowed from who emits it and is valid only until the sink that
 * receives it returns. Who keeps any of it copies it.
 */
#ifndef TESTR_MODEL_EVENT_H
#define TESTR_MODEL_EVENT_H

#include "base/bytes.h"

/* The statuses of subunit v2, in the order of their numbers on the wire. */
enum status {
	STATUS_NONE,
	STATUS_EXISTS,
	STATUS_INPROGRESS,
	STATUS_SUCCESS,
	STATUS_UXSUCCESS,
	STATUS_SKIP,
	STATUS_FAIL,
	STATUS_XFAIL,
};

/* An event's time when it has none. */
#define TIME_NONE INT64_MIN

/*
 * The latest time that a stream can hold: subunit has 32 bits of seconds, from 1970 on, and 30 of
 * nanoseconds, which may be more than a second.
 */
#define TIME_MAX ((int64_t)UINT32_MAX * 1000000000 + ((1 << 30) - 1))

struct event {
	struct text test_id; /* absent: about no test, e.g. plain output of the runner */
	enum status status;
	bool is_runnable;        /* flag 0x0100: the test can be run by its id */
	int64_t time_ns;         /* since 1970 UTC; TIME_NONE when the event bears no time */
	const struct text *tags; /* tag_count of them */
	size_t tag_count;
	struct text mime_type; /* of the file; absent when not given */
	struct text file_name; /* absent: no file content in this event */
	struct bytes file;     /* content; several events of one name are one file */
	bool is_end_of_file;
	struct text route_code; /* absent, or codes separated by '/' */
};

/* An event about nothing, without time: the start of every initialiser. */
#define EVENT_INIT ((struct event){.time_ns = TIME_NONE})

/* The word subunit uses for `status` ("inprogress", "fail", ...; "" for STATUS_NONE). Static. */
const char *status_name(enum status status);

/* True for the five statuses that end a test: success, uxsuccess, skip, fail, xfail. */
bool status_is_final(enum status status);

#endif
