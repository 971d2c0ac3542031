/* Disposing of instances: what is the same for every environment. */
#include "base/process_identity.h"
#include "environments/environments.h"
#include "environments/worker_processes.h"

/* How long an execution that is still running may take to end before it is killed. */
enum { EXECUTION_GRACE_MS = 2000 };

/* What environment_dispose works on. */
struct instance_disposal {
	const struct environment *environment;
	const char *id;
};

/* In a process of its own: undoes what was made for one id, its record last. */
static bool dispose_of_instance(void *item, GError **error)
{
	const struct instance_disposal *disposal = item;
	g_autoptr(GError) reason = NULL;
	scoped(instance_record) instance =
		instance_record_open_to_dispose(disposal->environment, disposal->id, &reason);

	if (!instance &&
	    !g_error_matches(reason, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE)) {
		g_propagate_error(error, g_steal_pointer(&reason));
		return false;
	}
	if (instance) {
		g_autofree char *path = instance_record_path(instance, "running");
		g_autofree char *running = NULL;
		bool is_running = g_file_get_contents(path, &running, NULL, NULL);
		/* Said first, so that the end of the execution is not taken for its command's. What
		 * a pool lends is executed in without its being told; what it gets back is not
		 * lost. */
		if (is_running || !disposal->environment->is_lease)
			instance_record_set_lost(instance, "it is being disposed of", NULL);
		process_identity_text_end(running, EXECUTION_GRACE_MS);
		if (!disposal->environment->dispose(instance, error))
			return false;
	}
	return instance_record_forget(disposal->id, error);
}

static bool instance_disposed(void *item, const char *failure, void *data)
{
	const struct instance_disposal *disposal = item;
	GString *failures = data;

	if (failure)
		g_string_append_printf(failures, "%scannot dispose of '%s': %s",
				       failures->len > 0 ? "\n" : "", disposal->id, failure);
	return true;
}

bool environment_dispose(const struct environment *environment, const char *const *ids,
			 GError **error)
{
	g_autoptr(GPtrArray) disposals = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) failures = g_string_new(NULL);

	for (; *ids; ids++) {
		struct instance_disposal *disposal = g_new0(struct instance_disposal, 1);
		*disposal = (struct instance_disposal){environment, *ids};
		g_ptr_array_add(disposals, disposal);
	}
	worker_processes_run(disposals, environment->at_once, false, dispose_of_instance,
			     instance_disposed, failures);
	if (failures->len > 0)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "%s",
			    failures->str);
	return failures->len == 0;
}
