/*
 * A record: a result that is being put together, and its place among those in progress. Used by
 * the collector alone.
 */
#ifndef TESTR_MODEL_RECORD_H
#define TESTR_MODEL_RECORD_H

#include "model/result.h"

/* What tells the tests in progress apart. */
struct record_key {
	struct text route;
	struct text test_id;
	unsigned hash; /* of both */
};

/* The key of views. */
struct record_key record_key_of(struct text route, struct text test_id);

/* For GHashTable: of and between struct record_key. */
unsigned record_key_hash(const void *key);
int record_key_equal(const void *a, const void *b);

struct record {
	struct record_key key; /* views into `route` and `result` */
	char *route;           /* without the execution's part; NULL if there is none */
	char *execution;       /* that part; NULL if there is none */
	struct result result;
	size_t id_room; /* bytes that `result.test_id` has, so that not each id needs its own */
	size_t content_bytes; /* held by its attachments */
	bool is_started;
	bool is_tabled; /* it is in the collector's table */
	GList link;     /* in the collector's list, oldest first */
};

/* A record of no test yet. */
struct record *record_new(void);

/* Forgets what is known, and is of test `key` from here on. Key and execution are copied. */
void record_begin(struct record *record, const struct record_key *key, struct text execution);

void record_free(struct record *record);

/* Forgets what is known: the test begins anew in `execution`. */
void record_restart(struct record *record, struct text execution);

/* True if it is of the test `test_id` of `route`. */
bool record_is_about(const struct record *record, struct text route, struct text test_id);

/* True if the latest events came from `execution`. */
bool record_is_of(const struct record *record, struct text execution);

/* Adds what is not among them yet. */
void record_add_tags(struct record *record, const struct text *tags, size_t count);

/* Adds `content` to the file `name`, at most `room` bytes of it, and counts the rest as dropped. */
void record_attach(struct record *record, struct text name, struct text mime_type,
		   struct bytes content, size_t room);

#endif
