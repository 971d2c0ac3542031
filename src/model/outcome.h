/*
 * An outcome: a test's final answer in a run. Every listed test gets exactly one.
 */
#ifndef TESTR_MODEL_OUTCOME_H
#define TESTR_MODEL_OUTCOME_H

#include "model/event.h"

enum outcome {
	OUTCOME_UNDECIDED, /* no answer yet; never stored */
	OUTCOME_SUCCESS,
	OUTCOME_FLAKY, /* failed, and passed when it was run again (--retries) */
	OUTCOME_SKIP,
	OUTCOME_XFAIL,
	OUTCOME_UXSUCCESS, /* counts as a failure */
	OUTCOME_FAIL,
	OUTCOME_LOST, /* was handed out, its outcome never came, and nowhere was left to run it */
	OUTCOME_NOT_RUN, /* the user stopped the run before it ended */
	OUTCOME_COUNT,
};

/* How many tests have each outcome; index by enum outcome. */
struct tally {
	size_t count[OUTCOME_COUNT];
};

/* The outcome that a final status stands for; OUTCOME_UNDECIDED for a status that is not final. */
enum outcome outcome_from_status(enum status status);

/*
 * How a stream tells outcomes for which subunit has no status: the status next to it, and a tag.
 * A lost test is a `fail` tagged testr.lost, one that was not run a `skip` tagged testr.not-run.
 * A `skip` tagged testr.again is no outcome: the attempt was cut off, and the test handed out
 * again; it is there for readers that would take a test without end for a failure.
 * A flaky test is a `success` or `xfail` tagged testr.flaky. The failures before it are tagged
 * testr.retry: the test will be run again. Such a failure stands unless a later answer passes.
 * A failure tagged testr.told-again is told once more, with all that is known of it: the two are
 * one. Readers of formats that say first that a test failed, and at the end why, tell it so.
 */
#define TAG_OWN_PREFIX "testr."
#define TAG_LOST "testr.lost"
#define TAG_NOT_RUN "testr.not-run"
#define TAG_AGAIN "testr.again"
#define TAG_FLAKY "testr.flaky"
#define TAG_RETRY "testr.retry"
#define TAG_TOLD_AGAIN "testr.told-again"
/* Before the id of a fixture: the test failed because that did, and tells nothing of its own. */
#define TAG_BELOW_PREFIX "testr.below="

/* The outcome that `event` gives its test, by status and tags; OUTCOME_UNDECIDED if none. */
enum outcome outcome_of_event(const struct event *event);

/* True if `event` is a failure after which its test will be run again. */
bool outcome_is_retried(const struct event *event);

/* True if it is one that is not the last word on its test: retried, or told again. */
bool outcome_is_provisional(const struct event *event);

/* The status that tells `outcome`; STATUS_NONE for OUTCOME_UNDECIDED. */
enum status outcome_status(enum outcome outcome);

/* The tag that goes with it; NULL for outcomes that subunit's own statuses tell. Static. */
const char *outcome_tag(enum outcome outcome);

/* "success", "flaky", "skip", ..., "lost", "not-run": the words kept in the index and printed.
 * Static. */
const char *outcome_name(enum outcome outcome);

/* The inverse of outcome_name; OUTCOME_UNDECIDED for a word that is none of them. */
enum outcome outcome_parse(const char *name);

/* True if a run with this outcome has failed: uxsuccess, fail, lost. */
bool outcome_is_failure(enum outcome outcome);

/* True if a test with this outcome has done what it was to do: success, xfail. */
bool outcome_is_pass(enum outcome outcome);

/*
 * The one answer of a test that was answered twice in one run: the worse of the two, in the
 * order not-run < skip < success < flaky < xfail < uxsuccess < lost < fail. UNDECIDED yields to
 * any.
 */
enum outcome outcome_worse(enum outcome a, enum outcome b);

/*
 * The one answer of a test for which a stream tells `latest` after `known`: the worse, but that
 * `flaky` makes good what failed before it.
 */
enum outcome outcome_after(enum outcome known, enum outcome latest);

/* The sum over all outcomes. */
size_t tally_total(const struct tally *tally);

/* The sum over the outcomes for which outcome_is_failure holds. */
size_t tally_failures(const struct tally *tally);

#endif
