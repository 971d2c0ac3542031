/*
 * The announcement of an execution in the stream: which worker ran it, in which instance, on which
 * attempt. It makes a stream self-contained: the index takes the history of instances from it, also
 * when it is rebuilt.
 *
 * The convention. When an execution begins, who runs it (the engine) emits one event:
 *
 *	test id     absent
 *	status      none
 *	route code  the execution's, e.g. "3"; every event of that execution bears it, alone or
 *	            before '/' and the route code that the runner gave
 *	tags        worker-N
 *	file        testr.execution, text/plain;charset=utf8, complete in this event:
 *
 *		execution=3
 *		worker=0
 *		attempt=1
 *		instance=vm-17
 *
 * One `key=value` a line, in any order. `instance` is left out when the execution is local.
 * Unknown keys are passed over, so later versions may add some.
 */
#ifndef TESTR_MODEL_EXECUTION_ANNOUNCEMENT_H
#define TESTR_MODEL_EXECUTION_ANNOUNCEMENT_H

#include "model/event.h"

#define EXECUTION_FILE_NAME "testr.execution"
#define EXECUTION_MIME_TYPE "text/plain;charset=utf8"

/* Before the number of the worker in the tag that each of its events bears. */
#define WORKER_TAG_PREFIX "worker-"

struct execution_announcement {
	int number;           /* in its run, from 0 */
	int worker;           /* from 0 */
	int attempt;          /* how often its tests have been handed out, from 1 */
	struct text instance; /* the id that was printed; absent when it runs on this machine */
};

/* The content of the file that announces `execution`. Owned by the caller. */
char *execution_announcement_format(const struct execution_announcement *execution);

/*
 * Reads such a content. The instance in `*execution` is a view into `content`. Returns false,
 * leaving `*execution`, when the execution's number is missing or anything has no meaning.
 */
bool execution_announcement_parse(struct bytes content, struct execution_announcement *execution);

/* True if `event` announces an execution. */
bool execution_announcement_is_in(const struct event *event);

/* The part of `route_code` that is the execution's: all before the first '/'. A view. */
struct text execution_route(struct text route_code);

/* The number of the execution that `event` is from, by its route; -1 if that names none. */
int execution_number_of(const struct event *event);

/* The number N of the first tag `worker-N` in `event`; -1 if there is none. */
int execution_worker_of(const struct event *event);

#endif
