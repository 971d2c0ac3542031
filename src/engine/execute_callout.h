/*
 * An execution runs the test command with a batch of tests. What its runner says flows through the
 * reader of its format and the tagger into the driver's sink, and the core is told of each test
 * that starts or ends. Its stderr is kept in the stream as attachment `stderr` of no test.
 *
 * An execution stays known after it has ended, until its worker begins the next one: the core may
 * answer for its tests later, when a probe has told whether its instance is alive. A test that it
 * left unfinished and that is handed out again is told to the stream as such (TAG_AGAIN) first.
 *
 * Tags that begin with `testr.` are testr's own words: a runner's are dropped.
 */
#ifndef TESTR_ENGINE_EXECUTE_CALLOUT_H
#define TESTR_ENGINE_EXECUTE_CALLOUT_H

#include "engine/callout.h"
#include "engine/event_tagger.h"
#include "engine/execution_output.h"
#include "engine/skip_reasons.h"
#include "model/execution_announcement.h"

struct execute_callout {
	struct callout callout;
	struct execution_announcement execution; /* its instance points to `instance_id` */
	char *instance_id;                       /* NULL: this machine */
	char *id_file;                           /* NULL: none */
	struct sink sink;                        /* what the reader feeds */
	struct event_tagger tagger;              /* what that feeds */
	const char *
		*ids; /* of its tests, NULL-terminated: the array is owned, they are the plan's */
	struct execution_output output;
	GArray *tags;           /* those of the event at hand: struct text */
	GHashTable *unfinished; /* id of a started test -> the route code of its start, or NULL */
	struct skip_reasons skip_reasons;
	char *report_mark; /* the line before its report; NULL: there is none */
	GHashTable *names; /* engine/result_names.h */
	bool has_errors;   /* it wrote to stderr */
	bool has_reported; /* something of tests, in what was read last */
};

/* ACTION_EXECUTE. The plan is there. */
void execute_callout_start(struct driver *driver, const struct action *action);

/* ACTION_STOP_EXECUTION. */
void execute_callout_signal(struct driver *driver, int execution, int signal);

/* The execution with number `execution`, if it is still known; else NULL. */
struct execute_callout *execute_callout_find(const struct driver *driver, int execution);

/* The run is over: forgets all executions, which have ended. */
void execute_callout_forget_all(struct driver *driver);

#endif
