/*
 * Launching: makes the pipes of a child and starts its process, with the guardian told of both
 * before the process can do anything. All or nothing: a launch that fails leaves nothing open.
 */
#ifndef TESTR_ENGINE_LAUNCH_H
#define TESTR_ENGINE_LAUNCH_H

#include "engine/child.h"
#include "engine/spawn.h"

struct launched {
	int pid;
	int group_entry; /* in the guardian's table; -1: none */
	int out, err;    /* what its stdout and stderr are read from, non-blocking; the caller's */
	bool is_heard;   /* by the guardian, too */
};

/* Fills `launched` and returns 0; or a negative errno. `guardian` may be NULL. */
int launch(const struct spawn_limit *limit, struct guardian *guardian,
	   const struct child_request *request, struct launched *launched);

#endif
