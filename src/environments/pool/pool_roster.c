#include "environments/pool/pool_roster.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/pool/custom_callouts.h"
#include "environments/state_folder.h"

enum { KEY_LETTERS = 16 }; /* 64 bits of a hash */

/* The group of a roster that says which pool it is of; all others are members. */
static const char about[] = "pool";

/* The environment called `name` that a pool may wrap; NULL if there is none. */
static const struct environment *find_pooled_environment(const char *name)
{
	if (strcmp(name, custom_callouts_environment.name) == 0)
		return &custom_callouts_environment;
	return environment_find(name);
}

/* The words of the project's own callouts, as options of custom_callouts_environment. */
static char **custom_callout_words(const struct option_values *options)
{
	const struct option *option = custom_callouts_environment.options;
	GPtrArray *words = g_ptr_array_new();

	for (; option->name; option++) {
		if (!option_values_has(options, option->name))
			continue;
		g_ptr_array_add(words, g_strconcat("--", option->name, NULL));
		g_ptr_array_add(words, g_strdup(option_values_get(options, option->name)));
	}
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

static char *pool_key(const struct pool *pool)
{
	g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
	const char *const parts[] = {pool->project, pool->inner->name};

	/* With their terminators: so no two lists of words are the same bytes. */
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		g_checksum_update(hash, (const unsigned char *)parts[i],
				  (long)strlen(parts[i]) + 1);
	for (char **word = pool->words; *word; word++)
		g_checksum_update(hash, (const unsigned char *)*word, (long)strlen(*word) + 1);
	return g_strndup(g_checksum_get_string(hash), KEY_LETTERS);
}

struct pool *pool_of(const struct option_values *options, const char *project, GError **error)
{
	const char *const *wrapped = option_values_all(options, "");
	g_auto(GStrv) own = custom_callout_words(options);
	bool is_own = !wrapped[0];

	if (is_own != (own[0] != NULL)) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "a pool is of another environment: give either -- NAME OPTIONS, or "
			    "--provision, --execute and --dispose");
		return NULL;
	}
	struct pool *pool = g_new0(struct pool, 1);
	pool->project = g_strdup(project);
	pool->inner = is_own ? &custom_callouts_environment : find_pooled_environment(wrapped[0]);
	pool->words = is_own ? g_steal_pointer(&own) : g_strdupv((char **)wrapped + 1);
	pool->key = pool_key(pool);
	if (pool->inner->refresh)
		return pool;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
		    "instances of %s cannot be used again for a later run", pool->inner->name);
	pool_free(pool);
	return NULL;
}

static char *pool_path(const struct pool *pool, const char *name)
{
	g_autofree char *folder = state_folder_path("pools", pool->key);

	return g_build_filename(folder, name, NULL);
}

/* The pool whose folder is called `key`; NULL if its roster cannot be read. */
static struct pool *read_pool(const char *key)
{
	scoped(pool) pool = g_new0(struct pool, 1);
	g_autoptr(GKeyFile) file = g_key_file_new();

	pool->key = g_strdup(key);
	g_autofree char *path = pool_path(pool, "roster");
	if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
		return NULL;
	g_autofree char *name = g_key_file_get_string(file, about, "environment", NULL);
	pool->project = g_key_file_get_string(file, about, "project", NULL);
	pool->words = g_key_file_get_string_list(file, about, "options", NULL, NULL);
	pool->inner = name ? find_pooled_environment(name) : NULL;
	if (!pool->project || !pool->words || !pool->inner)
		return NULL;
	return g_steal_pointer(&pool);
}

static void free_pool_data(void *pool)
{
	pool_free(pool);
}

GPtrArray *pools_on_record(void)
{
	GPtrArray *pools = g_ptr_array_new_with_free_func(free_pool_data);
	g_autofree char *parent = state_folder_path("pools", NULL);
	g_autoptr(GDir) folder = g_dir_open(parent, 0, NULL);
	const char *key;

	while (folder && (key = g_dir_read_name(folder))) {
		struct pool *pool = read_pool(key);
		if (pool)
			g_ptr_array_add(pools, pool);
	}
	return pools;
}

struct option_values *pool_inner_options(const struct pool *pool, GError **error)
{
	size_t used = 0;

	return option_values_parse(pool->inner->options, environment_options,
				   (const char *const *)pool->words, &used, error);
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	g_free(pool->key);
	g_free(pool->project);
	g_strfreev(pool->words);
	g_free(pool);
}

static void free_pool_member(void *of_member)
{
	struct member *member = of_member;

	g_free(member->id);
	g_free(member->lease);
	g_free(member->owner);
	g_free(member);
}

static char *roster_string(GKeyFile *file, const char *group, const char *key)
{
	char *text = g_key_file_get_string(file, group, key, NULL);

	return text ? text : g_strdup("");
}

static void load_members(struct roster *roster, GKeyFile *file)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

	for (char **group = groups; *group; group++) {
		if (strcmp(*group, about) == 0)
			continue;
		struct member *member = g_new0(struct member, 1);
		member->id = g_strdup(*group);
		member->lease = roster_string(file, *group, "lease");
		member->owner = roster_string(file, *group, "owner");
		member->uses = g_key_file_get_int64(file, *group, "uses", NULL);
		member->made_s = g_key_file_get_int64(file, *group, "made", NULL);
		member->expires_s = g_key_file_get_int64(file, *group, "expires", NULL);
		member->is_retired = g_key_file_get_boolean(file, *group, "retired", NULL);
		g_ptr_array_add(roster->members, member);
	}
}

