#include "base/file.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
	char *folder;
	char *path; /* of a file in it */
};

static void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->folder = g_dir_make_tmp("testr-file-XXXXXX", NULL);
	g_assert_nonnull(fixture->folder);
	fixture->path = g_build_filename(fixture->folder, "content", NULL);
}

static void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	g_unlink(fixture->path);
	g_assert_cmpint(g_rmdir(fixture->folder), ==, 0); /* nothing was left beside it */
	g_free(fixture->path);
	g_free(fixture->folder);
}

static struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const uint8_t *)string, strlen(string)};
}

static void assert_content(const char *path, const char *expected)
{
	g_autofree char *content = NULL;

	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, expected);
}

static void test_a_new_file_is_made(struct fixture *fixture, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;

	g_assert_true(file_replace(fixture->path, bytes_of("hello\n"), &error));
	g_assert_no_error(error);
	assert_content(fixture->path, "hello\n");
	g_assert_true(file_replace_quickly(fixture->path, bytes_of("again\n"), &error));
	g_assert_no_error(error);
	assert_content(fixture->path, "again\n");
}

static void test_an_old_file_is_replaced_and_keeps_its_rights(struct fixture *fixture,
							      const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	GStatBuf status;

	g_assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
	g_assert_cmpint(g_chmod(fixture->path, 0600), ==, 0);
	g_assert_true(file_replace(fixture->path, bytes_of(""), &error));
	assert_content(fixture->path, "");
	g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0600);
}

static void test_a_failure_leaves_the_old_file(struct fixture *fixture, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autofree char *large = g_strnfill(100000, 'x');
	struct rlimit before, small;

	g_assert_true(file_replace(fixture->path, bytes_of("old"), NULL));
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
	small = (struct rlimit){50000, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
	bool is_replaced = file_replace(fixture->path, bytes_of(large), &error);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);

	g_assert_false(is_replaced);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
	g_autofree char *expected =
		g_strdup_printf("cannot write '%s': File too large", fixture->path);
	g_assert_cmpstr(error->message, ==, expected);
	assert_content(fixture->path, "old");
}

static void test_a_missing_folder_is_named(struct fixture *fixture, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(fixture->folder, "no", "file", NULL);

	g_assert_false(file_replace(path, bytes_of("x"), &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_nonnull(strstr(error->message, path));
}

static void test_all_is_written_through_a_full_pipe(struct fixture *fixture, const void *data)
{
	(void)data;
	(void)fixture;
	g_autofree char *large = g_strnfill(1000000, 'x');
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t writer = fork();
	if (writer == 0) {
		close(ends[0]);
		_exit(file_write_all(ends[1], "pipe", bytes_of(large), NULL) ? 0 : 1);
	}
	close(ends[1]);
	size_t total = 0;
	char buffer[4096];
	for (ssize_t length; (length = read(ends[0], buffer, sizeof(buffer))) > 0;)
		total += (size_t)length;
	close(ends[0]);
	g_assert_cmpuint(total, ==, 1000000);

	int status = -1;
	g_assert_cmpint(waitpid(writer, &status, 0), ==, writer);
	g_assert_cmpint(status, ==, 0);
}

static void test_a_bad_descriptor_is_an_error(struct fixture *fixture, const void *data)
{
	(void)data;
	(void)fixture;
	g_autoptr(GError) error = NULL;

	g_assert_false(file_write_all(-1, "the pipe", bytes_of("x"), &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_BADF);
	g_assert_cmpstr(error->message, ==, "cannot write 'the pipe': Bad file descriptor");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct fixture *fixture, const void *data);
	} tests[] = {
		{"/file/a_new_file_is_made", test_a_new_file_is_made},
		{"/file/an_old_file_is_replaced_and_keeps_its_rights",
		 test_an_old_file_is_replaced_and_keeps_its_rights},
		{"/file/a_failure_leaves_the_old_file", test_a_failure_leaves_the_old_file},
		{"/file/a_missing_folder_is_named", test_a_missing_folder_is_named},
		{"/file/all_is_written_through_a_full_pipe",
		 test_all_is_written_through_a_full_pipe},
		{"/file/a_bad_descriptor_is_an_error", test_a_bad_descriptor_is_an_error},
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
