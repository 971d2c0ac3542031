/* Instances that change hands, among real processes that are really killed. */
#include "base/process_identity.h"
#include "ledgers.h"

static const char *const two_id[] = {"two", NULL};

/* All entries that there are, made ours if they are free. */
static GPtrArray *claim_all(struct ledger *ledger)
{
	GError *error = NULL;
	GPtrArray *entries = entries_of(ledger);

	g_assert_true(ledger_claim(ledger, entries, &error));
	g_assert_no_error(error);
	return entries;
}

/* Enters an intent of three and two instances, and is killed. */
static int provision_and_die(void *folder)
{
	struct ledger *ledger = open_ledger(folder);

	g_assert_true(ledger_intend(ledger, 7, 3, NULL));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "two", NULL));
	return die();
}

static char *make_project_with_orphans(void)
{
	char *folder = make_project_with_repository();

	g_assert_cmpint(await_child(start_child(provision_and_die, folder)), ==, -SIGKILL);
	return folder;
}

/* ---- all that somebody had ---- */

static void test_orphans_are_adopted_once_and_kept_ones_never(void)
{
	scoped_project folder = make_project_with_repository();
	g_assert_cmpint(await_child(start_child(provision_keep_and_die, folder)), ==, -SIGKILL);
	scoped(ledger) ledger = open_ledger(folder);
	g_assert_true(ledger_add(ledger, 8, "mine", NULL));

	g_autoptr(GPtrArray) adopted = adopt_orphans(ledger);
	g_assert_cmpuint(adopted->len, ==, 2);
	g_assert_cmpint(entry(adopted, 0)->state, ==, INSTANCE_WANTED);
	g_assert_cmpint(entry(adopted, 0)->wanted, ==, 1);
	g_assert_cmpstr(entry(adopted, 1)->id, ==, "two");
	g_assert_cmpint(entry(adopted, 1)->owner_pid, ==, getpid());
	g_assert_true(entry(adopted, 1)->has_owner);

	g_autoptr(GPtrArray) again = adopt_orphans(ledger);
	g_assert_cmpuint(again->len, ==, 0);
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 3);
	g_assert_cmpint(entry(entries, 0)->state, ==, INSTANCE_KEPT);
	g_assert_false(entry(entries, 0)->has_owner);
	g_assert_true(entry(entries, 1)->has_owner);
}

/* The guardian's part: it is told who died and need not ask the system. */
static int adopt_from_parent_and_strike(void *folder)
{
	scoped(ledger) ledger = open_ledger(folder);
	g_autoptr(GPtrArray) adopted = ledger_adopt(ledger, getppid(), 0, NULL);

	g_assert_cmpuint(adopted->len, ==, 1);
	g_assert_cmpint(entry(adopted, 0)->owner_pid, ==, getpid());
	g_assert_true(ledger_strike(ledger, entry(adopted, 0)->run, one_id, NULL));
	return 0;
}

static void test_a_guardian_takes_over_and_strikes_off(void)
{
	scoped_project folder = make_project_with_repository();
	struct ledger *ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	ledger_free(ledger);
	run_child(adopt_from_parent_and_strike, folder);
	scoped(ledger) reopened = open_ledger(folder);
	g_autoptr(GPtrArray) entries = entries_of(reopened);
	g_assert_cmpuint(entries->len, ==, 0);
}

static void test_who_has_the_number_of_another_process_keeps_what_is_its(void)
{
	scoped_project folder = make_project_with_repository();
	struct process self;
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(process_read(getpid(), &self));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_autoptr(GPtrArray) other = ledger_adopt(ledger, getpid(), self.start_time + 1, NULL);
	g_assert_cmpuint(other->len, ==, 0);
	g_autoptr(GPtrArray) own = ledger_adopt(ledger, getpid(), self.start_time, NULL);
	g_assert_cmpuint(own->len, ==, 1);
}

/* Or else each run would sync for nothing, and wait for who writes. */
static void test_to_adopt_nothing_nothing_is_written(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);
	g_autofree char *path = layout_path(folder, LAYOUT_LEDGER);
	sqlite3 *writer;
	GError *error = NULL;

	g_assert_true(ledger_add(ledger, 1, "mine", NULL));
	g_assert_cmpint(sqlite3_open(path, &writer), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
	g_autoptr(GPtrArray) adopted = ledger_adopt(ledger, 0, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(adopted->len, ==, 0);
	g_assert_cmpint(sqlite3_close(writer), ==, SQLITE_OK);
}

/* ---- one by one ---- */

static void test_orphans_are_claimed_and_are_live_then(void)
{
	scoped_project folder = make_project_with_orphans();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_set_state(ledger, 7, two_id, INSTANCE_UNDISPOSED, NULL));
	g_autoptr(GPtrArray) claimed = claim_all(ledger);
	/* What is wanted has no id and cannot be disposed of. */
	g_assert_cmpuint(claimed->len, ==, 2);
	g_assert_cmpstr(entry(claimed, 0)->id, ==, "one");
	g_assert_cmpint(entry(claimed, 1)->state, ==, INSTANCE_LIVE);
	g_assert_cmpint(entry(claimed, 1)->owner_pid, ==, getpid());
	g_autoptr(GPtrArray) entries = entries_of(ledger);
	g_assert_cmpuint(entries->len, ==, 3);
	g_assert_cmpint(entry(entries, 2)->state, ==, INSTANCE_LIVE);
	g_assert_cmpint(entry(entries, 2)->owner_pid, ==, getpid());
}

