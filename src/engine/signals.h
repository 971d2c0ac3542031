/*
 * The signals that a user stops a run with, while it runs.
 *
 * SIGINT, SIGTERM and SIGHUP interrupt it: the first stops handing out and begins to end what
 * runs, the second skips the grace, the third abandons everything at once: what is left is the
 * guardian's, or, where there is none, is killed. SIGTSTP stops the children, then testr; when it
 * is continued they are, too. A signal that testr was started with as ignored (nohup, a shell's
 * background jobs) stays ignored.
 */
#ifndef TESTR_ENGINE_SIGNALS_H
#define TESTR_ENGINE_SIGNALS_H

#include "engine/driver.h"

struct signals;

/* Listens on `driver`'s loop and tells it of signals. Never NULL. */
struct signals *signals_new(struct driver *driver);

/* The first signal that interrupted the run; 0 if none did. */
int signals_first(const struct signals *signals);

/* True if a third one came: the run was abandoned. */
bool signals_abandoned(const struct signals *signals);

/* True if testr was started with this signal ignored. */
bool signals_is_ignored(int number);

/* Stops listening; freed once the loop has run. To be called before driver_free(). */
void signals_free(struct signals *signals);

#endif
