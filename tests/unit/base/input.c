/* Files that users name. */
#include "base/input.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/scoped.h"

struct file {
	char *path;
};

static void file_clear(struct file *file)
{
	g_unlink(file->path);
	g_free(file->path);
}

static struct file file_of(const char *content, size_t length)
{
	struct file file;

	g_close(g_file_open_tmp("testr-input-XXXXXX", &file.path, NULL), NULL);
	g_assert_true(g_file_set_contents(file.path, content, (gssize)length, NULL));
	return file;
}

#define FILE_OF(literal) file_of(literal, sizeof(literal) - 1)

static bool join(struct text line, void *joined, GError **error)
{
	if (text_is(line, "refused")) {
		g_set_error_literal(error, INPUT_ERROR, INPUT_ERROR_TEXT, "it is refused");
		return false;
	}
	g_string_append_printf(joined, "%.*s|", TEXT_ARGS(line));
	return true;
}

static bool skip(struct text line, void *data, GError **error)
{
	(void)line;
	(void)data;
	(void)error;
	return true;
}

static void assert_lines(const struct file *file, const char *expected)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(input_read_lines(file->path, join, joined, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(joined->str, ==, expected);
}

static void assert_fails(const struct file *file, enum input_error code, const char *why)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *expected = g_strdup_printf("cannot use '%s': %s", file->path, why);

	g_assert_false(input_read_lines(file->path, join, joined, &error));
	g_assert_error(error, INPUT_ERROR, (int)code);
	g_assert_cmpstr(error->message, ==, expected);
}

static void test_lines_come_without_their_ends(void)
{
	cleared(file) file = FILE_OF("a\r\n  b c \t\n\nlast");
	cleared(file) empty = FILE_OF("");
	cleared(file) marked = FILE_OF("\xef\xbb\xbf"
				       "a\n\xef\xbb\xbf"
				       "b\n");

	assert_lines(&file, "a|  b c||last|");
	assert_lines(&empty, "");
	assert_lines(&marked, "a|\xef\xbb\xbf"
			      "b|");
}

static void test_lines_are_whole_wherever_the_pieces_end(void)
{
	g_autoptr(GString) content = g_string_new(NULL);
	g_autoptr(GString) expected = g_string_new(NULL);

	for (int i = 0; i < 50000; i++) {
		g_string_append_printf(content, "line %d\n", i);
		g_string_append_printf(expected, "line %d|", i);
	}
	cleared(file) file = file_of(content->str, content->len);
	assert_lines(&file, expected->str);
}

static void test_errors_tell_the_line(void)
{
	cleared(file) nul = FILE_OF("a\nb\0c\n");
	cleared(file) broken = FILE_OF("a\n\nb\xff");
	cleared(file) refused = FILE_OF("a\nrefused\n\xff\n");

	assert_fails(&nul, INPUT_ERROR_TEXT, "line 2: it has a NUL byte");
	assert_fails(&broken, INPUT_ERROR_TEXT, "line 3: it is not UTF-8");
	assert_fails(&refused, INPUT_ERROR_TEXT, "line 2: it is refused");
}

static void test_no_line_and_no_file_is_read_without_end(void)
{
	g_autofree char *zeros = g_strnfill(INPUT_LINE_MAX + 1, 'x');
	cleared(file) longest = file_of(zeros, INPUT_LINE_MAX);
	cleared(file) too_long = file_of(zeros, INPUT_LINE_MAX + 1);
	struct file endless = {(char *)"/dev/zero"};
	g_autofree char *expected = g_strdup_printf("%s|", zeros + 1);

	assert_lines(&longest, expected);
	assert_fails(&too_long, INPUT_ERROR_TOO_LONG, "line 1: it is longer than 1 MiB");
	assert_fails(&endless, INPUT_ERROR_TOO_LONG, "line 1: it is longer than 1 MiB");
}

/* `yes` for ever, through a pipe: endless short lines. */
static void test_a_file_without_end_is_refused(void)
{
	g_autofree char *folder = g_dir_make_tmp("testr-input-XXXXXX", NULL);
	struct file pipe = {g_build_filename(folder, "pipe", NULL)};
	g_autofree char *command = g_strdup_printf("yes >%s", pipe.path);
	char *arguments[] = {"sh", "-c", command, NULL};
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(mkfifo(pipe.path, 0600), ==, 0);
	g_assert_true(g_spawn_async(NULL, arguments, NULL,
				    G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
				    NULL, NULL));
	g_assert_false(input_read_lines(pipe.path, skip, NULL, &error));
	g_assert_error(error, INPUT_ERROR, INPUT_ERROR_TOO_LONG);
	g_assert_nonnull(strstr(error->message, ": the file is longer than 256 MiB"));
	file_clear(&pipe);
	g_rmdir(folder);
}

static void test_what_is_not_there_cannot_be_read(void)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(input_read_lines("/nowhere/list", join, joined, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_cmpstr(error->message, ==,
			"cannot read '/nowhere/list': No such file or directory");
	g_clear_error(&error);
	g_assert_false(input_read_lines("/", join, joined, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

static void add_length(struct bytes piece, void *sum)
{
	*(size_t *)sum += piece.length;
}

static void test_pieces_are_all_there_is_whatever_it_is(void)
{
	g_autofree char *zeros = g_malloc0(300000);
	cleared(file) file = file_of(zeros, 300000);
	size_t sum = 0;

	g_assert_true(input_read(file.path, add_length, &sum, NULL));
	g_assert_cmpuint(sum, ==, 300000);
}

static void test_pieces_have_an_end(void)
{
	g_autoptr(GError) error = NULL;
	size_t sum = 0;

	g_assert_false(input_read("/dev/zero", add_length, &sum, &error));
	g_assert_error(error, INPUT_ERROR, INPUT_ERROR_TOO_LONG);
	g_assert_cmpstr(error->message, ==, "cannot use '/dev/zero': it is longer than 1 GiB");
	g_assert_cmpuint(sum, <=, INPUT_MAX);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/input/lines come without their ends", test_lines_come_without_their_ends);
	g_test_add_func("/input/lines are whole wherever the pieces end",
			test_lines_are_whole_wherever_the_pieces_end);
	g_test_add_func("/input/errors tell the line", test_errors_tell_the_line);
	g_test_add_func("/input/no line and no file is read without end",
			test_no_line_and_no_file_is_read_without_end);
	g_test_add_func("/input/a file without end is refused", test_a_file_without_end_is_refused);
	g_test_add_func("/input/what is not there cannot be read",
			test_what_is_not_there_cannot_be_read);
	g_test_add_func("/input/pieces are all there is",
			test_pieces_are_all_there_is_whatever_it_is);
	g_test_add_func("/input/pieces have an end", test_pieces_have_an_end);
	return g_test_run();
}
