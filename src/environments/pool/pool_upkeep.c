#include "environments/pool/pool_upkeep.h"

#include <string.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/process_identity.h"
#include "base/table.h"
#include "environments/pool/pool_lease.h"

extern const struct environment environment_pool;

/* A lease of this process' own, under which it disposes of instances. Owned by the caller. */
static char *upkeep_lease(const char *member)
{
	return g_strconcat("upkeep-", member, NULL);
}

/* True if `lease` is no instance of a pool any more, so that it can give back nothing. */
static bool has_lease_gone(const char *lease)
{
	g_autoptr(GError) reason = NULL;
	scoped(instance_record) opened = instance_record_open(&environment_pool, lease, &reason);

	return !opened &&
	       g_error_matches(reason, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE);
}

/* True if nobody answers for what `member` is lent to. A lease that is the user's own, without an
 * owner, may have gone with the machine: its record is not synced. */
static bool is_member_left_behind(const struct member *member)
{
	if (!*member->lease)
		return false;
	return *member->owner ? !process_identity_text_is_alive(member->owner)
			      : has_lease_gone(member->lease);
}

static bool is_member_spent(const struct member *member)
{
	int64_t now_s = g_get_real_time() / G_USEC_PER_SEC;

	return !*member->lease &&
	       (member->is_retired || (member->expires_s > 0 && now_s >= member->expires_s));
}

/* The leases of all members that `wanted` chooses; NULL-terminated, owned by the caller. */
static char **leases_of_members(const struct pool *pool,
				bool (*wanted)(const struct member *member))
{
	scoped(roster) roster = roster_read(pool, NULL);
	GPtrArray *ids = g_ptr_array_new();

	for (size_t i = 0; roster && i < roster->members->len; i++) {
		const struct member *member = roster->members->pdata[i];
		if (wanted(member))
			g_ptr_array_add(ids, g_strdup(member->lease));
	}
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_free(ids, FALSE);
}

/* Makes what is idle and `wanted` chooses this process', and returns the leases. NULL-terminated,
 * owned by the caller. */
static char **claim_for_upkeep(const struct pool *pool, bool (*wanted)(const struct member *member))
{
	scoped(roster) roster = roster_open(pool, NULL);
	g_autofree char *self = process_identity_text(getpid());
	GPtrArray *claimed = g_ptr_array_new();

	for (size_t i = 0; roster && i < roster->members->len; i++) {
		struct member *member = roster->members->pdata[i];
		if (*member->lease || !wanted(member))
			continue;
		char *lease = upkeep_lease(member->id);
		member_lend(member, lease, self ? self : "");
		g_ptr_array_add(claimed, lease);
	}
	g_ptr_array_add(claimed, NULL);
	if (claimed->len > 1)
		roster_save(roster, NULL);
	return (char **)g_ptr_array_free(claimed, FALSE);
}

/* Disposes of what `leases` have. False with the last failure. */
static bool dispose_of_leases(const struct pool *pool, char **leases, GError **error)
{
	static const struct pool_return how = {.options = NULL};
	g_autoptr(GError) last = NULL;

	for (; *leases; leases++) {
		g_autoptr(GError) reason = NULL;
		if (pool_lease_give_back(pool, *leases, &how, &reason))
			continue;
		g_clear_error(&last);
		last = g_steal_pointer(&reason);
	}
	if (!last)
		return true;
	g_propagate_error(error, g_steal_pointer(&last));
	return false;
}

void pool_upkeep_tidy(const struct pool *pool)
{
	g_auto(GStrv) left = leases_of_members(pool, is_member_left_behind);
	g_auto(GStrv) abandoned = instance_record_abandoned_ids(pool->inner);

	environment_dispose(&environment_pool, (const char *const *)left, NULL);
	/* Of leases that had no record of their own, or whose record went first. */
	g_auto(GStrv) still_left = leases_of_members(pool, is_member_left_behind);
	dispose_of_leases(pool, still_left, NULL);
	g_auto(GStrv) spent = claim_for_upkeep(pool, is_member_spent);
	dispose_of_leases(pool, spent, NULL);
	environment_dispose(pool->inner, (const char *const *)abandoned, NULL);
}

void pool_upkeep_tidy_others(const char *key)
{
	g_autoptr(GPtrArray) pools = pools_on_record();

	for (size_t i = 0; i < pools->len; i++) {
		const struct pool *pool = pools->pdata[i];
		if (strcmp(pool->key, key) != 0)
			pool_upkeep_tidy(pool);
	}
}

/* ---- --list ---- */

