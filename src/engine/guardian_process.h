/* The guardian's own process. Only guardian_client.c includes this. */
#ifndef TESTR_ENGINE_GUARDIAN_PROCESS_H
#define TESTR_ENGINE_GUARDIAN_PROCESS_H

#include <signal.h>
#include <sys/socket.h>

#include "engine/guardian_client.h"

/* What it is given when it is forked. */
struct guardian_process_request {
	struct guardian_hooks hooks;
	const struct process_groups *groups;
	const struct shared_output *output;
	int64_t kill_grace_us;
};

/* What testr tells it. */
enum guardian_news {
	GUARDIAN_HEAR,         /* a callout is about to be started that provisions */
	GUARDIAN_HEAR_NO_MORE, /* it has ended */
	GUARDIAN_HOLD,         /* here is something to keep open */
};

struct guardian_message {
	enum guardian_news news;
	int64_t run; /* GUARDIAN_HEAR: what it provisions for */
};

/* The descriptors that the message carries. -1: none. */
struct guardian_descriptors {
	int first;  /* GUARDIAN_HEAR: the reading end of the callout's stdout; GUARDIAN_HOLD */
	int second; /* GUARDIAN_HEAR: that of its stderr */
};

/* Room for them in a message. */
union guardian_control {
	char bytes[CMSG_SPACE(sizeof(struct guardian_descriptors))];
	struct cmsghdr aligned;
};

/*
 * Becomes the guardian of process `testr`, which holds the other end of `socket`, and does all that
 * it has to. Called with all signals blocked; `mask` is the one to have. Does not return.
 */
void guardian_process_run(const struct guardian_process_request *request, int testr, int socket,
			  const sigset_t *mask) G_GNUC_NORETURN;

#endif
