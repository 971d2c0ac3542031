/* The ledger on a real file, among real processes that are really killed. */
#include "store/ledger.h"

#include <sys/resource.h>

#include "ledgers.h"
#include "read_only.h"
#include "store/repository.h"

static const char *const two_ids[] = {"one", "two", NULL};

/* ---- one process ---- */

static void test_what_is_entered_is_listed(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "'; DROP TABLE instances; --", NULL));
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 2);
	g_assert_cmpint(entry(entries, 0)->run, ==, 7);
	g_assert_cmpstr(entry(entries, 0)->id, ==, "one");
	g_assert_cmpint(entry(entries, 0)->state, ==, INSTANCE_LIVE);
	g_assert_cmpint(entry(entries, 0)->owner_pid, ==, getpid());
	g_assert_true(entry(entries, 0)->has_owner);
	g_assert_cmpstr(entry(entries, 1)->id, ==, "'; DROP TABLE instances; --");
	int64_t age_ns = g_get_real_time() * 1000 - entry(entries, 0)->since_ns;
	g_assert_true(age_ns >= 0 && age_ns < INT64_C(60000000000));
}

static void test_entering_twice_does_no_harm(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_autoptr(GPtrArray) once = entries_of(ledger);
	g_assert_cmpuint(once->len, ==, 1);
	/* In another run it is another instance. */
	g_assert_true(ledger_add(ledger, 8, "one", NULL));
	g_assert_true(ledger_strike(ledger, 7, one_id, NULL));
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 1);
	g_assert_cmpint(entry(entries, 0)->run, ==, 8);
}

static void test_what_is_struck_off_is_gone(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "two", NULL));
	g_assert_true(ledger_strike(ledger, 7, two_ids, NULL));
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 0);
	/* The owner has been forgotten too, and can be entered anew. */
	g_assert_true(ledger_add(ledger, 8, "one", NULL));
}

static void test_the_environment_of_a_run_is_known_while_it_has_instances(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_intend(ledger, 7, 1, NULL));
	g_assert_true(ledger_set_environment(ledger, 7, "ssh --host 'a b'", NULL));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 8, "one", NULL));
	g_assert_true(ledger_settle(ledger, 7, NULL));
	g_autofree char *environment = ledger_environment(ledger, 7);
	g_assert_cmpstr(environment, ==, "ssh --host 'a b'");
	g_assert_null(ledger_environment(ledger, 8));
	g_assert_true(ledger_strike(ledger, 7, one_id, NULL));
	g_assert_null(ledger_environment(ledger, 7));
}

static void test_states_are_kept(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "two", NULL));
	g_assert_true(ledger_set_state(ledger, 7, two_ids, INSTANCE_UNDISPOSED, NULL));
	g_assert_true(ledger_set_state(ledger, 7, one_id, INSTANCE_KEPT, NULL));
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpint(entry(entries, 0)->state, ==, INSTANCE_KEPT);
	g_assert_cmpint(entry(entries, 1)->state, ==, INSTANCE_UNDISPOSED);
	g_assert_cmpstr(instance_state_name(entry(entries, 1)->state), ==, "undisposed");
}

static void test_an_intent_stands_until_what_was_asked_for_has_come(void)
{
	static const char *const the_rest[] = {"two", "three", NULL};
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_intend(ledger, 7, 3, NULL));
	g_autoptr(GPtrArray) before = entries_of(ledger);
	g_assert_cmpuint(before->len, ==, 1);
	g_assert_cmpint(entry(before, 0)->state, ==, INSTANCE_WANTED);
	g_assert_cmpint(entry(before, 0)->wanted, ==, 3);
	g_assert_null(entry(before, 0)->id);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_autoptr(GPtrArray) between = entries_of(ledger);
	g_assert_cmpuint(between->len, ==, 2);
	g_assert_cmpint(entry(between, 0)->wanted, ==, 2);

	g_assert_true(ledger_add_all(ledger, 7, the_rest, NULL));
	g_autoptr(GPtrArray) after = entries_of(ledger);
	g_assert_cmpuint(after->len, ==, 3);
	for (guint i = 0; i < after->len; i++)
		g_assert_cmpint(entry(after, i)->state, ==, INSTANCE_LIVE);
}

