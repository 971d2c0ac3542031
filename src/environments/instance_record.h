/*
 * What this machine remembers of the instances of the built-in environments.
 *
 * Each has a folder of its own, $XDG_STATE_HOME/testr/instances/ID (default ~/.local/state), made
 * before anything else is. Its file `record` names the environment, the project, the run, the
 * maker's process and version and the options; environments add what they need to find it again. So
 * a later process executes in it and disposes of it by its id alone, even after a crash of the
 * machine, and with the options it was made with, whatever `.testr.conf` says by then.
 */
#ifndef TESTR_ENVIRONMENTS_INSTANCE_RECORD_H
#define TESTR_ENVIRONMENTS_INSTANCE_RECORD_H

#include <glib.h>
#include <stdbool.h>

#include "base/scoped.h"
#include "environments/option_values.h"

/* The key under which the folder is kept that is copied: the project's, or that of --tree. (An
 * execution may be given other options.) */
#define INSTANCE_RECORD_TREE "tree"

struct environment;

struct instance_record {
	char *id;      /* at most 63 letters, digits and dashes: also good as a host name */
	char *folder;  /* its state on this machine, private to the user */
	char *project; /* absolute path of the project that it was made for */
	char *run;     /* number of the run that it was made for; "" outside a run */
	const struct environment *environment;
	struct option_values *options; /* those it was made with, unless replaced */
	GKeyFile *record;
	bool is_damaged; /* what is known of it is the copy's: it is only to be disposed of */
};

/*
 * Begins an instance: chooses an id that says environment, project and run, makes the folder and
 * writes the record. The project is the current folder, the run $TESTR_RUN. `options` are copied.
 * NULL with INSTANCE_RECORD_ERROR_STATE if the folder cannot be made, the current one is gone, or
 * the project's path or an option is not UTF-8: nothing has been made then.
 * Owned by the caller.
 */
struct instance_record *instance_record_new(const struct environment *environment,
					    const struct option_values *options, GError **error);

/*
 * Reads the record of the instance called `id`. NULL with INSTANCE_RECORD_ERROR_GONE if there is
 * none (or no whole one: nothing was made for it yet), _OTHER if it is not of `environment`, _STATE
 * for a record that cannot be read. Owned by the caller.
 */
struct instance_record *instance_record_open(const struct environment *environment, const char *id,
					     GError **error);

/* The same, but where the record is damaged what its copy says will do: nothing is executed in such
 * an instance any more, but it can be disposed of. */
struct instance_record *instance_record_open_to_dispose(const struct environment *environment,
							const char *id, GError **error);

/* What an environment keeps with it: the value of `key`, NULL if there is none. Owned by the
 * caller. */
char *instance_record_get(const struct instance_record *instance, const char *key);

/* Keeps `value` under `key`; on the disk when it returns, but for a lease. What is not UTF-8 is an
 * error. */
bool instance_record_set(struct instance_record *instance, const char *key, const char *value,
			 GError **error);

/* A path in the instance's folder. Owned by the caller. */
char *instance_record_path(const struct instance_record *instance, const char *name);

/* Removes the folder of the instance called `id` with all that is in it. Success if there is none,
 * and for what cannot be an id of ours. Changes the working folder (file_tree.h). */
bool instance_record_forget(const char *id, GError **error);

/* The ids of all of `environment`'s instances on record. NULL-terminated, owned by the caller. */
char **instance_record_ids(const struct environment *environment);

/* The ids of `environment`'s instances that were begun by a process that ended before they became
 * ready. NULL-terminated, owned by the caller. */
char **instance_record_abandoned_ids(const struct environment *environment);

/* Says that the instance is ready: from now on whoever was told its id disposes of it. */
bool instance_record_set_ready(struct instance_record *instance, GError **error);

/* True once that has been said. */
bool instance_record_is_ready(const struct instance_record *instance);

/* True if it was made by a testr of the same version: others may have left there what this one does
 * not understand. */
bool instance_record_is_of_this_version(const struct instance_record *instance);

/*
 * Says that the instance is lost, for good, because of `reason`: even if it can be reached again
 * (its host is back), nobody knows what still runs in it. So a probe finds it dead.
 */
bool instance_record_set_lost(struct instance_record *instance, const char *reason, GError **error);

/* True once that has been said. */
bool instance_record_is_lost(const struct instance_record *instance);

/* The reason that was given; NULL if it is not lost. Owned by the caller. */
char *instance_record_why_lost(const struct instance_record *instance);

/*
 * Why the instance has been lost since it was opened, as it is on record now, although a command in
 * it came back with a status: somebody else has disposed of it, or is about to. NULL if it has not
 * been lost. Owned by the caller.
 */
char *instance_record_loss_meanwhile(const struct instance_record *instance);

void instance_record_free(struct instance_record *instance);
SCOPED(instance_record)

enum instance_record_error {
	INSTANCE_RECORD_ERROR_STATE,
	INSTANCE_RECORD_ERROR_GONE,
	INSTANCE_RECORD_ERROR_OTHER
};
GQuark instance_record_error_quark(void);
#define INSTANCE_RECORD_ERROR instance_record_error_quark()

#endif
