/*
 * pool: instances of another environment that outlive the run that made them. What a run gets is a
 * lease (environments/pool/pool_roster.h): an instance of this environment that has an instance of
 * the other one for as long as it lives. All it does is take, execute in, and give back.
 *
 * Nobody waits for a lease: a run that wants more than the pool has would wait for itself. So
 * --size caps what is kept, and what is made beyond it is disposed of when it comes back.
 */
#include <unistd.h>

#include "base/process_identity.h"
#include "environments/pool/pool_lease.h"
#include "environments/pool/pool_upkeep.h"

extern const struct environment environment_pool;

/* In the lease's folder: something has been executed. */
#define USED_FILE "used"

/* In the lease's folder, as for every instance: an execution is under way, or was killed. */
#define RUNNING_FILE "running"

static const struct option pool_options[] = {
	{"", OPTION_ENVIRONMENT, "NAME [OPTIONS]", NULL,
	 "The environment whose instances these are. Comes after the pool's own options."},
	{"provision", OPTION_TEXT, "COMMAND", NULL,
	 "In place of --: prints the id of an instance that it makes. Gets a count, which is 1."},
	{"execute", OPTION_TEXT, "COMMAND", NULL,
	 "In place of --: gets INSTANCE FILE... -- COMMAND... ."},
	{"dispose", OPTION_TEXT, "COMMAND", NULL, "In place of --: gets INSTANCE."},
	{"refresh", OPTION_TEXT, "COMMAND", NULL,
	 "With these three: gets INSTANCE, which a later run is going to use, and brings the "
	 "project's present tree there."},
	{"size", OPTION_COUNT, "N", NULL,
	 "Keep at most N instances. When runs want more, more are made, and disposed of when they "
	 "come back."},
	{"max-uses", OPTION_COUNT, "N", NULL, "Dispose of an instance after N runs."},
	{"max-age", OPTION_DURATION, "DURATION", NULL,
	 "Dispose of instances that are this old and not in use."},
	{"reset", OPTION_TEXT, "COMMAND", NULL,
	 "A shell command that is run in an instance that comes back. If it fails, the instance is "
	 "disposed of."},
	{"fill", OPTION_FLAG, NULL, NULL,
	 "Make instances ahead, until there are as many as --size says: after each provisioning, "
	 "or "
	 "at once if no callout is named."},
	{"list", OPTION_FLAG, NULL, NULL,
	 "In place of a callout: list the instances of all pools."},
	{"drain", OPTION_FLAG, NULL, NULL,
	 "In place of a callout: dispose of the instances of all pools, of those in use when they "
	 "come back."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

static bool pool_has_idle(const struct pool *pool)
{
	scoped(roster) roster = roster_read(pool, NULL);

	return roster && roster_find_lease(roster, "");
}

/* With a warm instance nothing needs to be asked, which may take as long as making one. */
static bool pool_is_usable(const struct option_values *given, GError **error)
{
	g_autofree char *project = g_get_current_dir();
	scoped(pool) pool = pool_of(given, project, error);
	scoped(option_values) inner = pool ? pool_inner_options(pool, error) : NULL;

	return inner && (pool_has_idle(pool) || pool->inner->is_usable(inner, error));
}

static void pool_tidy(const struct option_values *given)
{
	g_autofree char *project = g_get_current_dir();
	scoped(pool) pool = pool_of(given, project, NULL);

	if (pool)
		pool_upkeep_tidy(pool);
}

/*
 * The testr whose callout this is answers for the lease, unless the user may keep it: then it is
 * nobody's to take back, however its testr ended.
 */
static bool pool_assign(struct instance_record *lease, GError **error)
{
	g_autofree char *owner =
		g_getenv("TESTR_MAY_KEEP") ? NULL : process_identity_text_of_ancestor();

	return !owner || instance_record_set(lease, POOL_OWNER, owner, error);
}

/* What was asked for is there by now: nobody waits for this, and its failure is none. */
static bool pool_prepare(const struct option_values *given, int *signal)
{
	g_autofree char *project = g_get_current_dir();
	scoped(pool) pool = pool_of(given, project, NULL);

	if (pool)
		pool_upkeep_tidy_others(pool->key);
	if (option_values_has(given, "fill"))
		pool_upkeep_fill(given, signal, NULL);
	return *signal == 0;
}

static bool pool_provision(struct instance_record *lease, GError **error)
{
	scoped(pool) pool = pool_of(lease->options, lease->project, error);

	return pool && pool_lease_take(pool, lease, error);
}

static bool lease_has_file(const struct instance_record *lease, const char *name)
{
	g_autofree char *path = instance_record_path(lease, name);

	return access(path, F_OK) == 0;
}

static int pool_execute(const struct instance_record *lease, const struct request *request,
			GError **error)
{
	scoped(pool) pool = pool_of(lease->options, lease->project, error);
	scoped(instance_record) member = pool ? pool_lease_open(pool, lease, error) : NULL;
	g_autofree char *used = instance_record_path(lease, USED_FILE);

	if (!member || !g_file_set_contents(used, "", 0, error))
		return STATUS_LOST;
	int status = member->environment->execute(member, request, error);
	g_autofree char *meanwhile =
		status == STATUS_LOST ? NULL : instance_record_loss_meanwhile(member);
	if (!meanwhile)
		return status;
	g_clear_error(error);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the instance '%s', which '%s' is of, has been lost: %s", member->id, lease->id,
		    meanwhile);
	return STATUS_LOST;
}

/* What was in the middle of something, or was lost, may still be at it. */
static bool pool_dispose(const struct instance_record *lease, GError **error)
{
	scoped(pool) pool = pool_of(lease->options, lease->project, error);
	const struct pool_return how = {.options = lease->options,
					.was_used = lease_has_file(lease, USED_FILE),
					.is_clean = !lease_has_file(lease, RUNNING_FILE) &&
						    !instance_record_is_lost(lease)};

	return pool && pool_lease_give_back(pool, lease->id, &how, error);
}

const struct environment environment_pool = {
	.name = "pool",
	.summary = "instances of another environment, kept warm between runs",
	.description =
		"Each instance is one of another environment, written after -- or given by three\n"
		"commands, that outlives the run which made it: runs take idle ones, with the\n"
		"project's present tree, and make only what is missing. Pools belong to a project\n"
		"and to what they are of, and serve any number of runs at a time.\n",
	.options = pool_options,
	.is_lease = true,
	.at_once = 8,
	.is_usable = pool_is_usable,
	.tidy = pool_tidy,
	.assign = pool_assign,
	.prepare = pool_prepare,
	.provision = pool_provision,
	.execute = pool_execute,
	.dispose = pool_dispose,
	.manage = pool_upkeep_manage,
};
