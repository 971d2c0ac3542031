/* How a child process ended. */
#ifndef TESTR_MODEL_ENDING_H
#define TESTR_MODEL_ENDING_H

#include <stdbool.h>

enum ending_kind {
	ENDING_EXITED,      /* by itself; `code` is its exit status */
	ENDING_SIGNALLED,   /* by a signal; `code` is its number */
	ENDING_NOT_STARTED, /* it never ran; `code` is the errno */
	ENDING_TIMED_OUT, /* testr ended it because its time was up; `code` is its signal or status
			   */
};

struct ending {
	enum ending_kind kind;
	int code;
};

/* What waitpid() said, `wait_status`, of a child that has ended. */
struct ending ending_of_wait(int wait_status);

/* True if the child exited by itself with status 0. */
bool ending_is_success(struct ending ending);

/*
 * "exited with status 3", "exited with status 139 (SIGSEGV)", "was killed by SIGSEGV", "could not
 * be started: ...", "ran out of time". Owned by the caller.
 */
char *ending_describe(struct ending ending);

/* "SIGSEGV", "signal 40". Owned by the caller. */
char *ending_signal_name(int number);

#endif
