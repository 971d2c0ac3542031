/*
 * Tryouts: callouts that are run one by one, apart from any run of the tests, to see what comes of
 * them. Each has a time limit of its own, after which it is sent TERM, and KILL when the grace is
 * over: whatever a callout does, tryout_run() returns.
 *
 * SIGINT, SIGTERM and SIGHUP are taken in the meantime: the first ends what runs, the second does
 * so by KILL, and nothing is started any more but what is marked as needed. The third abandons
 * everything at once, and leaves it to the guardian. Signals that testr was started with as ignored
 * stay ignored.
 */
#ifndef TESTR_ENGINE_TRYOUT_H
#define TESTR_ENGINE_TRYOUT_H

#include "engine/child.h"
#include "engine/tail.h"

/* So much of what a callout says on stdout is kept; all of it is counted. */
#define TRYOUT_KEPT_BYTES ((size_t)64 << 10)

/* What tryouts share: the loop, the signals. */
struct tryouts;

/* One callout, and what came of it. */
struct tryout {
	/* Given. */
	const char *command;
	const char *const *environment; /* changes to it, as in spawn.h */
	int64_t timeout_us;             /* 0: none */
	bool may_leave_processes;       /* see child.h */
	const int64_t *provisions_for;  /* see child.h */
	bool is_needed; /* an interrupt neither ends it nor keeps it from being started */
	/* Called with each piece of its stdout. May be NULL; may call tryout_stop(). */
	void (*output)(struct tryout *tryout, struct bytes bytes);
	void *data; /* whose `output` is */

	/* What came of it. */
	struct ending ending; /* ENDING_TIMED_OUT when its time was up; else how it ended */
	enum child_remains remains;
	bool was_killed;    /* TERM did not end it */
	GByteArray *said;   /* the beginning of its stdout */
	uint64_t length;    /* of all of its stdout, in bytes */
	struct tail errors; /* the end of its stderr */

	/* Its own. */
	struct tryouts *tryouts;
	struct child *child; /* NULL before it starts and once it has ended */
	bool is_time_up;
	uv_timer_t limit;
};

/* Tryouts in `folder`, borrowed, with this grace from TERM to KILL. Never NULL. */
struct tryouts *tryouts_new(const char *folder, int64_t kill_grace_us);

/* From now on `guardian`, borrowed, answers for what they run. NULL: nobody does. */
void tryouts_guard(struct tryouts *tryouts, struct guardian *guardian);

/*
 * Runs `tryout`, of which the first part is given and the rest is zeroed, to its end. After an
 * interrupt it is not run if it is not needed: it ends as if its time had been up; and so does one
 * that is abandoned.
 */
void tryout_run(struct tryouts *tryouts, struct tryout *tryout);

/* Sends it TERM; KILL follows when the grace is over. To be called while it runs. */
void tryout_stop(struct tryout *tryout);

/* Its stdout as far as it was kept. Borrowed. */
struct text tryout_said(const struct tryout *tryout);

/* The first signal that interrupted; 0 if none did. */
int tryouts_signal(const struct tryouts *tryouts);

/* True if a third one came: what runs is left to itself, and `tryouts` must not be freed. */
bool tryouts_were_abandoned(const struct tryouts *tryouts);

/* Frees what came of it. */
void tryout_clear(struct tryout *tryout);

void tryouts_free(struct tryouts *tryouts);
SCOPED(tryouts)

#endif
