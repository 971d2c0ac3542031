/*
 * testr's side of the guardian, which is a process that sees to it that nothing is left when testr
 * ends without having tidied up, by SIGKILL, by a crash, by a third interrupt. Then it ends testr's
 * children, reads what the provisioning callout had printed and testr had not read, and has every
 * instance disposed of.
 *
 * It knows that testr is gone by the end of a socket that only testr holds. It is forked, before
 * there are threads, an event loop or a database: it needs no program file, no configuration that
 * may have been changed since, and takes no memory but what it writes to. (SQLite's state does not
 * survive a fork: what it does with the ledger it does with one that it opens itself.) It has a
 * session of its own, /dev/null as stdin, stdout and stderr, and no other descriptor of testr's, so
 * that neither a terminal that closes nor a signal to testr's process group reaches it, and nobody
 * who waits for testr's output to end waits for it. The signals by which a user or a system that
 * goes down ends programs do nothing to it; SIGKILL ends it, and then the next run disposes.
 *
 * It sleeps until then. A testr that ends well takes it along.
 */
#ifndef TESTR_ENGINE_GUARDIAN_CLIENT_H
#define TESTR_ENGINE_GUARDIAN_CLIENT_H

#include "engine/process_groups.h"
#include "engine/shared_output.h"

struct guardian;

/* What the guardian does for the ledger and the project. Called in its process, testr being dead.
 */
struct guardian_hooks {
	void *self; /* as it was when the guardian was forked */
	/* First: the instances of testr, process `testr`, are the guardian's now. */
	void (*take_over)(void *self, int testr);
	/* The callout that provisions for `run` has printed `id`; it may be on record already. */
	void (*add)(void *self, int64_t run, const char *id);
	/* Nothing of the run is alive any more: dispose of everything. The guardian ends then. */
	void (*dispose)(void *self);
};

/*
 * Starts one. `hooks` is copied. A callout that may clean up is given `kill_grace_us`. NULL with
 * G_FILE_ERROR, G_SPAWN_ERROR.
 */
struct guardian *guardian_start(const struct guardian_hooks *hooks, int64_t kill_grace_us,
				GError **error);

/* ---- for the engine; `guardian` may be NULL and then these do nothing and return NULL ---- */

/* The table to which testr adds its children's process groups. */
struct process_groups *guardian_groups(const struct guardian *guardian);

/* What the stdout of the provisioning callout is read into. */
struct shared_output *guardian_output(const struct guardian *guardian);

/*
 * A callout is about to be started that provisions for `run`; `out` and `err` are what its stdout
 * and stderr can be read from. There is at most one at a time.
 */
void guardian_hear(struct guardian *guardian, int64_t run, int out, int err);

/* What it has printed so far has been dealt with, but for the word that `scanner` has begun. */
void guardian_settle(struct guardian *guardian, const struct id_scanner *scanner);

/* It has ended and all that it printed has been dealt with. */
void guardian_hear_no_more(struct guardian *guardian);

/*
 * The guardian keeps a copy of `descriptor` open until it ends: from now on, even if testr is
 * killed at once. Does nothing if `guardian` is NULL.
 */
void guardian_hold(struct guardian *guardian, int descriptor);

/* ---- its end ---- */

/* Its process, or 0 when it is not there: it was killed, or `guardian` is NULL. */
int guardian_pid(const struct guardian *guardian);

/* testr is about to end and leaves all to the guardian: frees `guardian` alone. Accepts NULL. */
void guardian_leave(struct guardian *guardian);

/* testr ends well: ends the guardian, and frees `guardian`. Accepts NULL. */
void guardian_free(struct guardian *guardian);
SCOPED(guardian)

#endif
