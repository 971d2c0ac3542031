/*
 * The signals that a user stops a run with, while it runs.
 *
 * SIGINT, SIGTERM and SIGHUP interrupt it: the first stops handing out and begins to end what
 * runs, the second skips the grace, the third abandons everything at once: what is left is the
 * guardian's, or, where there is none, is killed. SIGTSTP stops the children, then testr; when it
 * is continued they are, too. A signal that testr was started with as ignored (nohup, a shell's
 * background jobs) stays ignored.
 */
#ifndef TESTR_ENGINE_SIGNAL_WATCH_H
#define TESTR_ENGINE_SIGNAL_WATCH_H

#include "engine/driver.h"

struct signal_watch;

/* Listens on `driver`'s loop and tells it of signals. Never NULL. */
struct signal_watch *signal_watch_new(struct driver *driver);

/* The first signal that interrupted the run; 0 if none did. */
int signal_watch_first(const struct signal_watch *watch);

/* True if a third one came: the run was abandoned. */
bool signal_watch_was_abandoned(const struct signal_watch *watch);

/* True if testr was started with this signal ignored. */
bool signal_watch_is_ignored(int number);

/* Stops listening; freed once the loop has run. To be called before driver_free(). */
void signal_watch_free(struct signal_watch *watch);

#endif
