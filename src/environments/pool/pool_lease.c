#include "environments/pool/pool_lease.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/program.h"
#include "environments/state_folder.h"

static int64_t current_time_s(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

/* When `member` is too old, by the options given; 0: never. */
static int64_t member_expiry_s(const struct member *member, const struct option_values *options)
{
	int64_t age_us = option_values_get_duration_us(options, "max-age");

	return age_us > 0 ? member->made_s + age_us / G_USEC_PER_SEC : 0;
}

/* True if `member` may be lent out (again) under the options given. */
static bool is_member_worth_keeping(const struct member *member,
				    const struct option_values *options)
{
	int64_t expires_s = member_expiry_s(member, options);
	bool is_old = expires_s > 0 && current_time_s() >= expires_s;
	bool is_worn = option_values_has(options, "max-uses") &&
		       member->uses >= option_values_get_count(options, "max-uses");

	return !member->is_retired && !is_old && !is_worn;
}

/* Who answers for `lease`. Owned by the caller. */
static char *lease_owner(const struct instance_record *lease)
{
	char *owner = instance_record_get(lease, POOL_OWNER);

	return owner ? owner : g_strdup("");
}

/* Lends an idle instance to `lease`. NULL if there is none, or with `error`. Owned by the caller.
 * Those that are not worth keeping are left to upkeep. */
static char *claim_idle_member(const struct pool *pool, const struct instance_record *lease,
			       GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	g_autofree char *owner = lease_owner(lease);
	bool is_changed = false;

	for (size_t i = 0; roster && i < roster->members->len; i++) {
		struct member *member = roster->members->pdata[i];
		if (*member->lease)
			continue;
		if (!is_member_worth_keeping(member, lease->options)) {
			is_changed |= !member->is_retired;
			member->is_retired = true;
			continue;
		}
		member_lend(member, lease->id, owner);
		return roster_save(roster, error) ? g_strdup(member->id) : NULL;
	}
	if (is_changed)
		roster_save(roster, error);
	return NULL;
}

/* Enters a new instance, before anything of it is made. */
static bool enter_member(const struct pool *pool, const struct instance_record *lease,
			 const char *id, GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	g_autofree char *owner = lease_owner(lease);

	if (!roster)
		return false;
	roster_add(roster, id, lease->id, owner);
	return roster_save(roster, error);
}

/* Strikes an instance off. */
static bool strike_member_off(const struct pool *pool, const char *id, GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	struct member *member = roster ? roster_find(roster, id) : NULL;

	if (member)
		roster_remove(roster, member);
	return roster && (!member || roster_save(roster, error));
}

/* Nobody has the instance any more, and nobody gets it: upkeep disposes of it. */
static void retire_member(const struct pool *pool, const char *id)
{
	scoped(roster) roster = roster_open(pool, NULL);
	struct member *member = roster ? roster_find(roster, id) : NULL;

	if (!member)
		return;
	member_lend(member, "", "");
	member->is_retired = true;
	roster_save(roster, NULL);
}

static bool dispose_of_member(const struct pool *pool, const struct instance_record *member,
			      GError **error)
{
	return pool->inner->dispose(member, error) && instance_record_forget(member->id, error) &&
	       strike_member_off(pool, member->id, error);
}

bool pool_lease_make(const struct pool *pool, const struct instance_record *lease, GError **error)
{
	const struct environment *inner = pool->inner;
	scoped(option_values) options = pool_inner_options(pool, error);
	scoped(instance_record) member =
		options ? instance_record_new(inner, options, error) : NULL;
	scoped_fd busy = member ? state_folder_lock(member->folder, error) : -1;

	if (busy < 0 || !enter_member(pool, lease, member->id, error)) {
		if (member)
			instance_record_forget(member->id, NULL);
		return false;
	}
	return (!inner->assign || inner->assign(member, error)) &&
	       inner->provision(member, error) && instance_record_set_ready(member, error);
}

/* Brings the instance called `id`, which has been claimed, up to date. If that cannot be done, for
 * whatever reason, it is disposed of. */
static bool refresh_member(const struct pool *pool, const char *id)
{
	scoped(instance_record) member = instance_record_open_to_dispose(pool->inner, id, NULL);
	scoped_fd busy = member ? state_folder_lock(member->folder, NULL) : -1;

	if (busy >= 0 && !member->is_damaged && instance_record_is_of_this_version(member) &&
	    pool->inner->refresh(member, NULL))
		return true;
	if (member ? !dispose_of_member(pool, member, NULL) : !strike_member_off(pool, id, NULL))
		retire_member(pool, id);
	return false;
}

bool pool_lease_take(const struct pool *pool, const struct instance_record *lease, GError **error)
{
	g_autoptr(GError) reason = NULL;

	for (;;) {
		g_autofree char *id = claim_idle_member(pool, lease, &reason);
		if (reason) {
			g_propagate_error(error, g_steal_pointer(&reason));
			return false;
		}
		if (!id)
			return pool_lease_make(pool, lease, error);
		if (refresh_member(pool, id))
			return true;
	}
}

/* Runs --reset in the instance, or `true`, which shows whether it can be executed in. */
static bool reset_member(const struct instance_record *member, const struct option_values *options)
{
	const char *command = option_values_get(options, "reset");
	const char *const words[] = {"/bin/sh", "-c", command ? command : "true", NULL};
	const char *const files[] = {NULL};
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const struct request request = {words, files, nothing};

	return member->environment->execute(member, &request, NULL) == 0;
}

/* True if the pool has more than --size instances that it may keep. */
static bool is_pool_over_size(const struct roster *roster, const struct option_values *options)
{
	int kept = 0;

	for (size_t i = 0; i < roster->members->len; i++)
		kept += !((const struct member *)roster->members->pdata[i])->is_retired;
	return option_values_has(options, "size") &&
	       kept > option_values_get_count(options, "size");
}

/* Puts back what `lease` has had. False if the pool has no use for it, and then counts on it no
 * more. */
static bool put_member_back(const struct pool *pool, const char *lease,
			    const struct pool_return *how)
{
	scoped(roster) roster = roster_open(pool, NULL);
	struct member *member = roster ? roster_find_lease(roster, lease) : NULL;

	if (!member)
		return false;
	member->uses += how->was_used;
	member->expires_s = member_expiry_s(member, how->options);
	if (is_member_worth_keeping(member, how->options) &&
	    !is_pool_over_size(roster, how->options))
		member_lend(member, "", "");
	else
		member->is_retired = true;
	return roster_save(roster, NULL) && !member->is_retired;
}

/* The id of what `lease` has; NULL if it has nothing, or with `error`. Owned by the caller. */
static char *member_lent_to(const struct pool *pool, const char *lease, GError **error)
{
	scoped(roster) roster = roster_read(pool, error);
	const struct member *member = roster ? roster_find_lease(roster, lease) : NULL;

	return member ? g_strdup(member->id) : NULL;
}

bool pool_lease_give_back(const struct pool *pool, const char *lease, const struct pool_return *how,
			  GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *id = member_lent_to(pool, lease, &reason);
	scoped(instance_record) member =
		id ? instance_record_open_to_dispose(pool->inner, id, &reason) : NULL;

	if (g_error_matches(reason, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE))
		return strike_member_off(pool, id, error);
	scoped_fd busy = member ? state_folder_lock(member->folder, &reason) : -1;
	g_autofree char *still = member ? member_lent_to(pool, lease, &reason) : NULL;
	if (reason) {
		g_propagate_error(error, g_steal_pointer(&reason));
		return false;
	}
	if (!still) /* it had none, or somebody else has taken it back meanwhile */
		return true;
	return (how->options && how->is_clean && !member->is_damaged &&
		instance_record_is_ready(member) &&
		(!how->was_used || reset_member(member, how->options)) &&
		put_member_back(pool, lease, how)) ||
	       dispose_of_member(pool, member, error);
}

/* Gives commands in `member` the variables that `lease` is to have. */
static bool pass_variables(struct instance_record *member, const struct instance_record *lease,
			   GError **error)
{
	g_autoptr(GPtrArray) words = program_words(NULL, NULL);
	size_t used = 0;

	program_append_all(words, option_values_words(member->options));
	for (const char *const *value = option_values_all(lease->options, "env"); *value; value++)
		program_append(words, "--env", *value, NULL);
	struct option_values *options =
		option_values_parse(member->environment->options, environment_options,
				    (const char *const *)words->pdata, &used, error);
	if (!options)
		return false;
	option_values_free(member->options);
	member->options = options;
	return true;
}

struct instance_record *pool_lease_open(const struct pool *pool,
					const struct instance_record *lease, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *id = member_lent_to(pool, lease->id, &reason);
	scoped(instance_record) member = id ? instance_record_open(pool->inner, id, &reason) : NULL;

	if (member && pass_variables(member, lease, &reason))
		return g_steal_pointer(&member);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the pool has taken back '%s'%s%s", lease->id, reason ? ": " : "",
		    reason ? reason->message : "");
	return NULL;
}
