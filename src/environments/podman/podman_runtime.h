/*
 * Executing in a container of podman's by the OCI runtime that podman uses (crun, runc), without
 * podman, which takes some ten times as long for the same.
 *
 * What podman tells the runtime of a process (user, variables, capabilities, limits, labels) is not
 * made up here but copied while podman executes something, and used again with other words. And it
 * is used only where a process that was started so has been seen to be the same in all that can be
 * seen of it: see podman_runtime_self_script. Everywhere else podman is asked each time.
 *
 * A runtime gives stdin, stdout and stderr to the container's user: so they must be pipes or files
 * that nobody else has (stdio_relay.h, program.h).
 */
#ifndef TESTR_ENVIRONMENTS_PODMAN_PODMAN_RUNTIME_H
#define TESTR_ENVIRONMENTS_PODMAN_PODMAN_RUNTIME_H

#include <glib.h>
#include <stdbool.h>

#include "environments/instance_record.h"

/* A shell script that prints what is special about its process: user, variables, capabilities,
 * filters, limits, control group, namespaces. Static. */
extern const char podman_runtime_self_script[];

/*
 * While podman executes something in `instance`: copies how it has that done. `bundle` is the
 * container's folder in podman's store. Copying fails in silence: then there is no other way.
 */
void podman_runtime_copy(const struct instance_record *instance, const char *bundle);

/*
 * Tries `runtime` (a name) on the container `container` (the engine's id), with what was copied.
 * Records both, so that podman_runtime_words() uses them from now on, if the script above prints
 * `expected`. Returns false only if that could not be recorded.
 */
bool podman_runtime_try(struct instance_record *instance, const char *runtime,
			const char *container, const char *expected, GError **error);

/* The words that run `command` (NULL-terminated) in the container. NULL: there is no way but
 * podman. Free with g_ptr_array_unref(). */
GPtrArray *podman_runtime_words(const struct instance_record *instance, const char *const *command);

/* True if podman_runtime_words() has recorded what it needs. */
bool podman_runtime_is_known(const struct instance_record *instance);

#endif
