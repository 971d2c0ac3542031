#include "run/private_folder.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_only_its_owner_can_look_into_it(void)
{
	g_autoptr(GError) error = NULL;
	struct stat status;

	char *path = private_folder_make(&error);
	g_assert_no_error(error);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0700);
	private_folder_remove(path);
}

static void test_it_goes_with_all_that_is_in_it(void)
{
	char *path = private_folder_make(NULL);
	g_autofree char *kept = g_strdup(path);
	g_autofree char *below = g_build_filename(path, "a", "b", NULL);
	g_autofree char *file = g_build_filename(below, "ids", NULL);

	g_mkdir_with_parents(below, 0700);
	g_file_set_contents(file, "x", 1, NULL);
	private_folder_remove(path);
	g_assert_false(g_file_test(kept, G_FILE_TEST_EXISTS));
}

static void test_what_a_link_in_it_points_at_stays(void)
{
	char *elsewhere = private_folder_make(NULL);
	g_autofree char *file = g_build_filename(elsewhere, "results", NULL);
	char *path = private_folder_make(NULL);
	g_autofree char *link = g_build_filename(path, "link", NULL);

	g_file_set_contents(file, "x", 1, NULL);
	g_assert_cmpint(symlink(elsewhere, link), ==, 0);
	private_folder_remove(path);
	g_assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
	private_folder_remove(elsewhere);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/private_folder/only its owner can look into it",
			test_only_its_owner_can_look_into_it);
	g_test_add_func("/private_folder/it goes with all that is in it",
			test_it_goes_with_all_that_is_in_it);
	g_test_add_func("/private_folder/what a link in it points at stays",
			test_what_a_link_in_it_points_at_stays);
	return g_test_run();
}
