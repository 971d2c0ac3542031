/*
 * A result: all that a run said of one test, put together from its events; and the collector, a
 * sink that does the putting together.
 *
 * Events of one test belong together by (route code, test id): several workers may speak at once.
 * Of a route code that begins with an announced execution (model/execution_announcement.h) only the
 * rest counts, for a test runs in one execution at a time: when it has been lost with one and
 * speaks from another, what the first said of it is forgotten, and there is one result.
 *
 * A result is complete at the test's final status; what outcome that is, outcome_of_event() tells,
 * and what bears TAG_AGAIN is none: the attempt is forgotten. Attachments that arrive with or
 * before that status are part of it. Each final status completes a result of its own, so a test
 * that reports `success` twice has two results, the second without start when it was not started
 * again; the one answer that is made of them, model/answers.h tells. A test that is
 * started twice before it ends has the time of the later start. A test that a stream leaves started
 * and unfinished becomes a result with outcome OUTCOME_FAIL when the collector ends, with an
 * attachment `reason` that says so. What was only attached to a test that had no status, or had its
 * final one already, is no result.
 *
 * Memory: what is held is that of the tests in progress. The attachments of one test are kept up
 * to RESULT_CONTENT_MAX bytes in all, those of all tests up to COLLECTOR_CONTENT_MAX; what comes
 * beyond is counted in `dropped_bytes` (the stored stream still has it), and so is the content of
 * files beyond RESULT_ATTACHMENTS_MAX. Tags beyond RESULT_TAGS_MAX are passed over.
 */
#ifndef TESTR_MODEL_RESULT_H
#define TESTR_MODEL_RESULT_H

#include "base/scoped.h"
#include "model/outcome.h"
#include "model/sink.h"

#define RESULT_CONTENT_MAX ((size_t)16 << 20)
#define COLLECTOR_CONTENT_MAX ((size_t)256 << 20)
#define RESULT_ATTACHMENTS_MAX 1000
#define RESULT_TAGS_MAX 1000

/* One file that a test attached. */
struct attachment {
	char *name;
	char *mime_type; /* of the first event that gave one; NULL if none did */
	GByteArray *content;
};

struct result {
	char *test_id;
	enum outcome outcome;
	bool is_retried;    /* it failed, and the test will be run again, or the failure told again:
			       this is not its answer */
	bool is_unfinished; /* the stream ended before the test did */
	int64_t started_ns; /* time of `inprogress`; TIME_NONE if none or untimed */
	int64_t ended_ns;   /* time of the final status; TIME_NONE if untimed */
	GPtrArray *tags;    /* of char *, sorted, each once */
	GPtrArray *attachments; /* of struct attachment *, in order of first arrival */
	size_t dropped_bytes;
};

/* Seconds between start and end as nanoseconds, never negative; 0 if either time is missing. */
int64_t result_duration_ns(const struct result *result);

/* The attachment called `name`, or NULL. Borrowed from `result`. */
const struct attachment *result_attachment(const struct result *result, const char *name);

struct collector;

/*
 * Called once for each result, when it is complete. `result` is valid during the call only.
 * Returns false with `error` set to make the sink fail.
 */
typedef bool (*result_fn)(const struct result *result, void *data, GError **error);

/* A collector that calls `on_result` with `data`. Events without test id are ignored. */
struct collector *collector_new(result_fn on_result, void *data);

/* The sink to feed. Borrowed from `collector`. */
struct sink *collector_sink(struct collector *collector);

/*
 * The stream is over: emits what is still in progress, oldest first, as failures, or, if the run
 * was interrupted, as not run. Call once.
 */
bool collector_end(struct collector *collector, bool was_interrupted, GError **error);

void collector_free(struct collector *collector);
SCOPED(collector)

#endif