static void test_settling_ends_an_intent(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_intend(ledger, 7, 2, NULL));
	g_assert_true(ledger_settle(ledger, 7, NULL));
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 0);
}

/* ---- several processes ---- */

static void test_entries_survive_their_killed_owner(void)
{
	scoped_project folder = make_project_with_repository();
	pid_t child = start_child(provision_keep_and_die, folder);
	siginfo_t info;

	/* Dead, but not reaped yet: gone all the same. */
	g_assert_cmpint(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), ==, 0);
	scoped(ledger) ledger = open_ledger(folder);
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 3);
	for (guint i = 0; i < entries->len; i++) {
		g_assert_cmpint(entry(entries, i)->owner_pid, ==, child);
		g_assert_false(entry(entries, i)->has_owner);
	}
	await_child(child);
	g_autoptr(GPtrArray) later = entries_of(ledger);
	g_assert_false(entry(later, 0)->has_owner);
}

static int add_twenty_and_die(void *folder)
{
	struct ledger *ledger = open_ledger(folder);

	for (int i = 0; i < 20; i++) {
		g_autofree char *id = g_strdup_printf("%d-%d", getpid(), i);
		GError *error = NULL;
		g_assert_true(ledger_add(ledger, 7, id, &error));
		g_assert_no_error(error);
	}
	return die();
}

struct adopter {
	char *folder;
	int count[2];    /* a pipe: each adopter tells how many it got */
	int farewell[2]; /* a pipe: ends when the adopters may end */
};

static int adopt_and_stay(void *data)
{
	struct adopter *adopter = data;
	struct ledger *ledger = open_ledger(adopter->folder);
	g_autoptr(GPtrArray) adopted = adopt_orphans(ledger);
	int count = (int)adopted->len;
	char nothing;

	close(adopter->farewell[1]);
	g_assert_cmpint(write(adopter->count[1], &count, sizeof(count)), ==, sizeof(count));
	g_assert_cmpint(read(adopter->farewell[0], &nothing, 1), ==, 0);
	return die();
}

static void test_many_processes_use_it_at_once(void)
{
	enum { COUNT = 6 };
	scoped_project folder = make_project_with_repository();
	struct adopter adopter = {.folder = folder};
	pid_t children[COUNT];
	int sum = 0;

	for (int i = 0; i < COUNT; i++)
		children[i] = start_child(add_twenty_and_die, folder);
	for (int i = 0; i < COUNT; i++)
		g_assert_cmpint(await_child(children[i]), ==, -SIGKILL);

	g_assert_cmpint(pipe(adopter.count), ==, 0);
	g_assert_cmpint(pipe(adopter.farewell), ==, 0);
	for (int i = 0; i < COUNT; i++)
		children[i] = start_child(adopt_and_stay, &adopter);
	for (int i = 0; i < COUNT; i++) {
		int count;
		g_assert_cmpint(read(adopter.count[0], &count, sizeof(count)), ==, sizeof(count));
		sum += count;
	}
	close(adopter.farewell[1]);
	for (int i = 0; i < COUNT; i++)
		g_assert_cmpint(await_child(children[i]), ==, -SIGKILL);
	g_assert_cmpint(sum, ==, COUNT * 20);
}

/* ---- what else can happen ---- */

static void test_after_a_restart_of_the_machine_all_owners_are_gone(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	tamper(layout_path(folder, LAYOUT_LEDGER), "UPDATE owners SET boot = 'another'");
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_false(entry(entries, 0)->has_owner);
}

