#include "environments/artifacts_filter.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environments/file_tree.h"

/* What one test has: `folder`, which is filtered, and `outside` beside it with a file `secret`. */
struct fixture {
	char *root;
	char *folder;
	char *secret;
};

static char *within(const struct fixture *fixture, const char *name)
{
	return g_build_filename(fixture->folder, name, NULL);
}

static bool is_there(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = within(fixture, name);
	struct stat status;

	return lstat(path, &status) == 0;
}

static void put(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = within(fixture, name);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, name, -1, NULL));
}

static void put_link(const struct fixture *fixture, const char *name, const char *target)
{
	g_autofree char *path = within(fixture, name);

	g_assert_cmpint(symlink(target, path), ==, 0);
}

static void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->root = g_dir_make_tmp("testr-filter-XXXXXX", NULL);
	fixture->folder = g_build_filename(fixture->root, "folder", NULL);
	fixture->secret = g_build_filename(fixture->root, "secret", NULL);
	g_assert_cmpint(mkdir(fixture->folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(fixture->secret, "secret", -1, NULL));
}

static void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	g_assert_true(file_tree_remove(fixture->root, NULL));
	g_free(fixture->root);
	g_free(fixture->folder);
	g_free(fixture->secret);
}

static char *filter(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	char *refused = NULL;

	artifacts_filter(fixture->folder, &refused, &error);
	g_assert_no_error(error);
	return refused;
}

static void files_folders_and_links_among_them_stay(struct fixture *fixture, const void *data)
{
	(void)data;
	put(fixture, "a/file");
	put_link(fixture, "a/link", "file");
	put_link(fixture, "up", "a/../a/link");
	put_link(fixture, "all", ".");
	g_autofree char *refused = filter(fixture);

	g_assert_null(refused);
	g_assert_true(is_there(fixture, "a/file"));
	g_assert_true(is_there(fixture, "a/link"));
	g_assert_true(is_there(fixture, "up"));
	g_assert_true(is_there(fixture, "all"));
}

static void links_that_lead_out_go(struct fixture *fixture, const void *data)
{
	static const char *const names[] = {"absolute", "relative", "a/up",   "through",
					    "nowhere",  "circle",   "beside", NULL};

	(void)data;
	put(fixture, "a/file");
	put_link(fixture, "absolute", fixture->secret);
	put_link(fixture, "relative", "../secret");
	put_link(fixture, "a/up", "../..");
	put_link(fixture, "through", "a/up/secret");
	put_link(fixture, "nowhere", "no-such");
	put_link(fixture, "circle", "circle");
	g_autofree char *beside = g_strconcat(fixture->folder, "-too", NULL);
	g_assert_cmpint(mkdir(beside, 0700), ==, 0);
	put_link(fixture, "beside", beside);
	g_autofree char *refused = filter(fixture);

	g_assert_nonnull(refused);
	g_assert_true(g_str_has_prefix(refused, "7 files, the first '"));
	for (const char *const *name = names; *name; name++)
		g_assert_false(is_there(fixture, *name));
	g_assert_true(g_file_test(fixture->secret, G_FILE_TEST_IS_REGULAR));
}

static void a_file_with_another_name_elsewhere_goes(struct fixture *fixture, const void *data)
{
	(void)data;
	put(fixture, "one");
	g_autofree char *one = within(fixture, "one");
	g_autofree char *two = within(fixture, "two");
	g_autofree char *same = within(fixture, "same");
	g_assert_cmpint(link(one, two), ==, 0);
	g_assert_cmpint(link(fixture->secret, same), ==, 0);
	g_autofree char *refused = filter(fixture);

	g_assert_cmpstr(refused, ==, "'same', a file with another name elsewhere");
	g_assert_true(is_there(fixture, "one"));
	g_assert_true(is_there(fixture, "two"));
	g_assert_false(is_there(fixture, "same"));
}

static void fifos_go_and_modes_are_those_of_plain_files(struct fixture *fixture, const void *data)
{
	struct stat status;

	(void)data;
	put(fixture, "closed/file");
	g_autofree char *file = within(fixture, "closed/file");
	g_autofree char *closed = within(fixture, "closed");
	g_autofree char *fifo = within(fixture, "fifo");
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_assert_cmpint(chmod(file, 06055), ==, 0);
	g_assert_cmpint(chmod(closed, 01000), ==, 0);
	g_autofree char *refused = filter(fixture);

	g_assert_cmpstr(refused, ==, "'fifo', neither a file nor a folder");
	g_assert_cmpint(stat(file, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0655);
	g_assert_cmpint(stat(closed, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0700);
}

static void zeros_become_holes_and_the_time_stays(struct fixture *fixture, const void *data)
{
	enum { LENGTH = 4 << 20 };
	const struct timespec times[] = {{1000, 0}, {2000, 0}};
	g_autofree char *zeros = g_malloc0(LENGTH);
	g_autofree char *path = within(fixture, "zeros");
	g_autofree char *content = NULL;
	size_t length = 0;
	struct stat status;

	(void)data;
	zeros[0] = 'x';
	zeros[LENGTH - 1] = 'y';
	g_assert_true(g_file_set_contents(path, zeros, LENGTH, NULL));
	g_assert_cmpint(utimensat(AT_FDCWD, path, times, 0), ==, 0);
	g_autofree char *refused = filter(fixture);

	g_assert_null(refused);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mtime, ==, 2000);
	g_assert_cmpint(status.st_blocks, <, LENGTH / 512 / 4);
	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	g_assert_cmpmem(content, length, zeros, LENGTH);
}

#define ADD(path, test) g_test_add(path, struct fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/artifacts-filter/files-folders-and-links-among-them-stay",
	    files_folders_and_links_among_them_stay);
	ADD("/artifacts-filter/links-that-lead-out-go", links_that_lead_out_go);
	ADD("/artifacts-filter/a-file-with-another-name-elsewhere-goes",
	    a_file_with_another_name_elsewhere_goes);
	ADD("/artifacts-filter/fifos-go-and-modes-are-those-of-plain-files",
	    fifos_go_and_modes_are_those_of_plain_files);
	ADD("/artifacts-filter/zeros-become-holes-and-the-time-stays",
	    zeros_become_holes_and_the_time_stays);
	return g_test_run();
}
