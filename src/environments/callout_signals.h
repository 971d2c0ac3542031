/*
 * The signals of a callout. They are held back, and taken one by one in a loop that also learns of
 * children's ends: so there are no handlers, and nothing happens between two lines of code.
 */
#ifndef TESTR_ENVIRONMENTS_CALLOUT_SIGNALS_H
#define TESTR_ENVIRONMENTS_CALLOUT_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Holds back what people and programs send to steer a callout (TERM, INT, HUP, QUIT, USR1, USR2,
 * TSTP, CONT), and CHLD. `before` becomes the mask to go back to. */
void callout_signals_hold(sigset_t *before);

/* Waits for one of them, at most `limit_ms` (-1: for ever). Returns its number; 0 for none. */
int callout_signals_next(int limit_ms);

/* True for those that ask the callout to end. */
bool callout_signals_is_ending(int signal);

/* In a child after fork: no signal held back, each at its default. */
void callout_signals_reset(void);

#endif