static void test_a_newer_ledger_is_refused(void)
{
	scoped_project folder = make_project_with_repository();
	g_autoptr(GError) error = NULL;

	ledger_free(open_ledger(folder));
	tamper(layout_path(folder, LAYOUT_LEDGER), "PRAGMA user_version = 2");
	g_assert_null(ledger_open(folder, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_FORMAT);
	g_assert_nonnull(strstr(error->message, "a newer testr made it"));
}

static int list_read_only(void *folder)
{
	g_autoptr(GError) error = NULL;

	if (!make_read_only(folder))
		return CANNOT_MAKE_READ_ONLY;
	scoped(ledger) ledger = open_ledger(folder);
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 1);
	g_assert_false(ledger_add(ledger, 7, "two", &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	return 0;
}

static int refuse_read_only(void *folder)
{
	g_autoptr(GError) error = NULL;

	if (!make_read_only(folder))
		return CANNOT_MAKE_READ_ONLY;
	g_assert_null(ledger_open(folder, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	return 0;
}

static void test_where_nothing_can_be_written_it_is_listed_or_refused(void)
{
	scoped_project folder = make_project_with_repository();
	g_autofree char *shared = layout_path(folder, LAYOUT_LEDGER "-shm");

	ledger_free(open_ledger(folder));
	tamper(layout_path(folder, LAYOUT_LEDGER), "PRAGMA wal_checkpoint(TRUNCATE)");
	struct ledger *ledger = open_ledger(folder);
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	ledger_free(ledger);
	run_read_only(list_read_only, folder);
	/* What is in the log cannot be read without it, and without the log it would be missed. */
	g_assert_cmpint(g_unlink(shared), ==, 0);
	run_read_only(refuse_read_only, folder);
	tamper(layout_path(folder, LAYOUT_LEDGER), "PRAGMA wal_checkpoint(TRUNCATE)");
	(void)g_unlink(shared);
	run_read_only(list_read_only, folder);
}

static void test_a_file_that_is_no_ledger_is_refused(void)
{
	scoped_project folder = make_project_with_repository();
	g_autofree char *path = layout_path(folder, LAYOUT_LEDGER);
	g_autoptr(GError) error = NULL;
	char garbage[4096];

	memset(garbage, 'x', sizeof(garbage));
	g_assert_true(g_file_set_contents(path, garbage, sizeof(garbage), NULL));
	g_assert_null(ledger_open(folder, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	g_assert_nonnull(strstr(error->message, path));
}

/* No file may grow beyond what it takes to open the ledger: as on a full disk. */
static int add_until_the_disk_is_full(void *folder)
{
	struct rlimit limit = {64 << 10, 64 << 10};
	struct ledger *ledger = open_ledger(folder);
	GError *error = NULL;
	int added = 0;

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	for (; added < 1000 && !error; added++) {
		g_autofree char *id = g_strdup_printf("instance-%d", added);
		ledger_add(ledger, 7, id, &error);
	}
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	/* All but the one that failed. */
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, (guint)added - 1);
	return added > 1 ? die() : 1;
}

static void test_a_full_disk_loses_nothing_that_was_entered(void)
{
	scoped_project folder = make_project_with_repository();

	g_assert_cmpint(await_child(start_child(add_until_the_disk_is_full, folder)), ==, -SIGKILL);
	scoped(ledger) ledger = open_ledger(folder);
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, >, 0);
	g_assert_cmpstr(entry(entries, 0)->id, ==, "instance-0");
	g_assert_true(ledger_add(ledger, 7, "the next", NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/environment",
			test_the_environment_of_a_run_is_known_while_it_has_instances);
	g_test_add_func("/ledger/what is entered is listed", test_what_is_entered_is_listed);
	g_test_add_func("/ledger/entering twice does no harm", test_entering_twice_does_no_harm);
	g_test_add_func("/ledger/what is struck off is gone", test_what_is_struck_off_is_gone);
	g_test_add_func("/ledger/states are kept", test_states_are_kept);
	g_test_add_func("/ledger/an intent stands until what was asked for has come",
			test_an_intent_stands_until_what_was_asked_for_has_come);
	g_test_add_func("/ledger/settling ends an intent", test_settling_ends_an_intent);
	g_test_add_func("/ledger/entries survive their killed owner",
			test_entries_survive_their_killed_owner);
	g_test_add_func("/ledger/many processes use it at once",
			test_many_processes_use_it_at_once);
	g_test_add_func("/ledger/after a restart of the machine all owners are gone",
			test_after_a_restart_of_the_machine_all_owners_are_gone);
	g_test_add_func("/ledger/a newer ledger is refused", test_a_newer_ledger_is_refused);
	g_test_add_func("/ledger/where nothing can be written it is listed or refused",
			test_where_nothing_can_be_written_it_is_listed_or_refused);
	g_test_add_func("/ledger/a file that is no ledger is refused",
			test_a_file_that_is_no_ledger_is_refused);
	g_test_add_func("/ledger/a full disk loses nothing that was entered",
			test_a_full_disk_loses_nothing_that_was_entered);
	return g_test_run();
}
