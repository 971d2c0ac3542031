/*
 * Child processes over libuv. A child is one shell command and everything it says.
 *
 * What it inherits, spawn.h says. Its stdout and stderr are pipes, not sockets, so that opening
 * /dev/stdout works.
 *
 * The life of a child:
 *
 *	WAITING   the machine has no process, memory or descriptor left for it: its start is tried
 *	          again, for as long as others run that may end, and for some seconds
 *	RUNNING   until the command itself exits
 *	DYING     it has exited after a SIGTERM of ours: what is left of its process group is given
 *	          the time until SIGKILL, too
 *	DRAINING  somebody may hold its stdout or stderr. Both are read on for CHILD_DRAIN_MS. Then
 *	          what is left of its process group is killed, unless it may leave processes, and
 *	LEAKING   a last look is taken at what the pipes hold
 *	ENDED     `ended` has been called; nothing refers to the listener's data any more
 *
 * One that SIGKILL does not end within CHILD_UNKILLABLE_MS (the kernel holds it, or somebody that
 * traces it) is given up: it ends as if it had died of it.
 *
 * Memory: all children read through one buffer, and nothing is queued: a child that says more
 * than its listener can take waits in write(2).
 */
#ifndef TESTR_ENGINE_CHILD_H
#define TESTR_ENGINE_CHILD_H

#include <glib.h>
#include <uv.h>

#include "base/bytes.h"
#include "base/scoped.h"
#include "engine/guardian_client.h"
#include "model/ending.h"

/* What the kernel gives in one read of a full pipe: after a shorter one the pipe was empty. */
#define CHILD_BLOCK_BYTES ((size_t)64 << 10)

/* How long the output of a command that has exited is read on while somebody else holds it. */
#define CHILD_DRAIN_MS 1000

/* How long a child may take to die of SIGKILL. */
#define CHILD_UNKILLABLE_MS 5000

/* All the children on one loop. */
struct children;

/* One of them. Belongs to its `struct children`; the pointer is good until `ended` returns. */
struct child;

/* What a child left behind. */
enum child_remains {
	REMAINS_NOTHING,
	REMAINS_LEAK,   /* processes that held its stdout or stderr */
	REMAINS_ITSELF, /* it could not be killed */
};

/* What becomes of a child. Called from the loop only, never from within child_start(). */
struct child_listener {
	/* The next bytes of its stdout or stderr, valid during the call. */
	void (*output)(void *data, struct bytes bytes);
	void (*errors)(void *data, struct bytes bytes);
	/*
	 * It has exited and all that it said has been passed on, or it could not be started. Called
	 * once, last.
	 */
	void (*ended)(void *data, struct ending ending, enum child_remains remains);
	/* It waits because of `error` (an errno), and has not been started yet. Called each time
	 * that it could not be, even from within child_start(). May be NULL. */
	void (*waiting)(void *data, int error);
};

struct child_request {
	const char *command;
	const char *folder;
	const char *const *environment; /* changes to it, as in spawn.h */
	/*
	 * Processes that it leaves behind are what it is for (a server that it started, say): they
	 * are not killed, and what they write to its stdout and stderr is read, and dropped, until
	 * children_close(), so that they do not die of SIGPIPE. Only one that is sent SIGTERM or
	 * SIGKILL before it has exited may no longer.
	 */
	bool may_leave_processes;
	/*
	 * The run that it provisions instances for: if testr dies, the guardian reads on what it
	 * prints. Until then its stdout is read into the output shared with the guardian, which
	 * `output` has to settle, if there is a guardian. NULL: it provisions none.
	 */
	const int64_t *provisions_for;
};

/*
 * Makes ready for children on `loop`, at most `expected` of them at a time: marks every inherited
 * descriptor close-on-exec, and raises the soft limit of open files if that many children need it.
 * Never NULL.
 */
struct children *children_new(uv_loop_t *loop, int expected);

/* From now on `guardian`, borrowed, ends them if testr dies. NULL: nobody does. */
void children_guard(struct children *children, struct guardian *guardian);

/*
 * Starts a child. `request` is not needed after the call; `listener` is borrowed until the child
 * has ended. Never fails: what cannot be started ends with ENDING_NOT_STARTED.
 */
struct child *child_start(struct children *children, const struct child_request *request,
			  const struct child_listener *listener, void *data);

/* The process id, which is also that of its process group and session; 0 if it never ran. */
int child_pid(const struct child *child);

/*
 * Sends `signal` to its process group. Harmless if there is nobody left. Who sends SIGTERM sends
 * SIGKILL in the end, unless the child has ended before.
 */
void child_signal(struct child *child, int signal);

/*
 * child_signal() for all of them. Job control's SIGTSTP is sent as SIGSTOP, for the kernel drops
 * SIGTSTP in sessions without a terminal.
 */
void children_signal(struct children *children, int signal);

/*
 * Nothing more is to be started: closes all that is open, even the output of children that ended
 * but left processes behind. Run the loop once more afterwards, for closing takes a turn. All
 * children must have ended.
 */
void children_close(struct children *children);

/* Puts the limit of open files back. To be called after children_close() and a turn of the loop. */
void children_free(struct children *children);
SCOPED(children)

#endif