struct roster *roster_read(const struct pool *pool, GError **error)
{
	scoped(roster) roster = g_new0(struct roster, 1);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) reason = NULL;

	roster->pool = pool;
	roster->lock = -1;
	roster->path = pool_path(pool, "roster");
	roster->members = g_ptr_array_new_with_free_func(free_pool_member);
	if (g_key_file_load_from_file(file, roster->path, G_KEY_FILE_NONE, &reason))
		load_members(roster, file);
	if (!reason || g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return g_steal_pointer(&roster);
	g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
		    "the roster of a pool, '%s', is damaged: %s", roster->path, reason->message);
	return NULL;
}

/* True if `lock` is still the file at `path`. */
static bool is_file_at(int lock, const char *path)
{
	struct stat held;
	struct stat there;

	return fstat(lock, &held) == 0 && stat(path, &there) == 0 && held.st_ino == there.st_ino &&
	       held.st_dev == there.st_dev;
}

/* Waits for the lock of `pool`. Whoever had it before may have removed it, with the pool's folder,
 * in the meantime: then it is none any more, or cannot be opened, and all begins again. */
static int lock_pool(const struct pool *pool, GError **error)
{
	g_autofree char *folder = pool_path(pool, NULL);
	g_autofree char *path = pool_path(pool, "lock");

	while (state_folder_make(folder, error)) {
		g_autoptr(GError) reason = NULL;
		int lock = state_folder_lock(path, &reason);
		if (lock >= 0 && is_file_at(lock, path))
			return lock;
		file_close(&lock);
		if (reason && g_file_test(folder, G_FILE_TEST_IS_DIR)) {
			g_propagate_error(error, g_steal_pointer(&reason));
			return -1;
		}
	}
	return -1;
}

struct roster *roster_open(const struct pool *pool, GError **error)
{
	int lock = lock_pool(pool, error);

	if (lock < 0)
		return NULL;
	struct roster *roster = roster_read(pool, error);
	if (roster)
		roster->lock = lock;
	else
		file_close(&lock);
	return roster;
}

struct member *roster_find(const struct roster *roster, const char *id)
{
	for (size_t i = 0; i < roster->members->len; i++) {
		struct member *member = roster->members->pdata[i];
		if (strcmp(member->id, id) == 0)
			return member;
	}
	return NULL;
}

struct member *roster_find_lease(const struct roster *roster, const char *lease)
{
	for (size_t i = 0; i < roster->members->len; i++) {
		struct member *member = roster->members->pdata[i];
		if (strcmp(member->lease, lease) == 0)
			return member;
	}
	return NULL;
}

void member_lend(struct member *member, const char *lease, const char *owner)
{
	g_free(member->lease);
	g_free(member->owner);
	member->lease = g_strdup(lease);
	member->owner = g_strdup(owner);
}

struct member *roster_add(struct roster *roster, const char *id, const char *lease,
			  const char *owner)
{
	struct member *member = g_new0(struct member, 1);

	member->id = g_strdup(id);
	member->made_s = g_get_real_time() / G_USEC_PER_SEC;
	member_lend(member, lease, owner);
	g_ptr_array_add(roster->members, member);
	return member;
}

void roster_remove(struct roster *roster, struct member *member)
{
	g_ptr_array_remove(roster->members, member);
}

static void store_member(GKeyFile *file, const struct member *member)
{
	g_key_file_set_string(file, member->id, "lease", member->lease);
	g_key_file_set_string(file, member->id, "owner", member->owner);
	g_key_file_set_int64(file, member->id, "uses", member->uses);
	g_key_file_set_int64(file, member->id, "made", member->made_s);
	g_key_file_set_int64(file, member->id, "expires", member->expires_s);
	g_key_file_set_boolean(file, member->id, "retired", member->is_retired);
}

bool roster_save(const struct roster *roster, GError **error)
{
	const struct pool *pool = roster->pool;
	g_autoptr(GKeyFile) file = g_key_file_new();
	size_t length = 0;

	if (roster->members->len == 0 && unlink(roster->path) == 0)
		return file_sync_folder_of(roster->path, error);
	if (roster->members->len == 0 && errno == ENOENT)
		return true;
	g_key_file_set_string(file, about, "project", pool->project);
	g_key_file_set_string(file, about, "environment", pool->inner->name);
	g_key_file_set_string_list(file, about, "options", (const char *const *)pool->words,
				   g_strv_length(pool->words));
	for (size_t i = 0; i < roster->members->len; i++)
		store_member(file, roster->members->pdata[i]);
	g_autofree char *content = g_key_file_to_data(file, &length, NULL);
	return file_replace(roster->path, (struct bytes){(const uint8_t *)content, length}, error);
}

/* Of a pool without instances nothing stays. */
static void remove_unused_pool(const struct roster *roster)
{
	g_autofree char *folder = pool_path(roster->pool, NULL);
	g_autofree char *lock = pool_path(roster->pool, "lock");

	if (access(roster->path, F_OK) == 0)
		return;
	unlink(lock);
	rmdir(folder);
}

void roster_free(struct roster *roster)
{
	if (!roster)
		return;
	if (roster->lock >= 0)
		remove_unused_pool(roster);
	file_close(&roster->lock);
	g_ptr_array_unref(roster->members);
	g_free(roster->path);
	g_free(roster);
}
