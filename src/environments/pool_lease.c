#include "environments/pool_lease.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/program.h"
#include "environments/state.h"

static int64_t now_s(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

/* When `member` is too old, by the options given; 0: never. */
static int64_t expiry(const struct member *member, const struct options *options)
{
	int64_t age_us = options_duration_us(options, "max-age");

	return age_us > 0 ? member->made_s + age_us / G_USEC_PER_SEC : 0;
}

/* True if `member` may be lent out (again) under the options given. */
static bool is_worth_keeping(const struct member *member, const struct options *options)
{
	int64_t expires_s = expiry(member, options);
	bool is_old = expires_s > 0 && now_s() >= expires_s;
	bool is_worn = options_has(options, "max-uses") &&
		       member->uses >= options_count(options, "max-uses");

	return !member->is_retired && !is_old && !is_worn;
}

/* Who answers for `lease`. Owned by the caller. */
static char *owner_of(const struct instance *lease)
{
	char *owner = instance_get(lease, POOL_OWNER);

	return owner ? owner : g_strdup("");
}

/* Lends an idle instance to `lease`. NULL if there is none, or with `error`. Owned by the caller.
 * Those that are not worth keeping are left to upkeep. */
static char *claim(const struct pool *pool, const struct instance *lease, GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	g_autofree char *owner = owner_of(lease);
	bool is_changed = false;

	for (size_t i = 0; roster && i < roster->members->len; i++) {
		struct member *member = roster->members->pdata[i];
		if (*member->lease)
			continue;
		if (!is_worth_keeping(member, lease->options)) {
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
static bool enter(const struct pool *pool, const struct instance *lease, const char *id,
		  GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	g_autofree char *owner = owner_of(lease);

	if (!roster)
		return false;
	roster_add(roster, id, lease->id, owner);
	return roster_save(roster, error);
}

/* Strikes an instance off. */
static bool strike(const struct pool *pool, const char *id, GError **error)
{
	scoped(roster) roster = roster_open(pool, error);
	struct member *member = roster ? roster_find(roster, id) : NULL;

	if (member)
		roster_remove(roster, member);
	return roster && (!member || roster_save(roster, error));
}

/* Nobody has the instance any more, and nobody gets it: upkeep disposes of it. */
static void retire(const struct pool *pool, const char *id)
{
	scoped(roster) roster = roster_open(pool, NULL);
	struct member *member = roster ? roster_find(roster, id) : NULL;

	if (!member)
		return;
	member_lend(member, "", "");
	member->is_retired = true;
	roster_save(roster, NULL);
}

static bool discard(const struct pool *pool, const struct instance *member, GError **error)
{
	return pool->inner->dispose(member, error) && instance_forget(member->id, error) &&
	       strike(pool, member->id, error);
}

bool pool_make(const struct pool *pool, const struct instance *lease, GError **error)
{
	const struct environment *inner = pool->inner;
	scoped(options) options = pool_inner_options(pool, error);
	scoped(instance) member = options ? instance_new(inner, options, error) : NULL;
	scoped_fd busy = member ? state_lock(member->folder, error) : -1;

	if (busy < 0 || !enter(pool, lease, member->id, error)) {
		if (member)
			instance_forget(member->id, NULL);
		return false;
	}
	return (!inner->assign || inner->assign(member, error)) &&
	       inner->provision(member, error) && instance_set_ready(member, error);
}

/* Brings the instance called `id`, which has been claimed, up to date. If that cannot be done, for
 * whatever reason, it is disposed of. */
static bool renew(const struct pool *pool, const char *id)
{
	scoped(instance) member = instance_open(pool->inner, id, NULL);
	scoped_fd busy = member ? state_lock(member->folder, NULL) : -1;

	if (busy >= 0 && instance_is_of_this_version(member) && pool->inner->refresh(member, NULL))
		return true;
	if (member ? !discard(pool, member, NULL) : !strike(pool, id, NULL))
		retire(pool, id);
	return false;
}

bool pool_take(const struct pool *pool, const struct instance *lease, GError **error)
{
	g_autoptr(GError) reason = NULL;

	for (;;) {
		g_autofree char *id = claim(pool, lease, &reason);
		if (reason) {
			g_propagate_error(error, g_steal_pointer(&reason));
			return false;
		}
		if (!id)
			return pool_make(pool, lease, error);
		if (renew(pool, id))
			return true;
	}
}

/* Runs --reset in the instance, or `true`, which shows whether it can be executed in. */
static bool reset(const struct instance *member, const struct options *options)
{
	const char *command = options_get(options, "reset");
	const char *const words[] = {"/bin/sh", "-c", command ? command : "true", NULL};
	const char *const files[] = {NULL};
	scoped_fd nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const struct request request = {words, files, nothing};

	return member->environment->execute(member, &request, NULL) == 0;
}

/* True if the pool has more than --size instances that it may keep. */
static bool is_over_size(const struct roster *roster, const struct options *options)
{
	int kept = 0;

	for (size_t i = 0; i < roster->members->len; i++)
		kept += !((const struct member *)roster->members->pdata[i])->is_retired;
	return options_has(options, "size") && kept > options_count(options, "size");
}

/* Puts back what `lease` has had. False if the pool has no use for it, and then counts on it no
 * more. */
static bool put_back(const struct pool *pool, const char *lease, const struct pool_return *how)
{
	scoped(roster) roster = roster_open(pool, NULL);
	struct member *member = roster ? roster_find_lease(roster, lease) : NULL;

	if (!member)
		return false;
	member->uses += how->was_used;
	member->expires_s = expiry(member, how->options);
	if (is_worth_keeping(member, how->options) && !is_over_size(roster, how->options))
		member_lend(member, "", "");
	else
		member->is_retired = true;
	return roster_save(roster, NULL) && !member->is_retired;
}

/* The id of what `lease` has; NULL if it has nothing, or with `error`. Owned by the caller. */
static char *lent_to(const struct pool *pool, const char *lease, GError **error)
{
	scoped(roster) roster = roster_read(pool, error);
	const struct member *member = roster ? roster_find_lease(roster, lease) : NULL;

	return member ? g_strdup(member->id) : NULL;
}

bool pool_give_back(const struct pool *pool, const char *lease, const struct pool_return *how,
		    GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *id = lent_to(pool, lease, &reason);
	scoped(instance) member = id ? instance_open(pool->inner, id, &reason) : NULL;

	if (g_error_matches(reason, INSTANCE_ERROR, INSTANCE_ERROR_GONE))
		return strike(pool, id, error);
	scoped_fd busy = member ? state_lock(member->folder, &reason) : -1;
	g_autofree char *still = member ? lent_to(pool, lease, &reason) : NULL;
	if (reason) {
		g_propagate_error(error, g_steal_pointer(&reason));
		return false;
	}
	if (!still) /* it had none, or somebody else has taken it back meanwhile */
		return true;
	return (how->options && how->is_clean && instance_is_ready(member) &&
		(!how->was_used || reset(member, how->options)) && put_back(pool, lease, how)) ||
	       discard(pool, member, error);
}

/* Gives commands in `member` the variables that `lease` is to have. */
static bool pass_variables(struct instance *member, const struct instance *lease, GError **error)
{
	g_autoptr(GPtrArray) words = program_words(NULL, NULL);
	size_t used = 0;

	program_append_all(words, options_words(member->options));
	for (const char *const *value = options_all(lease->options, "env"); *value; value++)
		program_append(words, "--env", *value, NULL);
	struct options *options = options_parse(member->environment->options, environment_options,
						(const char *const *)words->pdata, &used, error);
	if (!options)
		return false;
	options_free(member->options);
	member->options = options;
	return true;
}

struct instance *pool_open(const struct pool *pool, const struct instance *lease, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *id = lent_to(pool, lease->id, &reason);
	scoped(instance) member = id ? instance_open(pool->inner, id, &reason) : NULL;

	if (member && pass_variables(member, lease, &reason))
		return g_steal_pointer(&member);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the pool has taken back '%s'%s%s", lease->id, reason ? ": " : "",
		    reason ? reason->message : "");
	return NULL;
}