static const char *member_state(const struct member *member)
{
	if (*member->lease)
		return is_member_left_behind(member) ? "left behind" : "in use";
	return member->is_retired ? "retired" : "idle";
}

static void list_pool_members(struct table *table, const struct pool *pool)
{
	scoped(roster) roster = roster_read(pool, NULL);
	g_autofree char *options = g_strjoinv(" ", pool->words);
	g_autofree char *inner = g_strstrip(g_strconcat(pool->inner->name, " ", options, NULL));
	int64_t now_s = g_get_real_time() / G_USEC_PER_SEC;

	for (size_t i = 0; roster && i < roster->members->len; i++) {
		const struct member *member = roster->members->pdata[i];
		g_autofree char *uses = g_strdup_printf("%" G_GINT64_FORMAT, member->uses);
		g_autofree char *age =
			duration_format(MAX(now_s - member->made_s, 0) * G_USEC_PER_SEC);
		table_add(table, (const char *const[]){member->id, member_state(member), uses, age,
						       *member->lease ? member->lease : "-",
						       pool->project, inner});
	}
}

static void list_pools(GString *output)
{
	static const char *const headings[] = {"instance", "state",   "uses",        "age",
					       "lease",    "project", "environment", NULL};
	g_autoptr(GPtrArray) pools = pools_on_record();
	scoped(table) table = table_new(headings);

	for (size_t i = 0; i < pools->len; i++)
		list_pool_members(table, pools->pdata[i]);
	g_autofree char *text = table_format(table);
	g_string_append(output, text);
}

/* ---- --drain ---- */

static bool is_any_member(const struct member *member)
{
	return member != NULL;
}

/* What is in use is not to come back. */
static void retire_members(const struct pool *pool)
{
	scoped(roster) roster = roster_open(pool, NULL);

	for (size_t i = 0; roster && i < roster->members->len; i++)
		((struct member *)roster->members->pdata[i])->is_retired = true;
	if (roster)
		roster_save(roster, NULL);
}

static bool drain_pools(GError **error)
{
	g_autoptr(GPtrArray) pools = pools_on_record();
	bool is_done = true;

	for (size_t i = 0; i < pools->len; i++) {
		pool_upkeep_tidy(pools->pdata[i]);
		g_auto(GStrv) claimed = claim_for_upkeep(pools->pdata[i], is_any_member);
		retire_members(pools->pdata[i]);
		is_done = dispose_of_leases(pools->pdata[i], claimed, is_done ? error : NULL) &&
			  is_done;
	}
	return is_done;
}

/* ---- --fill ---- */

/* This process answers for what it takes only to give it back. */
static bool assign_lease_to_this_process(struct instance_record *lease, GError **error)
{
	g_autofree char *self = process_identity_text(getpid());

	return !self || instance_record_set(lease, POOL_OWNER, self, error);
}

static bool make_idle_member(struct instance_record *lease, GError **error)
{
	scoped(pool) pool = pool_of(lease->options, lease->project, error);

	return pool && pool_lease_make(pool, lease, error);
}

static bool keep_filled_id(const char *id, void *ids)
{
	g_ptr_array_add(ids, g_strdup(id));
	return true;
}

bool pool_upkeep_fill(const struct option_values *options, int *signal, GError **error)
{
	g_autofree char *project = g_get_current_dir();
	scoped(pool) pool = pool_of(options, project, error);
	scoped(roster) roster = pool ? roster_read(pool, error) : NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	if (!roster)
		return false;
	if (!option_values_has(options, "size")) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "--fill needs --size");
		return false;
	}
	int missing = option_values_get_count(options, "size") - (int)roster->members->len;
	/* Lent and given back unused: so this is as safe as lending is. */
	struct environment filler = environment_pool;
	filler.tidy = NULL;
	filler.assign = assign_lease_to_this_process;
	filler.prepare = NULL;
	filler.provision = make_idle_member;
	if (missing > 0 &&
	    !environment_provision(&filler, options, missing, keep_filled_id, ids, signal, error))
		return false;
	g_ptr_array_add(ids, NULL);
	return environment_dispose(&environment_pool, (const char *const *)ids->pdata, error);
}

bool pool_upkeep_manage(const struct option_values *options, GString *output, int *signal,
			GError **error)
{
	bool is_done = !option_values_has(options, "drain") || drain_pools(error);

	if (is_done && option_values_has(options, "fill"))
		is_done = pool_upkeep_fill(options, signal, error);
	if (is_done && option_values_has(options, "list"))
		list_pools(output);
	return is_done;
}
