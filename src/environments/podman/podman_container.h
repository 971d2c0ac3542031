/*
 * What can be told of a container without asking its engine, which takes as long as starting a
 * program in it. It is learned from the engine once, when the container has been started; where it
 * cannot be (the engine is on another machine, or it is docker), the engine is asked each time.
 */
#ifndef TESTR_ENVIRONMENTS_PODMAN_PODMAN_CONTAINER_H
#define TESTR_ENVIRONMENTS_PODMAN_PODMAN_CONTAINER_H

#include <glib.h>
#include <stdbool.h>

#include "environments/instance_record.h"

/* What the engine says of a container. */
struct podman_container {
	char *id;      /* the engine's own */
	char *runtime; /* the name of the OCI runtime below it; "": not known */
	char *bundle;  /* its folder in the engine's store, on this machine; "": not known */
};

/* Begins to watch for changes of the image: before the container is made. */
bool podman_container_begin(const struct instance_record *instance, GError **error);

/* Asks the engine about the container of `instance`, which has just been started, and records what
 * the functions below need. NULL with PROGRAM_ERROR. Owned by the caller. */
struct podman_container *podman_container_learn(struct instance_record *instance, GError **error);

/* Fails, with ENVIRONMENT_ERROR_LOST or PROGRAM_ERROR, unless the container runs. */
bool podman_container_is_running(const struct instance_record *instance, GError **error);

/*
 * Fails, with ENVIRONMENT_ERROR_LOST, if something runs in the container that commands have left
 * there, as what has cleared its variables: it would go on beside the tests of the next run, and
 * meddle with the tree that is being renewed. To be called while nothing is executed. What cannot
 * be looked at from here counts as quiet.
 */
bool podman_container_is_quiet(const struct instance_record *instance, GError **error);

/* Fails, with ENVIRONMENT_ERROR_LOST, if the name of the image means another image by now than that
 * of which the container was made. What the engine does not know by that name has not changed. */
bool podman_container_has_its_image(const struct instance_record *instance, GError **error);

void podman_container_free(struct podman_container *container);
SCOPED(podman_container)

#endif
