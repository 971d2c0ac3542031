/*
 * The driver: drives one coordinator through one run, in real time and with real processes. It
 * holds what the callouts of the run share. Internal to src/engine/.
 *
 * Everything happens in callbacks of one libuv loop, on one thread. A callback tells the core what
 * has happened by driver_input(), which also carries out what the core decides; before the loop
 * goes to sleep, the sink is flushed and the timer is set for what the core waits for.
 */
#ifndef TESTR_ENGINE_DRIVER_H
#define TESTR_ENGINE_DRIVER_H

#include <uv.h>

#include "engine/child.h"
#include "engine/engine.h"
#include "engine/runner_formats.h"

struct provision_callout;
struct list_callout;
struct leftover_watch;
struct leftovers;

struct driver {
	const struct engine_request *request;
	struct runner_formats formats;
	uv_loop_t loop;
	struct children *children;
	struct leftovers *leftovers;           /* NULL if the run uses instances */
	struct leftover_watch *leftover_watch; /* likewise */
	struct coordinator *coordinator;
	bool is_draining;  /* actions are being carried out */
	bool has_finished; /* or was abandoned */
	/*
	 * What callouts feed: the request's sink, until that fails, which fails the run. This one
	 * never fails.
	 */
	struct sink sink;
	bool is_sink_spent;
	bool has_unflushed; /* something has gone into it */
	int64_t paused_us;  /* spent stopped by job control: no time to the core */
	int64_t began_us;   /* what is to be added to the core's times to have them since 1970 */
	int64_t arrival_us; /* of the reports that are being read; INT64_MIN: of none yet */
	uv_prepare_t before_sleep;
	uv_timer_t deadline;
	uv_timer_t ticker; /* for request->progress */
	GArray *plan; /* of struct planned_test: the tests; NULL before they have been listed */
	bool has_told_waiting; /* the user has been told that commands cannot be started */
	bool has_told_stray;   /* the user has been told of stray output of an execution */
	bool is_whole;         /* the plan is all that was listed, or whatever there is */
	GPtrArray *listed;     /* of char *: what was listed, when the request has no plan */
	size_t unloadable; /* how many tests there are that stand for what could not be loaded */
	GHashTable *told;  /* set of char *: those that have failed; what executions say of them
			      is said twice */
	/* The callouts that there are, each freed by its module. */
	struct provision_callout *provisioning; /* or NULL */
	struct list_callout *listing;           /* or NULL */
	struct execute_callout **executions; /* by worker: its present or last execution, or NULL */
	int worker_count;
	GHashTable *probes;    /* number of an instance -> struct probe_callout * */
	GHashTable *disposals; /* number of a disposal -> struct dispose_callout * */
	/* What went wrong where, for run_error.c to choose from; NULL: nothing. */
	GError *failure;            /* the first of driver_fail() */
	GError *provisioning_error; /* the last callout's, also when it ended well */
	GError *listing_error;
	GError *disposal_error;   /* the last failure; it is tried again */
	GError *undisposed_error; /* of the first that was given up */
	GPtrArray *undisposed;    /* of char *: the ids of all that were given up */
	GPtrArray *unusable; /* of char *: printed ids that cannot be used, as shown to people */
};

/*
 * A driver for `request`, which outlives it, whose test command writes in `formats`; nothing has
 * been started. NULL with ENGINE_ERROR_SYSTEM.
 */
struct driver *driver_new(const struct engine_request *request,
			  const struct runner_formats *formats, GError **error);

/* Runs it, from the first action to the last, or until driver_abandon(). */
void driver_run(struct driver *driver);

/* Makes driver_run() return as soon as may be, whatever is still running. */
void driver_abandon(struct driver *driver);

/* Now, in microseconds on a clock that stands still while job control has stopped testr. */
int64_t driver_now_us(const struct driver *driver);

/* Frees it. Every child must have ended. Accepts NULL. */
void driver_free(struct driver *driver);
SCOPED(driver)

/* ---- for the callouts ---- */

/*
 * Tells the core that `input` has happened, now, and carries out what it decides, unless that is
 * being done already further up. An action handler must call it last: afterwards the action's
 * pointers are invalid.
 */
void driver_input(struct driver *driver, const struct input *input);

/*
 * Tells the core of a report (INPUT_TEST_*), which bears the time `stamp_ns` in the stream. All
 * reports between two calls of driver_begin_reading() arrive at one time.
 */
void driver_report(struct driver *driver, const struct input *input, int64_t stamp_ns);
void driver_begin_reading(struct driver *driver);

/* The engine cannot go on because of `error`, which is taken: stop, dispose, finish. */
void driver_fail(struct driver *driver, GError *error);

/* Tells the user a line, and maybe more lines below it that are indented. */
void driver_warn(struct driver *driver, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
