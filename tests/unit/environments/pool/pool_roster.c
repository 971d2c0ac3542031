#include "environments/pool/pool_roster.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environments/file_tree.h"

static struct pool *pool_for(const char *project, const char *const *words)
{
	size_t used = 0;
	scoped(option_values) options = option_values_parse(
		environment_find("pool")->options, environment_options, words, &used, NULL);

	g_assert_nonnull(options);
	return pool_of(options, project, NULL);
}

static const char *const sandboxes[] = {"--size", "2", "--", "sandbox", "--network", "host", NULL};

static void the_same_wish_is_the_same_pool(void)
{
	static const char *const larger[] = {"--size",    "9",    "--", "sandbox",
					     "--network", "host", NULL};
	static const char *const other[] = {"--", "sandbox", NULL};
	scoped(pool) pool = pool_for("/project", sandboxes);
	scoped(pool) same = pool_for("/project", larger);
	scoped(pool) elsewhere = pool_for("/project2", sandboxes);
	scoped(pool) different = pool_for("/project", other);

	g_assert_cmpstr(pool->key, ==, same->key);
	g_assert_cmpstr(pool->key, !=, elsewhere->key);
	g_assert_cmpstr(pool->key, !=, different->key);
}

static void what_is_saved_is_read_again(void)
{
	scoped(pool) pool = pool_for("/project", sandboxes);
	struct roster *roster = roster_open(pool, NULL);
	struct member *made = roster_add(roster, "sandbox-a-1", "pool-a-1", "12 34 boot");
	made->uses = 3;
	made->expires_s = made->made_s + 60;
	made->is_retired = true;
	roster_add(roster, "sandbox-a-2", "", "");
	g_assert_true(roster_save(roster, NULL));
	roster_free(roster);

	scoped(roster) again = roster_read(pool, NULL);

	g_assert_cmpuint(again->members->len, ==, 2);
	const struct member *member = roster_find(again, "sandbox-a-1");
	g_assert_true(member == roster_find_lease(again, "pool-a-1"));
	g_assert_cmpstr(member->owner, ==, "12 34 boot");
	g_assert_cmpint(member->uses, ==, 3);
	g_assert_cmpint(member->expires_s, ==, member->made_s + 60);
	g_assert_true(member->is_retired);
	g_assert_cmpstr(roster_find_lease(again, "")->id, ==, "sandbox-a-2");
}

static void pools_are_found_on_record(void)
{
	static const char *const callouts[] = {"--provision", "./a b; c", "--execute", "x\ny",
					       "--dispose",   "z",        NULL};
	scoped(pool) pool = pool_for("/other project", callouts);
	scoped(roster) roster = roster_open(pool, NULL);
	roster_add(roster, "callouts-a-1", "", "");
	g_assert_true(roster_save(roster, NULL));
	g_autoptr(GPtrArray) pools = pools_on_record();
	const struct pool *found = NULL;

	for (size_t i = 0; i < pools->len; i++)
		if (strcmp(((struct pool *)pools->pdata[i])->key, pool->key) == 0)
			found = pools->pdata[i];

	g_assert_nonnull(found);
	g_assert_cmpstr(found->project, ==, "/other project");
	g_assert_true(found->inner == pool->inner);
	g_assert_true(
		g_strv_equal((const char *const *)found->words, (const char *const *)pool->words));
}

/* Adds a member under a name of its own, many times over, in a process of its own. */
static pid_t add_many(const struct pool *pool, int number)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (int i = 0; i < 20; i++) {
		g_autofree char *id = g_strdup_printf("member-%d-%d", number, i);
		struct roster *roster = roster_open(pool, NULL);
		roster_add(roster, id, "", "");
		if (!roster_save(roster, NULL))
			_exit(1);
		roster_free(roster);
	}
	_exit(0);
}

static void processes_that_change_it_at_once_lose_nothing(void)
{
	scoped(pool) pool = pool_for("/busy", sandboxes);
	int wait_status = 0;

	for (int number = 0; number < 4; number++)
		g_assert_cmpint(add_many(pool, number), >, 0);
	while (wait(&wait_status) > 0)
		g_assert_cmpint(wait_status, ==, 0);
	scoped(roster) roster = roster_read(pool, NULL);

	g_assert_cmpuint(roster->members->len, ==, 80);
}

static void a_damaged_roster_is_an_error(void)
{
	scoped(pool) pool = pool_for("/damaged", sandboxes);
	struct roster *roster = roster_open(pool, NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(roster->path, "no roster", -1, NULL));
	roster_free(roster);

	g_assert_null(roster_open(pool, &error));
	g_assert_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE);
}

int main(int argc, char **argv)
{
	g_autofree char *folder = g_dir_make_tmp("roster-XXXXXX", NULL);

	g_test_init(&argc, &argv, NULL);
	g_setenv("XDG_STATE_HOME", folder, TRUE);
	g_test_add_func("/pool-roster/key", the_same_wish_is_the_same_pool);
	g_test_add_func("/pool-roster/saved", what_is_saved_is_read_again);
	g_test_add_func("/pool-roster/on-record", pools_are_found_on_record);
	g_test_add_func("/pool-roster/at-once", processes_that_change_it_at_once_lose_nothing);
	g_test_add_func("/pool-roster/damaged", a_damaged_roster_is_an_error);
	int status = g_test_run();
	file_tree_remove(folder, NULL);
	return status;
}
