/* What the guardian does in its own process. For guardian.c only. */
#ifndef TESTR_ENGINE_GUARDING_H
#define TESTR_ENGINE_GUARDING_H

#include <signal.h>
#include <sys/socket.h>

#include "engine/guardian.h"

struct guarding {
	struct guardian_hooks hooks;
	const struct wards *wards;
	const struct printout *printout;
	int64_t kill_grace_us;
};

/*
 * What testr tells it: with pipes, that a callout is about to be started that provisions for `run`;
 * without, that it has ended.
 */
struct guarding_message {
	int64_t run;
};

/* The reading ends of the callout's stdout and stderr, which the message carries. -1: none. */
struct guarding_pipes {
	int out, err;
};

/* Room for them in a message. */
union guarding_control {
	char bytes[CMSG_SPACE(sizeof(struct guarding_pipes))];
	struct cmsghdr aligned;
};

/*
 * Becomes the guardian of process `testr`, which holds the other end of `socket`, and does all that
 * it has to. Called with all signals blocked; `mask` is the one to have. Does not return.
 */
void guarding_run(const struct guarding *guarding, int testr, int socket,
		  const sigset_t *mask) G_GNUC_NORETURN;

#endif
