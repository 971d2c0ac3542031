/* Liveness locks among real processes that are really killed. */
#include "store/liveness_lock.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ledgers.h"

static int take(const char *folder, const struct process_identity *owner)
{
	GError *error = NULL;
	int lock = liveness_lock_take(folder, owner, &error);

	g_assert_no_error(error);
	g_assert_cmpint(lock, >=, 0);
	return lock;
}

static void test_it_is_had_until_it_is_closed(void)
{
	scoped_project folder = make_project_with_repository();
	const struct process_identity self = process_identity_self();

	g_assert_false(liveness_lock_is_taken(folder, &self));
	int lock = take(folder, &self);
	g_assert_true(liveness_lock_is_taken(folder, &self));
	g_assert_cmpint(close(lock), ==, 0);
	g_assert_false(liveness_lock_is_taken(folder, &self));
}

static void test_each_owner_has_its_own(void)
{
	scoped_project folder = make_project_with_repository();
	const struct process_identity one = {.pid = 7, .start_time = 1000};
	const struct process_identity next = {.pid = 8, .start_time = 1000};
	const struct process_identity later = {.pid = 7, .start_time = 1001};
	int lock = take(folder, &one);

	g_assert_false(liveness_lock_is_taken(folder, &next));
	g_assert_false(liveness_lock_is_taken(folder, &later));
	g_assert_cmpint(close(lock), ==, 0);
}

static void test_two_may_have_one(void)
{
	scoped_project folder = make_project_with_repository();
	const struct process_identity owner = {.pid = 7};
	int first = take(folder, &owner);
	int second = take(folder, &owner);

	g_assert_cmpint(close(first), ==, 0);
	g_assert_true(liveness_lock_is_taken(folder, &owner));
	g_assert_cmpint(close(second), ==, 0);
	g_assert_false(liveness_lock_is_taken(folder, &owner));
}

static void test_it_cannot_be_had_without_a_repository(void)
{
	scoped_project folder = make_project();
	const struct process_identity self = process_identity_self();
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(liveness_lock_take(folder, &self, &error), ==, -1);
	g_assert_nonnull(error);
	g_assert_false(liveness_lock_is_taken(folder, &self));
}

/* ---- where there are none ---- */

#define COMMAND_OFFSET                                                                             \
	(offsetof(struct seccomp_data, args[1]) + (G_BYTE_ORDER == G_BIG_ENDIAN ? 4 : 0))

#ifdef __NR_fcntl64
#define NR_FCNTL __NR_fcntl64
#else
#define NR_FCNTL __NR_fcntl
#endif

/* From now on fcntl() does not know locks of open files. */
static bool forget_locks(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NR_FCNTL, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, COMMAND_OFFSET),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_OFD_SETLK, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_OFD_GETLK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {G_N_ELEMENTS(rules), rules};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#define CANNOT_FORGET 77

static int take_where_there_are_none(void *folder)
{
	const struct process_identity self = process_identity_self();

	if (!forget_locks())
		return CANNOT_FORGET;
	int lock = take(folder, &self);
	g_assert_false(liveness_lock_is_taken(folder, &self));
	g_assert_cmpint(close(lock), ==, 0);
	return 0;
}

static void test_where_there_are_no_locks_nobody_is_refused(void)
{
	scoped_project folder = make_project_with_repository();
	int status = await_child(start_child(take_where_there_are_none, folder));

	if (status == CANNOT_FORGET)
		g_test_skip("cannot filter system calls here");
	else
		g_assert_cmpint(status, ==, 0);
}

/* ---- what it is for ---- */

/* A testr and what is to be its guardian. */
struct pair {
	char *folder;
	int farewell[2]; /* a pipe: ends when the guardian may end */
};

static int stay(void *data)
{
	struct pair *pair = data;
	char nothing;

	close(pair->farewell[1]);
	g_assert_cmpint(read(pair->farewell[0], &nothing, 1), ==, 0);
	return 0;
}

static int add_one_and_leave_a_guardian(void *data)
{
	struct pair *pair = data;

	g_assert_cmpint(ledger_take_liveness_lock(pair->folder, NULL), >=, 0);
	start_child(stay, pair);
	struct ledger *ledger = open_ledger(pair->folder);
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	return die();
}

static guint count_adopted(struct ledger *ledger)
{
	g_autoptr(GPtrArray) adopted = adopt_orphans(ledger);

	return adopted->len;
}

static bool has_owner(struct ledger *ledger)
{
	g_autoptr(GPtrArray) entries = entries_of(ledger);

	g_assert_cmpuint(entries->len, ==, 1);
	return entry(entries, 0)->has_owner;
}

static void test_what_a_guardian_holds_is_not_adopted(void)
{
	scoped_project folder = make_project_with_repository();
	struct pair pair = {.folder = folder};

	g_assert_cmpint(pipe(pair.farewell), ==, 0);
	/* The guardian becomes our child when its testr is gone. */
	g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
	g_assert_cmpint(await_child(start_child(add_one_and_leave_a_guardian, &pair)), ==,
			-SIGKILL);
	scoped(ledger) ledger = open_ledger(folder);
	g_assert_true(has_owner(ledger));
	g_assert_cmpuint(count_adopted(ledger), ==, 0);

	close(pair.farewell[1]);
	g_assert_cmpint(await_child(-1), ==, 0);
	g_assert_false(has_owner(ledger));
	g_assert_cmpuint(count_adopted(ledger), ==, 1);
}

static void test_what_cannot_be_looked_at_counts_as_had(void)
{
	scoped_project folder = make_project_with_repository();
	g_autofree char *path = layout_path(folder, LAYOUT_LIVENESS);
	const struct process_identity owner = {.pid = 7, .start_time = 7};

	g_assert_false(liveness_lock_is_taken(folder, &owner));
	/* It leads to itself. */
	g_assert_cmpint(symlink(LAYOUT_LIVENESS, path), ==, 0);
	g_assert_true(liveness_lock_is_taken(folder, &owner));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/liveness_lock/it is had until it is closed",
			test_it_is_had_until_it_is_closed);
	g_test_add_func("/liveness_lock/each owner has its own", test_each_owner_has_its_own);
	g_test_add_func("/liveness_lock/two may have one", test_two_may_have_one);
	g_test_add_func("/liveness_lock/it cannot be had without a repository",
			test_it_cannot_be_had_without_a_repository);
	g_test_add_func("/liveness_lock/what cannot be looked at counts as had",
			test_what_cannot_be_looked_at_counts_as_had);
	g_test_add_func("/liveness_lock/where there are no locks nobody is refused",
			test_where_there_are_no_locks_nobody_is_refused);
	g_test_add_func("/liveness_lock/what a guardian holds is not adopted",
			test_what_a_guardian_holds_is_not_adopted);
	return g_test_run();
}
