/* Provisioning instances: what is the same for every environment. */
#include <string.h>

#include "environments/callout_signals.h"
#include "environments/environments.h"
#include "environments/worker_processes.h"

static void free_instance_record(void *instance)
{
	instance_record_free(instance);
}

/* In a process of its own: makes one instance. */
static bool make_instance(void *item, GError **error)
{
	struct instance_record *instance = item;

	return instance->environment->provision(instance, error) &&
	       instance_record_set_ready(instance, error);
}

/* What provisioning has come to. */
struct progress {
	environment_ready_fn ready;
	void *data;
	char *failure; /* the first one; NULL: none */
};

static bool instance_made(void *item, const char *failure, void *data)
{
	const struct instance_record *instance = item;
	struct progress *progress = data;

	if (failure)
		progress->failure = g_strdup(failure);
	else if (!progress->ready(instance->id, progress->data))
		progress->failure = g_strdup("nobody takes the ids");
	return !progress->failure;
}

/* Begins `count` instances, so that each is on record before any of it exists. */
static GPtrArray *begin_instances(const struct environment *environment,
				  const struct option_values *options, int count, GError **error)
{
	g_autoptr(GPtrArray) instances = g_ptr_array_new_with_free_func(free_instance_record);

	while (instances->len < (unsigned)count) {
		struct instance_record *instance = instance_record_new(environment, options, error);
		if (instance)
			g_ptr_array_add(instances, instance);
		if (!instance || (environment->assign && !environment->assign(instance, error))) {
			for (size_t i = 0; i < instances->len; i++)
				instance_record_forget(
					((struct instance_record *)instances->pdata[i])->id, NULL);
			return NULL;
		}
	}
	return g_steal_pointer(&instances);
}

static void fail_as_stopped(int signal, GError **error)
{
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "stopped by SIG%s",
		    sigabbrev_np(signal));
}

/* Makes all `instances`; see environment_provision. */
static bool make_instances(const struct environment *environment, const GPtrArray *instances,
			   struct progress *progress, int *signal, GError **error)
{
	*signal = worker_processes_run(instances, environment->at_once, true, make_instance,
				       instance_made, progress);
	if (*signal != 0)
		fail_as_stopped(*signal, error);
	else if (progress->failure)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED, "%s",
			    progress->failure);
	return *signal == 0 && !progress->failure;
}

/* Disposes of all `instances` after a failure, of which `error` then tells the whole. */
static void dispose_of_instances(const struct environment *environment, const GPtrArray *instances,
				 GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autoptr(GError) leftover = NULL;

	for (size_t i = 0; i < instances->len; i++)
		g_ptr_array_add(ids, ((struct instance_record *)instances->pdata[i])->id);
	g_ptr_array_add(ids, NULL);
	if (!environment_dispose(environment, (const char *const *)ids->pdata, &leftover) && error)
		g_prefix_error(error, "%s\n", leftover->message);
}

/* True if what --tree names, if it is given, is a folder around the project. */
static bool is_tree_around(const struct option_values *options, GError **error)
{
	const char *given = option_values_get(options, "tree");
	g_autofree char *project = g_get_current_dir();
	g_autofree char *tree = g_canonicalize_filename(given ? given : ".", project);
	size_t length = strlen(tree);

	if (strcmp(tree, project) == 0 ||
	    (length > 1 && strncmp(tree, project, length) == 0 && project[length] == '/'))
		return true;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
		    "--tree '%s' is no folder around the project '%s'", given, project);
	return false;
}

bool environment_provision(const struct environment *environment,
			   const struct option_values *options, int count,
			   environment_ready_fn ready, void *data, int *signal, GError **error)
{
	struct progress progress = {.ready = ready, .data = data};
	g_auto(GStrv) abandoned = instance_record_abandoned_ids(environment);
	g_autoptr(GPtrArray) instances = NULL;
	sigset_t before;

	*signal = 0;
	if (!is_tree_around(options, error) || !environment->is_usable(options, error))
		return false;
	/* One that cannot be disposed of now, its host being down, stays on record for next time.
	 */
	environment_dispose(environment, (const char *const *)abandoned, NULL);
	if (environment->tidy)
		environment->tidy(options);
	callout_signals_hold(&before); /* also while cleaning up */
	instances = begin_instances(environment, options, count, error);
	bool is_done =
		instances && make_instances(environment, instances, &progress, signal, error);
	if (is_done && environment->prepare && !environment->prepare(options, signal)) {
		fail_as_stopped(*signal, error);
		is_done = false;
	}
	if (instances && !is_done)
		dispose_of_instances(environment, instances, error);
	sigprocmask(SIG_SETMASK, &before, NULL);
	g_free(progress.failure);
	return is_done;
}
