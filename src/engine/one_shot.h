/*
 * One-shot callouts are run one by one, without a coordinator, to see how they behave. Each has a
 * time limit of its own, after which it is sent TERM, and KILL when the grace is over: whatever a
 * callout does, one_shot_run() returns.
 *
 * SIGINT, SIGTERM and SIGHUP are taken in the meantime: the first ends what runs, the second does
 * so by KILL, and nothing is started any more but what is marked as needed. The third abandons
 * everything at once, and leaves it to the guardian. Signals that testr was started with as ignored
 * stay ignored.
 */
#ifndef TESTR_ENGINE_ONE_SHOT_H
#define TESTR_ENGINE_ONE_SHOT_H

#include "engine/child.h"
#include "engine/tail.h"

/* So much of what a callout says on stdout is kept; all of it is counted. */
#define ONE_SHOT_KEPT_BYTES ((size_t)64 << 10)

/* What one-shot callouts share: the loop, the signals. */
struct one_shots;

/* One callout, and what came of it. */
struct one_shot {
	/* Given. */
	const char *command;
	const char *const *environment; /* changes to it, as in spawn.h */
	int64_t timeout_us;             /* 0: none */
	bool may_leave_processes;       /* see child.h */
	const int64_t *provisions_for;  /* see child.h */
	bool is_needed; /* an interrupt neither ends it nor keeps it from being started */
	/* Called with each piece of its stdout. May be NULL; may call one_shot_stop(). */
	void (*output)(struct one_shot *one_shot, struct bytes bytes);
	void *data; /* whose `output` is */

	/* What came of it. */
	struct ending ending; /* ENDING_TIMED_OUT when its time was up; else how it ended */
	enum child_remains remains;
	bool was_killed;    /* TERM did not end it */
	GByteArray *said;   /* the beginning of its stdout */
	uint64_t length;    /* of all of its stdout, in bytes */
	struct tail errors; /* the end of its stderr */

	/* Its own. */
	struct one_shots *one_shots;
	struct child *child; /* NULL before it starts and once it has ended */
	bool is_time_up;
	uv_timer_t limit;
};

/* One-shot callouts in `folder`, borrowed, with this grace from TERM to KILL. NULL with
 * ENGINE_ERROR_SYSTEM. */
struct one_shots *one_shots_new(const char *folder, int64_t kill_grace_us, GError **error);

/* From now on `guardian`, borrowed, ends what they run if testr dies. NULL: nobody does. */
void one_shots_guard(struct one_shots *one_shots, struct guardian *guardian);

/*
 * Runs `one_shot`, of which the first part is given and the rest is zeroed, to its end. After an
 * interrupt it is not run if it is not needed: it ends as if its time had been up; and so does one
 * that is abandoned.
 */
void one_shot_run(struct one_shots *one_shots, struct one_shot *one_shot);

/* Sends it TERM; KILL follows when the grace is over. To be called while it runs. */
void one_shot_stop(struct one_shot *one_shot);

/* Its stdout as far as it was kept. Borrowed. */
struct text one_shot_said(const struct one_shot *one_shot);

/* The first signal that interrupted; 0 if none did. */
int one_shots_signal(const struct one_shots *one_shots);

/* True if a third one came: what runs is left to itself, and `one_shots` must not be freed. */
bool one_shots_were_abandoned(const struct one_shots *one_shots);

/* Frees what came of it. */
void one_shot_clear(struct one_shot *one_shot);

void one_shots_free(struct one_shots *one_shots);
SCOPED(one_shots)

#endif
