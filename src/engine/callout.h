/*
 * A callout: one command of the project's as the engine runs it. It is announced; it is told in
 * its environment where it runs; its stderr is shown, and the end of it remembered for messages;
 * when it takes long or leaves processes behind the user is told.
 *
 * Make a sort of callout by embedding `struct callout` as the first member of your own struct.
 */
#ifndef TESTR_ENGINE_CALLOUT_H
#define TESTR_ENGINE_CALLOUT_H

#include "engine/driver.h"
#include "engine/tail.h"

struct callout;

/* What one sort of callout differs in from others. Static. */
struct callout_kind {
	const char *name;     /* for messages: "the provisioning callout" */
	const char *activity; /* "provisioning": a line says when it takes long; NULL: none does */
	bool may_leave_processes;
	/* When it fails the run ends, so that what it said on stderr is still to be seen: its error
	 * does not repeat it. */
	bool is_last_word;
	bool provisions; /* it prints ids of instances: see child.h */
	/* The next bytes of its stdout. */
	void (*output)(struct callout *callout, struct bytes bytes);
	/* The next bytes of its stderr, which have been shown already. May be NULL. */
	void (*errors)(struct callout *callout, struct bytes bytes);
	/* It has ended: the last call, in which the callout may be freed. */
	void (*ended)(struct callout *callout, struct ending ending);
};

/* Where a callout runs, as its environment tells it. */
struct callout_place {
	const char *instance_id; /* TESTR_INSTANCE_ID; NULL: none */
	int worker;              /* TESTR_WORKER; -1: none */
	const char *mark;        /* PROCESS_MARK (leftovers.h); NULL: as testr's own */
};

struct callout {
	const struct callout_kind *kind;
	struct driver *driver;
	char *command;
	struct child *child; /* NULL before it starts and once it has ended */
	bool was_signalled;  /* by us */
	struct tail errors;  /* the end of its stderr */
	uv_timer_t *patience;
	int64_t started_us;
};

/*
 * Starts `command` as `callout`, which is zeroed but for what its sort needs. `command` is taken;
 * NULL means that there is none because of `error`, which is then taken, too: the run fails, and
 * `kind->ended` is called at once. So an action handler must call this last.
 */
void callout_start(struct callout *callout, struct driver *driver, const struct callout_kind *kind,
		   char *command, GError *error, const struct callout_place *place);

/* Sends `signal` to its process group if it still runs. */
void callout_signal(struct callout *callout, int signal);

/*
 * If the machine could not start it, the run fails: that is not the tests' fault, nor the
 * instance's. True then. A command that is too long is its own fault.
 */
bool callout_fail_unstarted(const struct callout *callout, struct ending ending);

/* ENGINE_ERROR_CALLOUT, `NAME HOW IT ENDED`, with the context. Owned by the caller. */
GError *callout_error(const struct callout *callout, struct ending ending);

/*
 * Appends the context to the message of `error`: below it, indented, the command and the end of
 * its stderr, or, if that is the last word, that it is above.
 */
void callout_append_context(const struct callout *callout, GError *error);

/* Frees what it holds. It must have ended. */
void callout_clear(struct callout *callout);

#endif
