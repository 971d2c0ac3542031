#include "environments/file_tree.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder for one test, and what it makes of the names in it. */
static char *folder;

static char *in(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void put(const char *name, const char *content)
{
	g_autofree char *path = in(name);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, content, -1, NULL));
}

static void a_copy_has_all_but_the_repository(void)
{
	g_autofree char *source = in("source");
	g_autofree char *copy = in("copy");
	g_autofree char *tool = in("source/deep/tool");
	g_autofree char *link = in("source/link");
	g_autofree char *copied_link = in("copy/link");
	g_autofree char *repository = in("copy/.testrepository");
	g_autofree char *copied_tool = in("copy/deep/tool");
	g_autofree char *content = NULL;
	struct stat status;
	char target[8] = "";

	put("source/deep/tool", "x");
	put("source/-n", "a name like an option");
	put("source/.hidden", "");
	put("source/.testrepository/format", "2\n");
	g_assert_cmpint(chmod(tool, 0751), ==, 0);
	g_assert_cmpint(symlink("nowhere", link), ==, 0);

	g_assert_true(file_tree_copy(source, "", copy, NULL));

	g_assert_true(g_file_get_contents(copied_tool, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "x");
	g_assert_cmpint(stat(copied_tool, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0751);
	g_assert_cmpint(readlink(copied_link, target, sizeof(target) - 1), ==, 7);
	g_assert_cmpstr(target, ==, "nowhere");
	g_assert_false(g_file_test(repository, G_FILE_TEST_EXISTS));
	g_autofree char *dashed = in("copy/-n");
	g_assert_true(g_file_test(dashed, G_FILE_TEST_IS_REGULAR));
}

static void a_folder_of_many_files_is_copied_whole(void)
{
	enum { COUNT = 1201 }; /* some are left over, however many are copied at once */
	g_autofree char *source = in("many");
	g_autofree char *copy = in("many-copied");
	int found = 0;

	for (int i = 0; i < COUNT; i++) {
		g_autofree char *name = g_strdup_printf("many/%d", i);
		put(name, "");
	}
	g_assert_true(file_tree_copy(source, "", copy, NULL));

	g_autoptr(GDir) entries = g_dir_open(copy, 0, NULL);
	while (g_dir_read_name(entries))
		found++;
	g_assert_cmpint(found, ==, COUNT);
}

static void an_empty_folder_can_be_copied(void)
{
	g_autofree char *source = in("empty");
	g_autofree char *copy = in("copy of empty");

	g_assert_cmpint(mkdir(source, 0750), ==, 0);
	g_assert_true(file_tree_copy(source, "", copy, NULL));
	g_assert_true(g_file_test(copy, G_FILE_TEST_IS_DIR));
}

static void a_copy_that_fails_says_why(void)
{
	g_autofree char *source = in("missing");
	g_autofree char *copy = in("copy of missing");
	g_autoptr(GError) error = NULL;

	g_assert_false(file_tree_copy(source, "", copy, &error));
	g_assert_error(error, FILE_TREE_ERROR, FILE_TREE_ERROR_COPY);
	g_assert_nonnull(strstr(error->message, "missing': No such file"));
}

static void a_renewed_copy_is_like_a_new_one_in_the_same_folder(void)
{
	g_autofree char *source = in("present");
	g_autofree char *copy = in("former");
	g_autofree char *changed = in("former/changed");
	g_autofree char *left = in("former/left");
	g_autofree char *closed = in("former/closed");
	g_autofree char *content = NULL;
	struct stat before;
	struct stat after;

	put("present/changed", "new");
	put("former/changed", "old");
	put("former/left", "");
	put("former/closed/file", "");
	g_assert_cmpint(chmod(closed, 0), ==, 0);
	g_assert_cmpint(chmod(source, 0750), ==, 0);
	g_assert_cmpint(chmod(copy, 0550), ==, 0);
	g_assert_cmpint(stat(copy, &before), ==, 0);

	g_assert_true(file_tree_renew(source, "", copy, NULL));

	g_assert_true(g_file_get_contents(changed, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "new");
	g_assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
	g_assert_false(g_file_test(closed, G_FILE_TEST_EXISTS));
	g_assert_cmpint(stat(copy, &after), ==, 0);
	g_assert_cmpuint(after.st_ino, ==, before.st_ino);
	g_assert_cmpint(after.st_mode & 07777, ==, 0750);
}

/* Puts links to `victim` into `copy` for as long as it lives. */
static pid_t start_linking(const char *victim, const char *copy)
{
	g_autofree char *file = g_build_filename(copy, "file", NULL);
	g_autofree char *deep = g_build_filename(copy, "deep", NULL);
	pid_t parent = getpid();
	pid_t child = fork();

	while (child == 0 && getppid() == parent) {
		(void)symlink(victim, file);
		(void)symlink("..", deep);
	}
	if (child == 0)
		_exit(0);
	return child;
}

static void renewing_follows_no_link_that_is_put_there_meanwhile(void)
{
	g_autofree char *source = in("fresh");
	g_autofree char *copy = in("lent/copy");
	g_autofree char *victim = in("lent/file");
	g_autofree char *deep = in("fresh/deep");
	g_autofree char *copied = in("lent/copy/deep");
	g_autofree char *content = NULL;
	struct stat about;
	int status;

	put("fresh/file", "new");
	put("fresh/deep/file", "new");
	put("lent/copy/file", "old");
	put("lent/file", "untouched");
	g_assert_cmpint(chmod(deep, 0555), ==, 0);
	pid_t linking = start_linking(victim, copy);
	/* It may be kept from it, but never be led astray. */
	for (int i = 0; i < 100; i++)
		if (file_tree_renew(source, "", copy, NULL)) {
			g_assert_cmpint(lstat(copied, &about), ==, 0);
			g_assert_cmpint(about.st_mode, ==, S_IFDIR | 0555);
		}
	g_assert_cmpint(kill(linking, SIGKILL), ==, 0);
	g_assert_cmpint(waitpid(linking, &status, 0), ==, linking);

	g_assert_true(g_file_get_contents(victim, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "untouched");
	g_assert_true(file_tree_renew(source, "", copy, NULL));
}

static void folders_that_cannot_be_written_to_are_renewed(void)
{
	g_autofree char *source = in("strict");
	g_autofree char *copy = in("strict-copy");
	g_autofree char *closed = in("strict/closed");
	g_autofree char *copied = in("strict-copy/closed");
	struct stat status;

	put("strict/closed/file", "");
	put("strict-copy/closed", "no folder");
	g_assert_cmpint(chmod(closed, 0555), ==, 0);

	g_assert_true(file_tree_renew(source, "", copy, NULL));
	g_assert_cmpint(stat(copied, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0555);
}

static void folders_without_permissions_are_removed(void)
{
	g_autofree char *closed = in("tree/closed");
	g_autofree char *tree = in("tree");

	put("tree/closed/file", "");
	g_assert_cmpint(chmod(closed, 0), ==, 0);

	g_assert_true(file_tree_remove(tree, NULL));
	g_assert_false(g_file_test(tree, G_FILE_TEST_EXISTS));
}

static void removal_follows_no_link(void)
{
	g_autofree char *kept = in("kept/file");
	g_autofree char *kept_folder = in("kept");
	g_autofree char *link = in("doomed/link");
	g_autofree char *doomed = in("doomed");

	put("kept/file", "");
	put("doomed/file", "");
	g_assert_cmpint(symlink(kept_folder, link), ==, 0);

	g_assert_true(file_tree_remove(doomed, NULL));
	g_assert_false(g_file_test(doomed, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
}

static void a_very_deep_tree_is_removed(void)
{
	enum { DEPTH = 3000 };
	g_autofree char *deep = in("deep");
	g_autofree char *before = g_get_current_dir();

	g_assert_cmpint(mkdir(deep, 0700), ==, 0);
	g_assert_cmpint(chdir(deep), ==, 0);
	for (int i = 0; i < DEPTH; i++) {
		g_assert_cmpint(mkdir("a-folder", 0700), ==, 0);
		g_assert_cmpint(chdir("a-folder"), ==, 0);
	}
	g_assert_cmpint(chdir(before), ==, 0);

	g_assert_true(file_tree_remove(deep, NULL));
	g_assert_false(g_file_test(deep, G_FILE_TEST_EXISTS));
}

static void removing_what_is_gone_succeeds(void)
{
	g_autofree char *gone = in("gone");

	g_assert_true(file_tree_remove(gone, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("tree-XXXXXX", NULL);
	g_test_add_func("/file_tree/copy", a_copy_has_all_but_the_repository);
	g_test_add_func("/file_tree/copy-many", a_folder_of_many_files_is_copied_whole);
	g_test_add_func("/file_tree/copy-empty", an_empty_folder_can_be_copied);
	g_test_add_func("/file_tree/copy-fails", a_copy_that_fails_says_why);
	g_test_add_func("/file_tree/renew", a_renewed_copy_is_like_a_new_one_in_the_same_folder);
	g_test_add_func("/file_tree/renew-links",
			renewing_follows_no_link_that_is_put_there_meanwhile);
	g_test_add_func("/file_tree/renew-closed", folders_that_cannot_be_written_to_are_renewed);
	g_test_add_func("/file_tree/remove-closed", folders_without_permissions_are_removed);
	g_test_add_func("/file_tree/remove-link", removal_follows_no_link);
	g_test_add_func("/file_tree/remove-deep", a_very_deep_tree_is_removed);
	g_test_add_func("/file_tree/remove-gone", removing_what_is_gone_succeeds);
	int status = g_test_run();
	file_tree_remove(folder, NULL);
	g_free(folder);
	return status;
}