static void test_what_has_been_claimed_is_not_claimed_again(void)
{
	scoped_project folder = make_project_with_orphans();
	scoped(ledger) ledger = open_ledger(folder);
	scoped(ledger) other = open_ledger(folder);
	/* Both have seen the same before either claims. */
	g_autoptr(GPtrArray) seen = entries_of(ledger);
	g_autoptr(GPtrArray) seen_by_other = entries_of(other);

	g_assert_true(ledger_claim(ledger, seen, NULL));
	g_assert_cmpuint(seen->len, ==, 2);
	g_assert_true(ledger_claim(other, seen_by_other, NULL));
	g_assert_cmpuint(seen_by_other->len, ==, 0);
	g_autoptr(GPtrArray) adopted = adopt_orphans(other);
	/* But for what is wanted. */
	g_assert_cmpuint(adopted->len, ==, 1);
	g_assert_null(entry(adopted, 0)->id);
}

static void test_what_has_been_struck_off_is_not_claimed(void)
{
	scoped_project folder = make_project_with_orphans();
	scoped(ledger) ledger = open_ledger(folder);
	g_autoptr(GPtrArray) seen = entries_of(ledger);

	g_assert_true(ledger_strike(ledger, 7, one_id, NULL));
	g_assert_true(ledger_claim(ledger, seen, NULL));
	g_assert_cmpuint(seen->len, ==, 1);
	g_assert_cmpstr(entry(seen, 0)->id, ==, "two");
}

static void test_of_a_living_owner_what_is_kept_or_undisposed_is_claimed(void)
{
	scoped_project folder = make_project_with_repository();
	scoped(ledger) ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "in use", NULL));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "two", NULL));
	g_assert_true(ledger_set_state(ledger, 7, one_id, INSTANCE_KEPT, NULL));
	g_assert_true(ledger_set_state(ledger, 7, two_id, INSTANCE_UNDISPOSED, NULL));
	g_autoptr(GPtrArray) claimed = claim_all(ledger);
	g_assert_cmpuint(claimed->len, ==, 2);
	g_assert_cmpstr(entry(claimed, 0)->id, ==, "one");
	g_assert_cmpstr(entry(claimed, 1)->id, ==, "two");
}

static int set_undisposed_and_die(void *folder)
{
	struct ledger *ledger = open_ledger(folder);

	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_set_state(ledger, 7, one_id, INSTANCE_UNDISPOSED, NULL));
	return die();
}

static void test_who_adopts_what_is_undisposed_is_at_it(void)
{
	scoped_project folder = make_project_with_repository();
	g_assert_cmpint(await_child(start_child(set_undisposed_and_die, folder)), ==, -SIGKILL);
	scoped(ledger) ledger = open_ledger(folder);

	g_autoptr(GPtrArray) adopted = adopt_orphans(ledger);
	g_assert_cmpuint(adopted->len, ==, 1);
	g_assert_cmpint(entry(adopted, 0)->state, ==, INSTANCE_LIVE);
	g_autoptr(GPtrArray) claimed = claim_all(ledger);
	g_assert_cmpuint(claimed->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger_adopt/orphans are adopted once and kept ones never",
			test_orphans_are_adopted_once_and_kept_ones_never);
	g_test_add_func("/ledger_adopt/a guardian takes over and strikes off",
			test_a_guardian_takes_over_and_strikes_off);
	g_test_add_func("/ledger_adopt/who has the number of another process keeps what is its",
			test_who_has_the_number_of_another_process_keeps_what_is_its);
	g_test_add_func("/ledger_adopt/to adopt nothing nothing is written",
			test_to_adopt_nothing_nothing_is_written);
	g_test_add_func("/ledger_adopt/orphans are claimed and are live then",
			test_orphans_are_claimed_and_are_live_then);
	g_test_add_func("/ledger_adopt/what has been claimed is not claimed again",
			test_what_has_been_claimed_is_not_claimed_again);
	g_test_add_func("/ledger_adopt/what has been struck off is not claimed",
			test_what_has_been_struck_off_is_not_claimed);
	g_test_add_func("/ledger_adopt/of a living owner what is kept or undisposed is claimed",
			test_of_a_living_owner_what_is_kept_or_undisposed_is_claimed);
	g_test_add_func("/ledger_adopt/who adopts what is undisposed is at it",
			test_who_adopts_what_is_undisposed_is_at_it);
	return g_test_run();
}
