/*
 * The emitter: what results readers write events with. It keeps what all formats have in common:
 * ids that are valid, numbers for names that repeat, times that give the duration, output of the
 * open test or of none, and a sink that fails.
 *
 * After the sink has failed nothing more is emitted, so readers need not ask each time: they return
 * emitter_check() at the end of a feed.
 *
 * Output is put together and emitted before the next other event, at the latest at the end of the
 * feed.
 */
#ifndef TESTR_FORMATS_EMITTER_H
#define TESTR_FORMATS_EMITTER_H

#include "formats/names.h"
#include "model/sink.h"

#define TEXT_MIME_TYPE "text/plain;charset=utf8"

/* Longest id, in bytes, that is emitted; longer ones are cut. */
#define EMITTER_ID_MAX ((size_t)32 << 10)

/* The id of a test whose name is empty: streams cannot tell a test without an id from no test. */
#define EMITTER_UNNAMED "(unnamed)"

/* A duration when none is known. */
#define DURATION_NONE INT64_MIN

struct emitter {
	struct sink *sink; /* borrowed */
	struct used_names names;
	GByteArray *output; /* that has not been emitted yet */
	char *output_id;    /* of the test to which it belongs; NULL: of none */
	int64_t now_ns;     /* of the events to come */
	uint64_t finished;  /* how many final statuses have been emitted */
	GError *error;      /* of the sink */
};

void emitter_init(struct emitter *emitter, struct sink *sink);
void emitter_clear(struct emitter *emitter);

/* `name` as an id: valid UTF-8 without NUL, not empty, at most EMITTER_ID_MAX. Owned by the caller.
 */
char *emitter_id(struct text name);

/* The same with the number that a name has to bear which was used before. Owned by the caller. */
char *emitter_unique_id(struct emitter *emitter, struct text name);

/* Test `id` begins now. Output that comes belongs to it until it is finished. */
void emitter_start(struct emitter *emitter, const char *id);

/* Attaches `content`, all or part of the text file `file_name`; nothing if it is empty. */
void emitter_attach(struct emitter *emitter, const char *id, const char *file_name,
		    struct text content);

/* How a test ended. */
struct test_end {
	const char *id;
	enum status status;  /* final */
	int64_t ended_ns;    /* TIME_NONE: now */
	int64_t duration_ns; /* DURATION_NONE: not known */
	struct text reason;  /* of a skip or an expected failure; absent: none */
	const char *tag;     /* NULL: none */
};

/* Test `id` ends now with `status`; nothing more is known. */
static inline struct test_end test_end_of(const char *id, enum status status)
{
	return (struct test_end){
		.id = id,
		.status = status,
		.ended_ns = TIME_NONE,
		.duration_ns = DURATION_NONE,
	};
}

/* Emits the final status; before it, if the duration is known, that the test began so long ago. */
void emitter_finish(struct emitter *emitter, const struct test_end *end);

/* Test `id` was announced and never began: it fails with TAG_LOST and a reason. */
void emitter_lose(struct emitter *emitter, const char *id, const char *reason);

/* Output of the test that emitter_start() was called for last, or of none. */
void emitter_output(struct emitter *emitter, struct bytes output);

/* Emits the output that is held. */
void emitter_flush(struct emitter *emitter);

/* Flushes. Returns false if the sink has failed, with its error. */
bool emitter_check(struct emitter *emitter, GError **error);

#endif
