#include "engine/id_file.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const ids[] = {"one", "two words", "$(three)", NULL};

static void holds_one_id_a_line_for_its_owner_alone(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_autofree char *content = NULL;
	struct stat status;
	mode_t before = umask(0);
	char *path = id_file_write(folder, 3, ids, NULL);
	(void)umask(before);

	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "one\ntwo words\n$(three)\n");
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0600);

	id_file_remove(&path);
	g_assert_null(path);
	g_assert_cmpint(g_rmdir(folder), ==, 0); /* it was the only file */
}

static void does_not_write_through_what_lies_there(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_autofree char *path = id_file_write(folder, 0, ids, NULL);
	g_autofree char *victim = g_build_filename(folder, "victim", NULL);
	g_autoptr(GError) error = NULL;
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(symlink(victim, path), ==, 0);

	g_assert_null(id_file_write(folder, 0, ids, &error));

	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
	g_assert_false(g_file_test(victim, G_FILE_TEST_EXISTS));
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void says_why_it_cannot_be_written(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(id_file_write("/nowhere", 0, ids, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_true(g_str_has_prefix(error->message, "cannot write '/nowhere/"));
}

static void removing_none_does_no_harm(void)
{
	char *path = NULL;

	id_file_remove(&path);
	g_assert_null(path);
}

#define ADD(test) g_test_add_func("/engine/id_file/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(holds_one_id_a_line_for_its_owner_alone);
	ADD(does_not_write_through_what_lies_there);
	ADD(says_why_it_cannot_be_written);
	ADD(removing_none_does_no_harm);
	return g_test_run();
}
