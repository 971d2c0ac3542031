/*
 * What the parts of the ssh environment share: the connection of an instance to its host.
 *
 * Each instance has a connection of its own, kept open between executions, over which OpenSSH
 * multiplexes what is done in it. Executions in an instance come one at a time, so it never has
 * more than a few sessions, of which sshd allows ten (MaxSessions).
 */
#ifndef TESTR_ENVIRONMENTS_SSH_SSH_H
#define TESTR_ENVIRONMENTS_SSH_SSH_H

#include <glib.h>
#include <stdbool.h>

#include "environments/environments.h"

/* Keys of an instance's record. */
#define SSH_HOST "host"       /* as it was given: [USER@]HOST[:PORT] */
#define SSH_FOLDER "folder"   /* the instance's own on the host, absolute */
#define SSH_REACHED "reached" /* set before anything is made on the host */
#define SSH_TALKS "talks"     /* its login shell prints, before whatever it is told to run */
#define SSH_SOCKETS "sockets" /* folder of the connection's socket, here */

/*
 * Writes the configuration of OpenSSH for `instance`, whose host is recorded: our settings, then
 * the user's and the system's. Makes the folder for the socket, whose path must be short.
 */
bool ssh_configure(struct instance_record *instance, GError **error);

/* The words that run `command` (NULL-terminated words; NULL: nothing) on the instance's host. Free
 * with g_ptr_array_unref(). */
GPtrArray *ssh_words(const struct instance_record *instance, const char *const *command);

/* Runs `script` with /bin/sh on the instance's host. `output` as in program_run. Errors say what
 * helps. */
bool ssh_run_script(const struct instance_record *instance, const char *script, char **output,
		    GError **error);

/* Makes `folder` on the instance's host a copy of its project, whatever it holds, by rsync, which
 * must be there. Files are compared by content: time and size may be the same when it is not. */
bool ssh_synchronise(const struct instance_record *instance, const char *folder, GError **error);

/* Closes the connection, if there is one. */
void ssh_disconnect(const struct instance_record *instance);

/* Prefixes `error` with the host and follows it with what helps. */
void ssh_add_hint(const struct instance_record *instance, GError **error);

#endif
