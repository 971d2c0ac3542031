/* Streams that are stored while they are being written. */
#include "store/background_packer.h"

#include <fcntl.h>

#include "base/file.h"
#include "fixture.h"
#include "store/stream.h"
#include "store/stream_packer.h"

/* A stream that grows: where it is, and where it is stored. */
struct growing {
	char *plain, *stored, *beside;
	int fd;
	uint64_t written;
};

static struct growing grow(const char *folder)
{
	struct growing growing = {
		.plain = g_build_filename(folder, "0.subunit", NULL),
		.stored = g_build_filename(folder, "0.subunit.zst", NULL),
		.beside = g_build_filename(folder, "0.subunit.zst.new", NULL),
	};

	growing.fd = open(growing.plain, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	g_assert_cmpint(growing.fd, >=, 0);
	return growing;
}

static void growing_clear(struct growing *growing)
{
	close(growing->fd);
	g_free(growing->plain);
	g_free(growing->stored);
	g_free(growing->beside);
}

static void write_more(struct growing *growing, size_t length)
{
	g_autofree uint8_t *bytes = g_malloc(length);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)g_random_int();
	g_assert_true(
		file_write_all(growing->fd, growing->plain, (struct bytes){bytes, length}, NULL));
	growing->written += length;
}

static bool exists(const char *path)
{
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static int64_t size_of(const char *path)
{
	GStatBuf about;

	return g_stat(path, &about) == 0 ? about.st_size : 0;
}

/* The same as of a stream that is stored when it is complete, to the byte. */
static void assert_stored(const struct growing *growing)
{
	g_autofree char *other = g_strconcat(growing->stored, ".other", NULL);
	g_autofree char *found = NULL;
	g_autofree char *expected = NULL;
	struct stream_packer *packing = stream_packer_begin(growing->fd, other, NULL);
	size_t length, expected_length;

	g_assert_true(stream_packer_finish(packing, NULL));
	stream_packer_free(packing);
	g_assert_true(g_file_get_contents(growing->stored, &found, &length, NULL));
	g_assert_true(g_file_get_contents(other, &expected, &expected_length, NULL));
	g_assert_cmpmem(found, length, expected, expected_length);
	g_assert_false(exists(growing->beside));
}

static void finish(struct background_packer *packer)
{
	GError *error = NULL;

	background_packer_finish(packer);
	bool is_stored = background_packer_end(packer, &error);
	g_assert_no_error(error);
	g_assert_true(is_stored);
}

static void test_what_is_written_bit_by_bit_is_stored_whole(void)
{
	static const size_t lengths[] = {1, 100000, STREAM_FRAME_SIZE, 7, 3 * STREAM_FRAME_SIZE, 1};
	scoped_project folder = make_project();
	struct growing growing = grow(folder);
	struct background_packer *packer = background_packer_begin(growing.fd, growing.stored);

	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		write_more(&growing, lengths[i]);
		background_packer_advance(packer, growing.written);
		g_assert_false(exists(growing.stored));
	}
	finish(packer);
	assert_stored(&growing);
	growing_clear(&growing);
}

/* That is what the thread is for. */
static void test_frames_are_packed_before_the_end(void)
{
	scoped_project folder = make_project();
	struct growing growing = grow(folder);
	struct background_packer *packer = background_packer_begin(growing.fd, growing.stored);

	write_more(&growing, 2 * STREAM_FRAME_SIZE + 10);
	background_packer_advance(packer, growing.written);
	/* What is random does not get smaller. */
	while (size_of(growing.beside) < (int64_t)(2 * STREAM_FRAME_SIZE))
		g_usleep(1000);
	finish(packer);
	assert_stored(&growing);
	growing_clear(&growing);
}

static void test_an_empty_stream_is_stored_empty(void)
{
	scoped_project folder = make_project();
	struct growing growing = grow(folder);

	finish(background_packer_begin(growing.fd, growing.stored));
	g_assert_true(exists(growing.stored));
	g_assert_cmpint(size_of(growing.stored), ==, 0);
	growing_clear(&growing);
}

static void test_what_is_abandoned_leaves_nothing(void)
{
	scoped_project folder = make_project();
	struct growing growing = grow(folder);
	struct background_packer *packer = background_packer_begin(growing.fd, growing.stored);

	write_more(&growing, 5 * STREAM_FRAME_SIZE);
	background_packer_advance(packer, growing.written);
	background_packer_abandon(packer);
	background_packer_abandon(NULL);
	g_assert_false(exists(growing.stored));
	g_assert_false(exists(growing.beside));
	growing_clear(&growing);
}

/* While there is still more to come, and at the end. */
static void test_a_failure_is_told_at_the_end_and_leaves_nothing(void)
{
	scoped_project folder = make_project();
	struct growing growing = grow(folder);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir(growing.beside, 0777), ==, 0);
	struct background_packer *packer = background_packer_begin(growing.fd, growing.stored);
	write_more(&growing, 2 * STREAM_FRAME_SIZE);
	background_packer_advance(packer, growing.written);
	background_packer_finish(packer);
	g_assert_false(background_packer_end(packer, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
	g_assert_false(exists(growing.stored));
	growing_clear(&growing);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/background_packer/what is written bit by bit is stored whole",
			test_what_is_written_bit_by_bit_is_stored_whole);
	g_test_add_func("/background_packer/frames are packed before the end",
			test_frames_are_packed_before_the_end);
	g_test_add_func("/background_packer/an empty stream is stored empty",
			test_an_empty_stream_is_stored_empty);
	g_test_add_func("/background_packer/what is abandoned leaves nothing",
			test_what_is_abandoned_leaves_nothing);
	g_test_add_func("/background_packer/a failure is told at the end and leaves nothing",
			test_a_failure_is_told_at_the_end_and_leaves_nothing);
	return g_test_run();
}
