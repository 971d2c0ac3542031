/*
 * Executing on another machine or in a container, where this machine's processes and files do not
 * reach. An environment gives the words that run a command there with stdin and stdout connected.
 * With these words files are sent as tar archives, and commands run under exec_wrapper.sh, which
 * tells their true status and leaves nothing of them behind.
 */
#ifndef TESTR_ENVIRONMENTS_REMOTE_H
#define TESTR_ENVIRONMENTS_REMOTE_H

#include <glib.h>
#include <stdbool.h>

#include "environments/environments.h"

struct remote {
	const struct instance_record *instance;
	const char *folder; /* there, absolute: holds REMOTE_WRAPPER_FILE and the folder `files` */
	const char *source; /* there, absolute: the project */

	/* The words that run `command` (NULL-terminated words) there; free with
	 * g_ptr_array_unref(). */
	GPtrArray *(*words)(const struct instance_record *instance, const char *const *command);

	const char *mark; /* a line for stdout before the command begins, with its newline; NULL:
			     none */
	int error;        /* the descriptor that becomes a command's stderr; 0: it keeps ours */
};

/* The name of the wrapper in `folder`. It stays as it is: instances may outlive a testr's upgrade.
 */
#define REMOTE_WRAPPER_FILE "keeper"

/* The wrapper's text, to be put there. Static. */
const char *remote_wrapper(void);

/* Unpacks `paths` (NULL-terminated, relative to `from`, but for `excluded` if it is not NULL) in
 * `folder` there. PROGRAM_ERROR. */
bool remote_send(const struct remote *remote, const char *from, const char *const *paths,
		 const char *excluded, const char *folder, GError **error);

/* Unpacks the project, or the tree around it that --tree names, in the folder `tree` there.
 * PROGRAM_ERROR. */
bool remote_send_project(const struct remote *remote, const char *tree, GError **error);

/*
 * Sends the files of `request` and runs its command under the wrapper, in `source`, with the paths
 * of files and project adjusted. `*wait_status` is how the program ended that `words` names; unless
 * that failed, its exit status is the command's, as environment.execute has it. `token`, a word,
 * comes back in the file `status`, a line `TOKEN STATUS`, if the command has ended.
 */
bool remote_execute(const struct remote *remote, const struct request *request, const char *token,
		    int *wait_status, GError **error);

/* True if the wrapper has written that its command ended with `status` in the execution of `token`.
 * For engines whose own failures, or whose end of the wrapper, look like statuses. */
bool remote_confirms(const struct remote *remote, const char *token, int status);

#endif
