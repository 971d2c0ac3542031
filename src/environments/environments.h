/*
 * The built-in environments: ways to get instances without writing callouts. Each is a `struct
 * environment` in a folder of its own; the files beside these folders are what they share (options,
 * records, work on several instances at a time, running a command to its true end).
 *
 * They follow the same contract as callouts that users write: `testr environment NAME
 * provision|execute|dispose` calls the functions at the end of this header, one process per call.
 * What one process knows of an instance the next one reads from its record
 * (environments/instance_record.h).
 *
 * ARCHITECTURE.md says how to add one.
 */
#ifndef TESTR_ENVIRONMENTS_ENVIRONMENTS_H
#define TESTR_ENVIRONMENTS_ENVIRONMENTS_H

#include <glib.h>
#include <stdbool.h>

#include "environments/instance_record.h"
#include "environments/option_values.h"

/* A command that is to run in an instance. */
struct request {
	const char *const *words; /* the command and its arguments, NULL-terminated; never a shell
				     string */
	const char *const *files; /* absolute paths of this machine, to be present inside */
	int output;               /* the descriptor that becomes its stdout */
};

/* What an execution that has no status of a command ends with. A command's own 255 arrives as 254.
 */
enum {
	STATUS_REFUSED = 254, /* a file that is to be present cannot be read */
	STATUS_LOST = 255,    /* the instance could not run the command, or not to its end */
};

/*
 * One kind of instances. Of the functions, only `provision` and `dispose` may take long; each is
 * called in a process of its own, which may be killed at any moment.
 */
struct environment {
	const char *name;
	const char *summary;          /* one line, for `testr environment` */
	const char *description;      /* paragraphs for `testr environment NAME --help` */
	const struct option *options; /* ended by one without a name; beside the common ones */
	bool is_lease; /* an instance stands for something else on record, and for nothing once the
			  machine has stopped: so its own record need not outlast that */
	int at_once;   /* how many instances are prepared, or disposed of, at a time */

	/* True if instances can be had here at all. The error says what is missing (program,
	 * permission, kernel feature) and how to mend it. */
	bool (*is_usable)(const struct option_values *options, GError **error);

	/* Before instances are provisioned: mends what processes left that were killed, apart from
	 * half-made instances, which are disposed of anyway. May be NULL. */
	void (*tidy)(const struct option_values *options);

	/* Chooses what depends on the instances that are there already. Makes nothing. May be
	 * NULL. */
	bool (*assign)(struct instance_record *instance, GError **error);

	/* After instances have been provisioned: makes ready what later calls will want. False if a
	 * signal to end, `*signal`, has stopped it. May be NULL. */
	bool (*prepare)(const struct option_values *options, int *signal);

	/* Makes `instance` ready to execute in. What is made bears the id or what was recorded
	 * before it was made, so that `dispose` finds it after a crash at any point. */
	bool (*provision)(struct instance_record *instance, GError **error);

	/*
	 * Runs `request` to its end, forwarding the signals that arrive. Returns the exit status
	 * for the callout: the command's own, 128+N when it died of signal N, 254 for its own 255;
	 * STATUS_LOST, with `error` set, when the instance could not run it or was lost meanwhile.
	 * No process of the command is left when it returns.
	 */
	int (*execute)(const struct instance_record *instance, const struct request *request,
		       GError **error);

	/*
	 * Makes the project's tree in `instance`, which is ready and executes nothing, what it is
	 * on this machine now, and fails if the instance cannot be used any more. NULL: instances
	 * of this kind cannot be used again for a later run.
	 */
	bool (*refresh)(const struct instance_record *instance, GError **error);

	/* Undoes what `provision` did, however far it came, also when it has been undone before.
	 * The instance's folder is removed by the caller afterwards. */
	bool (*dispose)(const struct instance_record *instance, GError **error);

	/* Does what flags among the options ask for in place of a callout (`testr environment pool
	 * --list`). Appends what is to be printed. NULL: there are no such flags. */
	bool (*manage)(const struct option_values *options, GString *output, int *signal,
		       GError **error);
};

/* All environments, in the order of the documentation; ended by NULL. Static. */
const struct environment *const *environments(void);

/* The one called `name`; NULL if there is none. */
const struct environment *environment_find(const char *name);

/* The options that every environment has. Ended by one without a name. */
extern const struct option environment_options[];

/* Told of an instance that has become ready. False stops provisioning: nobody is listening. */
typedef bool (*environment_ready_fn)(const char *id, void *data);

/*
 * Provisions `count` instances, several at a time, and tells `ready` of each as soon as it can be
 * executed in, in the order in which that happens. If one fails, `ready` says false or a signal
 * to end arrives (then `*signal` is it, else 0), all are disposed of and false is returned with
 * `error` set. Instances that an earlier call left half made, because it was killed, are disposed
 * of first.
 */
bool environment_provision(const struct environment *environment,
			   const struct option_values *options, int count,
			   environment_ready_fn ready, void *data, int *signal, GError **error);

/*
 * Executes `words` in the instance called `id` with `files` made present, and fetches what --pull
 * names. `given`, unless it is empty, are options that replace those the instance was made with.
 * Returns the exit status as environment.execute does. `error` may be set beside any status: then
 * it says why files could not be fetched.
 */
int environment_execute(const struct environment *environment, const char *id,
			const struct option_values *given, const char *const *files,
			const char *const *words, GError **error);

/*
 * Disposes of the instances called `ids` (NULL-terminated), several at a time; an execution that
 * still runs in one is ended. Those that are gone already count as disposed of. One that fails
 * does not keep the others from it; `error` then names each with its reason.
 */
bool environment_dispose(const struct environment *environment, const char *const *ids,
			 GError **error);

enum environment_error {
	ENVIRONMENT_ERROR_UNUSABLE,
	ENVIRONMENT_ERROR_LOST,
	ENVIRONMENT_ERROR_FAILED
};
GQuark environment_error_quark(void);
#define ENVIRONMENT_ERROR environment_error_quark()

#endif
