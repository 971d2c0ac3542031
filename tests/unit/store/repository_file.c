#include "store/repository_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/repository_error.h"

/* A folder with a file outside of it, and one that is good. */
struct place {
	char *folder, *good, *outside, *bad;
};

static void place_init(struct place *place, gconstpointer data)
{
	(void)data;
	place->folder = g_dir_make_tmp("repository-file-XXXXXX", NULL);
	place->good = g_build_filename(place->folder, "good", NULL);
	place->bad = g_build_filename(place->folder, "bad", NULL);
	place->outside = g_build_filename(place->folder, "outside", NULL);
	g_assert_true(g_file_set_contents(place->good, "good", -1, NULL));
	g_assert_true(g_file_set_contents(place->outside, "outside", -1, NULL));
}

static void place_clear(struct place *place, gconstpointer data)
{
	(void)data;
	(void)g_remove(place->bad);
	(void)g_remove(place->good);
	(void)g_remove(place->outside);
	g_assert_cmpint(g_rmdir(place->folder), ==, 0);
	g_free(place->folder);
	g_free(place->good);
	g_free(place->bad);
	g_free(place->outside);
}

static void assert_refused(const struct place *place, const char *why)
{
	static const int ways[] = {O_RDONLY, O_RDWR | O_CREAT, O_WRONLY | O_CREAT | O_TRUNC};
	g_autofree char *content = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GError) checking = NULL;

		g_assert_cmpint(repository_file_open(place->bad, ways[i], &error), ==, -1);
		g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_UNSAFE);
		g_assert_nonnull(strstr(error->message, why));
		g_assert_nonnull(strstr(error->message, place->bad));
		g_assert_false(repository_file_check(place->bad, &checking));
		g_assert_error(checking, REPOSITORY_ERROR, REPOSITORY_ERROR_UNSAFE);
	}
	g_assert_true(g_file_get_contents(place->outside, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "outside");
}

static void a_plain_file_is_opened(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	scoped_fd fd = repository_file_open(place->good, O_RDWR, &error);

	(void)data;
	g_assert_no_error(error);
	g_assert_cmpint(fd, >=, 0);
	g_assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	g_assert_true(repository_file_check(place->good, NULL));
}

static void one_that_is_not_there_is_made_or_missed(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(repository_file_check(place->bad, NULL));
	g_assert_cmpint(repository_file_open(place->bad, O_RDONLY, &error), ==, -1);
	g_assert_cmpint(errno, ==, ENOENT);
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_IO);
	scoped_fd fd = repository_file_open(place->bad, O_RDWR | O_CREAT, NULL);
	g_assert_cmpint(fd, >=, 0);
}

static void truncating_cuts_what_is_good(struct place *place, gconstpointer data)
{
	struct stat about;
	scoped_fd fd = repository_file_open(place->good, O_WRONLY | O_TRUNC, NULL);

	(void)data;
	g_assert_cmpint(fstat(fd, &about), ==, 0);
	g_assert_cmpint(about.st_size, ==, 0);
}

static void a_link_is_refused(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(symlink(place->outside, place->bad), ==, 0);
	assert_refused(place, "it is a link");
}

static void a_link_to_nothing_is_refused(struct place *place, gconstpointer data)
{
	g_autofree char *nothing = g_build_filename(place->folder, "nothing", NULL);

	(void)data;
	g_assert_cmpint(symlink(nothing, place->bad), ==, 0);
	assert_refused(place, "it is a link");
	g_assert_false(g_file_test(nothing, G_FILE_TEST_EXISTS));
}

static void a_hard_link_is_refused(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(link(place->outside, place->bad), ==, 0);
	assert_refused(place, "hard link");
}

static void a_pipe_is_refused_and_not_waited_for(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(mkfifo(place->bad, 0600), ==, 0);
	assert_refused(place, "a pipe or a device");
}

static void a_folder_is_refused(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(g_mkdir(place->bad, 0700), ==, 0);
	assert_refused(place, "it is a folder");
}

static void a_device_is_refused(struct place *place, gconstpointer data)
{
	(void)data;
	if (mknod(place->bad, S_IFCHR | 0600, (dev_t)(1 << 8 | 3)) != 0)
		g_test_skip("only root can make a device");
	else
		assert_refused(place, "a pipe or a device");
}

static void somebody_elses_file_is_refused(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_true(g_file_set_contents(place->bad, "bad", -1, NULL));
	if (chown(place->bad, 12345, (gid_t)-1) != 0)
		g_test_skip("only root can give a file away");
	else
		assert_refused(place, "another user");
}

static void a_file_of_the_owner_of_its_folder_is_opened(struct place *place, gconstpointer data)
{
	(void)data;
	if (chown(place->folder, 12345, (gid_t)-1) != 0 ||
	    chown(place->good, 12345, (gid_t)-1) != 0)
		g_test_skip("only root can give a file away");
	else
		g_assert_true(repository_file_check(place->good, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add("/" #name, struct place, NULL, place_init, name, place_clear)
	ADD(a_plain_file_is_opened);
	ADD(one_that_is_not_there_is_made_or_missed);
	ADD(truncating_cuts_what_is_good);
	ADD(a_link_is_refused);
	ADD(a_link_to_nothing_is_refused);
	ADD(a_hard_link_is_refused);
	ADD(a_pipe_is_refused_and_not_waited_for);
	ADD(a_folder_is_refused);
	ADD(a_device_is_refused);
	ADD(somebody_elses_file_is_refused);
	ADD(a_file_of_the_owner_of_its_folder_is_opened);
	return g_test_run();
}
