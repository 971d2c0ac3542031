#include "environments/pool_upkeep.h"

#include <string.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/process_identity.h"
#include "base/table.h"
#include "environments/pool_lease.h"

extern const struct environment environment_pool;

/* A lease of this process' own, under which it disposes of instances. Owned by the caller. */
static char *upkeep_lease(const char *member)
{
	return g_strconcat("upkeep-", member, NULL);
}

/* True if `lease` is no instance of a pool any more, so that it can give back nothing. */
static bool has_gone(const char *lease)
{
	g_autoptr(GError) reason = NULL;
	scoped(instance) opened = instance_open(&environment_pool, lease, &reason);

	return !opened && g_error_matches(reason, INSTANCE_ERROR, INSTANCE_ERROR_GONE);
}

/* True if nobody answers for what `member` is lent to. A lease that is the user's own, without an
 * owner, may have gone with the machine: its record is not synced. */
static bool is_left_behind(const struct member *member)
{
	if (!*member->lease)
		return false;
	return *member->owner ? !process_identity_text_is_alive(member->owner)
			      : has_gone(member->lease);
}

static bool is_spent(const struct member *member)
{
	int64_t now_s = g_get_real_time() / G_USEC_PER_SEC;

	return !*member->lease &&
	       (member->is_retired || (member->expires_s > 0 && now_s >= member->expires_s));
}

/* The leases of all members that `wanted` chooses; NULL-terminated, owned by the caller. */
static char **leases(const struct pool *pool, bool (*wanted)(const struct member *member))
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
static char **claim_idle(const struct pool *pool, bool (*wanted)(const struct member *member))
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
static bool discard_all(const struct pool *pool, char **leases, GError **error)
{
	static const struct pool_return how = {.options = NULL};
	g_autoptr(GError) last = NULL;

	for (; *leases; leases++) {
		g_autoptr(GError) reason = NULL;
		if (pool_give_back(pool, *leases, &how, &reason))
			continue;
		g_clear_error(&last);
		last = g_steal_pointer(&reason);
	}
	if (!last)
		return true;
	g_propagate_error(error, g_steal_pointer(&last));
	return false;
}

void pool_tidy(const struct pool *pool)
{
	g_auto(GStrv) left = leases(pool, is_left_behind);
	g_auto(GStrv) abandoned = instances_abandoned(pool->inner);

	environment_dispose(&environment_pool, (const char *const *)left, NULL);
	/* Of leases that had no record of their own, or whose record went first. */
	g_auto(GStrv) still_left = leases(pool, is_left_behind);
	discard_all(pool, still_left, NULL);
	g_auto(GStrv) spent = claim_idle(pool, is_spent);
	discard_all(pool, spent, NULL);
	environment_dispose(pool->inner, (const char *const *)abandoned, NULL);
}

void pool_tidy_others(const char *key)
{
	g_autoptr(GPtrArray) pools = pools_on_record();

	for (size_t i = 0; i < pools->len; i++) {
		const struct pool *pool = pools->pdata[i];
		if (strcmp(pool->key, key) != 0)
			pool_tidy(pool);
	}
}

/* ---- --list ---- */

static const char *state_of(const struct member *member)
{
	if (*member->lease)
		return is_left_behind(member) ? "left behind" : "in use";
	return member->is_retired ? "retired" : "idle";
}

static void list_pool(struct table *table, const struct pool *pool)
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
		table_add(table, (const char *const[]){member->id, state_of(member), uses, age,
						       *member->lease ? member->lease : "-",
						       pool->project, inner});
	}
}

static void list(GString *output)
{
	static const char *const headings[] = {"instance", "state",   "uses",        "age",
					       "lease",    "project", "environment", NULL};
	g_autoptr(GPtrArray) pools = pools_on_record();
	scoped(table) table = table_new(headings);

	for (size_t i = 0; i < pools->len; i++)
		list_pool(table, pools->pdata[i]);
	g_autofree char *text = table_format(table);
	g_string_append(output, text);
}

/* ---- --drain ---- */

static bool is_any(const struct member *member)
{
	return member != NULL;
}

/* What is in use is not to come back. */
static void retire_lent(const struct pool *pool)
{
	scoped(roster) roster = roster_open(pool, NULL);

	for (size_t i = 0; roster && i < roster->members->len; i++)
		((struct member *)roster->members->pdata[i])->is_retired = true;
	if (roster)
		roster_save(roster, NULL);
}

static bool drain(GError **error)
{
	g_autoptr(GPtrArray) pools = pools_on_record();
	bool is_done = true;

	for (size_t i = 0; i < pools->len; i++) {
		pool_tidy(pools->pdata[i]);
		g_auto(GStrv) claimed = claim_idle(pools->pdata[i], is_any);
		retire_lent(pools->pdata[i]);
		is_done = discard_all(pools->pdata[i], claimed, is_done ? error : NULL) && is_done;
	}
	return is_done;
}

/* ---- --fill ---- */

/* This process answers for what it takes only to give it back. */
static bool assign_self(struct instance *lease, GError **error)
{
	g_autofree char *self = process_identity_text(getpid());

	return !self || instance_set(lease, POOL_OWNER, self, error);
}

static bool make(struct instance *lease, GError **error)
{
	scoped(pool) pool = pool_of(lease->options, lease->project, error);

	return pool && pool_make(pool, lease, error);
}

static bool keep_id(const char *id, void *ids)
{
	g_ptr_array_add(ids, g_strdup(id));
	return true;
}

bool pool_fill(const struct options *options, int *signal, GError **error)
{
	g_autofree char *project = g_get_current_dir();
	scoped(pool) pool = pool_of(options, project, error);
	scoped(roster) roster = pool ? roster_read(pool, error) : NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	if (!roster)
		return false;
	if (!options_has(options, "size")) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "--fill needs --size");
		return false;
	}
	int missing = options_count(options, "size") - (int)roster->members->len;
	/* Lent and given back unused: so this is as safe as lending is. */
	struct environment filler = environment_pool;
	filler.tidy = NULL;
	filler.assign = assign_self;
	filler.prepare = NULL;
	filler.provision = make;
	if (missing > 0 &&
	    !environment_provision(&filler, options, missing, keep_id, ids, signal, error))
		return false;
	g_ptr_array_add(ids, NULL);
	return environment_dispose(&environment_pool, (const char *const *)ids->pdata, error);
}

bool pool_manage(const struct options *options, GString *output, int *signal, GError **error)
{
	bool is_done = !options_has(options, "drain") || drain(error);

	if (is_done && options_has(options, "fill"))
		is_done = pool_fill(options, signal, error);
	if (is_done && options_has(options, "list"))
		list(output);
	return is_done;
}
