/*
 * Stderr for a command that is run on its own. Where ours is a terminal the command gets a pipe
 * instead, and a thread writes to the terminal what is harmless of what comes out of it; where it
 * is none, the command has ours.
 */
#ifndef TESTR_RUN_HARMLESS_STDERR_H
#define TESTR_RUN_HARMLESS_STDERR_H

#include <glib.h>

struct harmless_stderr {
	int writing; /* for the command; ours if there is no pipe */
	int reading; /* -1: there is no pipe */
	int stop[2]; /* a pipe whose closing tells the thread that the command has ended */
	GThread *thread;
};

/* Makes the pipe, if one is needed and can be had. */
void harmless_stderr_open(struct harmless_stderr *errors);

/* To be called when the command has been started: `writing` is void from now on. */
void harmless_stderr_begin(struct harmless_stderr *errors);

/* The command has ended: writes what it has left, without waiting for others who hold the pipe. */
void harmless_stderr_end(struct harmless_stderr *errors);

#endif
