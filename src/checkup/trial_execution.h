/* A trial execution: one command run in an instance, whose outcome a check examines. */
#ifndef TESTR_CHECKUP_TRIAL_EXECUTION_H
#define TESTR_CHECKUP_TRIAL_EXECUTION_H

#include "checkup/checks.h"

/* The limit of an execution that takes its time, as a multiple of the usual one. */
#define TRIAL_EXECUTION_LONG 4

struct trial_execution_request {
	const char *instance;
	const char *file;         /* for $FILES; NULL: none */
	const char *const *words; /* the command, NULL-terminated */
	bool is_long;
	/* See struct one_shot. */
	void (*output)(struct one_shot *one_shot, struct bytes bytes);
};

/*
 * Runs it, in the subject's first instance if the request names none, and fills `one_shot`, zeroed,
 * to be cleared by the caller in any case. Returns false when it could not be run, or had not
 * ended when its time was up; then `seen` says so. Leaves the end of stderr in the subject.
 */
bool trial_execution_run(struct checkup_subject *subject,
			 const struct trial_execution_request *request, struct one_shot *one_shot,
			 GString *seen);

/* The same for the shell code `code` in the first instance. */
bool trial_execution_run_code(struct checkup_subject *subject, const char *code,
			      struct one_shot *one_shot, GString *seen);

#endif
