/*
 * Leftovers: processes that the tests of an execution leave behind in a session and with an output
 * of their own, so that neither their process group nor their pipes tell of them. They are found,
 * told of, and ended: SIGTERM, and after the grace SIGKILL.
 *
 * A process is known to belong to an execution because its first process is an ancestor of it, or
 * because it has inherited the execution's mark in its environment (PROCESS_MARK). So one look at
 * all processes, now and then, is enough; only who has cleared its environment and was orphaned
 * between two looks is not found. Why it is not done by making testr the parent of all orphans:
 * tests see who their parent is. docs/design/leftovers.md has more.
 *
 * Nothing is looked for where a callout executes in an instance: what that leaves on this machine
 * may be what other instances need (a master connection of ssh, a monitor of containers).
 */
#ifndef TESTR_ENGINE_LEFTOVERS_H
#define TESTR_ENGINE_LEFTOVERS_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"

/* The name of the variable: marks of nested testrs stand in it, the innermost last. */
#define PROCESS_MARK "TESTR_PROCESS_MARK"

/* In place of an execution's number: the listing. */
#define LEFTOVERS_OF_LISTING (-1)

struct leftovers;

/* Told of each leftover that no other has started, once, when it gets SIGTERM. `command` is its
 * command line, any bytes. */
typedef void (*leftover_fn)(void *data, int execution, int pid, const char *command);

/* For the children of this process from now on, which get `grace_us` to end by themselves. */
struct leftovers *leftovers_new(int64_t grace_us);

/* The value of PROCESS_MARK for `execution`. Owned by the caller. NULL if `leftovers` is. */
char *leftovers_mark(const struct leftovers *leftovers, int execution);

/* Says, before each look, that `execution` still runs, with the first process `pid`. */
void leftovers_note_running(struct leftovers *leftovers, int execution, int pid);

/*
 * Looks, at `now_us` (of one clock, any). Processes of executions that were not noted since the
 * last look are leftovers. Returns how many there still are.
 */
size_t leftovers_look(struct leftovers *leftovers, int64_t now_us, leftover_fn found, void *data);

/* What the marks that process `pid` gives begin with. Owned by the caller. */
char *leftovers_token(int pid);

/* Kills each process with a mark that begins with `token`: for the guardian of who gave it. */
void leftovers_kill(const char *token);

void leftovers_free(struct leftovers *leftovers);
SCOPED(leftovers)

#endif
