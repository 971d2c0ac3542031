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

/* What testr tells it. */
enum guarding_news {
	GUARDING_HEAR,         /* a callout is about to be started that provisions */
	GUARDING_HEAR_NO_MORE, /* it has ended */
	GUARDING_HOLD,         /* here is something to keep open */
};

struct guarding_message {
	enum guarding_news news;
	int64_t run; /* GUARDING_HEAR: what it provisions for */
};

/* The descriptors that the message carries. -1: none. */
struct guarding_descriptors {
	int first;  /* GUARDING_HEAR: the reading end of the callout's stdout; GUARDING_HOLD */
	int second; /* GUARDING_HEAR: that of its stderr */
};

/* Room for them in a message. */
union guarding_control {
	char bytes[CMSG_SPACE(sizeof(struct guarding_descriptors))];
	struct cmsghdr aligned;
};

/*
 * Becomes the guardian of process `testr`, which holds the other end of `socket`, and does all that
 * it has to. Called with all signals blocked; `mask` is the one to have. Does not return.
 */
void guarding_run(const struct guarding *guarding, int testr, int socket,
		  const sigset_t *mask) G_GNUC_NORETURN;

#endif
