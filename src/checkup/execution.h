/* One execution in an instance, for a check to look at. */
#ifndef TESTR_CHECKUP_EXECUTION_H
#define TESTR_CHECKUP_EXECUTION_H

#include "checkup/checks.h"

/* The limit of an execution that takes its time, as a multiple of the usual one. */
#define EXECUTION_LONG 4

struct execution_request {
	const char *instance;
	const char *file;         /* for $FILES; NULL: none */
	const char *const *words; /* the command, NULL-terminated */
	bool is_long;
	/* See struct tryout. */
	void (*output)(struct tryout *tryout, struct bytes bytes);
};

/*
 * Runs it, in the subject's first instance if the request names none, and fills `tryout`, zeroed,
 * to be cleared by the caller in any case. Returns false when it could not be run, or had not
 * ended when its time was up; then `seen` says so. Leaves the end of stderr in the subject.
 */
bool execution_run(struct subject *subject, const struct execution_request *request,
		   struct tryout *tryout, GString *seen);

/* The same for the shell code `code` in the first instance. */
bool execution_run_code(struct subject *subject, const char *code, struct tryout *tryout,
			GString *seen);

#endif
