/*
 * Start attempts: the machine may have no process, memory or descriptor left for a child just now.
 * That is nobody's fault, and passes as others end: the start is tried again, after pauses that
 * grow.
 */
#ifndef TESTR_ENGINE_START_ATTEMPTS_H
#define TESTR_ENGINE_START_ATTEMPTS_H

#include "engine/child.h"

struct start_attempts;

/* For a child that `request` describes, which is copied. */
struct start_attempts *start_attempts_new(const struct child_request *request);

/* True if a start that failed with `error` (an errno) may succeed later. */
bool start_attempts_may_help(int error);

/* What is to be started. Valid as long as the attempts. */
const struct child_request *start_attempts_request(const struct start_attempts *attempts);

/* How long to wait before the next attempt. */
uint64_t start_attempts_pause_ms(struct start_attempts *attempts);

/* True if it has been tried for long enough, seeing that no other child runs that could end. */
bool start_attempts_are_over(const struct start_attempts *attempts);

void start_attempts_free(struct start_attempts *attempts);

#endif
