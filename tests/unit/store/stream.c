/* Stored streams: whole, in part, and damaged. */
#include "store/stream.h"

#include <fcntl.h>
#include <zstd.h>

#include "base/file.h"
#include "fixture.h"
#include "store/repository.h"
#include "store/stream_packer.h"
#include "support/stream.h"

enum { EVENTS = 3000, CONTENT = 84 }; /* nearly three frames */

/* A sink that counts events and writes down the numbers of those that it lacks. */
struct counter {
	struct sink sink;
	int expected; /* the number of the next event */
	GString *missing;
};

static bool count_event(struct sink *sink, const struct event *event, GError **error)
{
	struct counter *counter = (struct counter *)sink;
	g_autofree char *id = g_strndup(event->test_id.data, event->test_id.length);

	(void)error;
	/* Damage, and what it makes look like plain output. */
	if (!id || !g_str_has_prefix(id, "test-"))
		return true;
	int number = atoi(id + strlen("test-"));
	if (number > counter->expected)
		g_string_append_printf(counter->missing, "%d-%d ", counter->expected, number - 1);
	counter->expected = number + 1;
	return true;
}

static GByteArray *make_stream(void)
{
	GByteArray *stream = g_byte_array_new();
	char content[CONTENT];

	for (int i = 0; i < EVENTS; i++) {
		g_autofree char *id = g_strdup_printf("test-%d", i);
		for (size_t j = 0; j < sizeof(content); j++)
			content[j] = (char)g_random_int();
		stream_add_file(stream, id, "log",
				(struct bytes){(uint8_t *)content, sizeof(content)});
	}
	return stream;
}

/* Stores a stream of EVENTS events in `path`; returns it as it was before. */
static GByteArray *store(const char *path)
{
	GByteArray *stream = make_stream();
	g_autofree char *plain = g_strconcat(path, ".plain", NULL);
	GError *error = NULL;

	g_assert_true(g_file_set_contents(plain, (char *)stream->data, (gssize)stream->len, NULL));
	scoped_fd fd = open(plain, O_RDONLY);
	struct stream_packer *packing = stream_packer_begin(fd, path, &error);
	g_assert_no_error(error);
	g_assert_true(stream_packer_finish(packing, &error));
	stream_packer_free(packing);
	g_unlink(plain);
	return stream;
}

/* Reads parts; returns which events are missing from those up to the last that came. */
static char *read_ranges(const char *path, const struct stream_range *ranges, size_t count,
			 int *last, GError **error)
{
	struct counter counter = {.sink = {count_event}, .missing = g_string_new(NULL)};
	scoped(reader) reader = reader_new(READER_LISTING, &counter.sink);

	stream_read(path, ranges, count, reader, error);
	g_assert_true(reader_end(reader, NULL));
	*last = counter.expected - 1;
	return g_string_free(counter.missing, false);
}

static char *read_stream(const char *path, int *last, GError **error)
{
	return read_ranges(path, &STREAM_ALL, 1, last, error);
}

static char *path_in(const char *folder)
{
	return g_build_filename(folder, "0.subunit.zst", NULL);
}

static void test_what_is_stored_is_read(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GByteArray) stream = store(path);
	g_autoptr(GError) error = NULL;
	int last;
	g_autofree char *missing = read_stream(path, &last, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(missing, ==, "");
	g_assert_cmpint(last, ==, EVENTS - 1);
	g_assert_cmpuint(stream->len, >, 2 * STREAM_FRAME_SIZE);
	/* Nothing else is left in the folder. */
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(g_dir_read_name(entries));
	g_assert_null(g_dir_read_name(entries));
}

/* The bytes of event number `i`, which has an id of four digits, in `stream`. */
static struct stream_range range_of(const GByteArray *stream, int i)
{
	g_autoptr(GByteArray) packet = g_byte_array_new();
	char content[CONTENT] = {0};

	stream_add_file(packet, "test-1000", "log", (struct bytes){(uint8_t *)content, CONTENT});
	uint64_t begin = stream->len - (uint64_t)(EVENTS - i) * packet->len;
	return (struct stream_range){begin, begin + packet->len};
}

static void test_any_part_is_read_alone(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GByteArray) stream = store(path);

	for (int i = 1000; i < EVENTS; i += 97) {
		struct stream_range range = range_of(stream, i);
		g_autofree char *expected = g_strdup_printf("0-%d ", i - 1);
		g_autoptr(GError) error = NULL;
		int last;
		g_autofree char *missing = read_ranges(path, &range, 1, &last, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(missing, ==, expected);
		g_assert_cmpint(last, ==, i);
	}
}

/* In one frame, across the border of two (there are a thousand in each), in a later one. */
static void test_of_several_parts_each_is_read_and_nothing_else(void)
{
	static const int borders[][2] = {{1000, 1001}, {1007, 1100}, {1500, 2400}, {2999, 2999}};
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GByteArray) stream = store(path);
	struct stream_range ranges[G_N_ELEMENTS(borders)];
	g_autoptr(GError) error = NULL;
	int last;

	for (size_t i = 0; i < G_N_ELEMENTS(borders); i++) {
		ranges[i].begin = range_of(stream, borders[i][0]).begin;
		ranges[i].end = range_of(stream, borders[i][1]).end;
	}
	g_autofree char *missing = read_ranges(path, ranges, G_N_ELEMENTS(ranges), &last, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(missing, ==, "0-999 1002-1006 1101-1499 2401-2998 ");
	g_assert_cmpint(last, ==, 2999);
}

static void change_byte(const char *path, double where)
{
	g_autofree char *content = NULL;
	size_t length;

	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	content[(size_t)(where * (double)length)] ^= 0x10;
	g_assert_true(g_file_set_contents(path, content, (gssize)length, NULL));
}

static void test_damage_costs_the_frame_that_it_is_in(void)
{
	/* In the first, second and third frame. */
	static const double places[] = {0.15, 0.5, 0.85};

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		scoped_project folder = make_project();
		g_autofree char *path = path_in(folder);
		g_autoptr(GError) error = NULL;
		int last;

		g_byte_array_unref(store(path));
		change_byte(path, places[i]);
		g_autofree char *missing = read_stream(path, &last, &error);
		g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
		g_assert_nonnull(strstr(error->message, path));
		int from = 0, to = last;
		if (i < 2)
			g_assert_cmpint(sscanf(missing, "%d-%d", &from, &to), ==, 2);
		else
			from = last + 1, to = EVENTS - 1;
		g_assert_cmpint(to - from, <=, (int)(STREAM_FRAME_SIZE / CONTENT) + 2);
		g_assert_cmpint(from, >=, (int)(i * STREAM_FRAME_SIZE / (CONTENT + 50)) - 2);
	}
}

static void test_a_damaged_beginning_does_not_hide_the_rest(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GError) error = NULL;
	int last;

	g_byte_array_unref(store(path));
	change_byte(path, 0);
	g_free(read_stream(path, &last, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	g_assert_cmpint(last, ==, EVENTS - 1);
}

static void test_of_a_truncated_file_the_whole_frames_are_read(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	GStatBuf about;

	g_byte_array_unref(store(path));
	g_assert_cmpint(g_stat(path, &about), ==, 0);
	for (int tenths = 9; tenths >= 0; tenths -= 3) {
		g_autoptr(GError) error = NULL;
		int last;

		g_assert_cmpint(truncate(path, about.st_size * tenths / 10), ==, 0);
		g_autofree char *missing = read_stream(path, &last, &error);
		g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
		g_assert_cmpstr(missing, ==, "");
		g_assert_cmpint(last, >=, (tenths / 4) * 1000 - 1);
	}
}

static void test_a_missing_file_is_no_run(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GError) error = NULL;
	int last;
	g_autofree char *missing = read_stream(path, &last, &error);

	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN);
	g_assert_cmpstr(missing, ==, "");
}

/* Stores a stream as it was once done: in few frames, the largest there have been. */
static void store_in_large_frames(const char *path)
{
	g_autoptr(GByteArray) stream = make_stream();
	g_autoptr(GByteArray) packed = g_byte_array_new();
	size_t room = ZSTD_compressBound(STREAM_FRAME_SIZE_MAX);
	g_autofree uint8_t *frame = g_malloc(room);

	while (stream->len < 2 * STREAM_FRAME_SIZE_MAX) {
		unsigned length = stream->len;

		g_byte_array_set_size(stream, 2 * length);
		memcpy(stream->data + length, stream->data, length);
	}
	for (size_t at = 0; at < stream->len; at += STREAM_FRAME_SIZE_MAX) {
		size_t length = ZSTD_compress(frame, room, stream->data + at,
					      MIN(STREAM_FRAME_SIZE_MAX, stream->len - at), 3);
		g_byte_array_append(packed, frame, (unsigned)length);
	}
	g_assert_true(g_file_set_contents(path, (char *)packed->data, packed->len, NULL));
}

static void test_streams_in_larger_frames_are_read(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GError) error = NULL;
	int last;

	store_in_large_frames(path);
	g_autofree char *missing = read_stream(path, &last, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(missing, ==, "");
	g_assert_cmpint(last, ==, EVENTS - 1);
}

/* What is asked for by its place is found behind a frame whose header is no longer one. */
static void test_larger_frames_that_are_lost_count_as_what_they_held(void)
{
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GByteArray) stream = make_stream();
	/* As many as there are, and again the first ones: they lie in the second frame. */
	uint64_t again = stream->len * 4;
	const struct stream_range range = {again, again + 20 * (stream->len / EVENTS)};
	g_autoptr(GError) error = NULL;
	int last;

	store_in_large_frames(path);
	change_byte(path, 0);
	g_free(read_ranges(path, &range, 1, &last, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	g_assert_cmpint(last, >=, 18);
	g_assert_cmpint(last, <=, 20);
}

/* A frame that claims to unpack to far more than any that we have stored. */
static void test_a_bomb_is_damage(void)
{
	static const uint8_t bomb[] = {0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff, 0xff, 0xff,
				       0xff, 0xff, 0x0f, 0x00, 0x03, 0x00, 0x00, 0x01};
	scoped_project folder = make_project();
	g_autofree char *path = path_in(folder);
	g_autoptr(GError) error = NULL;
	int last;

	g_assert_true(g_file_set_contents(path, (const char *)bomb, sizeof(bomb), NULL));
	g_free(read_stream(path, &last, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stream/what is stored is read", test_what_is_stored_is_read);
	g_test_add_func("/stream/any part is read alone", test_any_part_is_read_alone);
	g_test_add_func("/stream/of several parts each is read and nothing else",
			test_of_several_parts_each_is_read_and_nothing_else);
	g_test_add_func("/stream/damage costs the frame that it is in",
			test_damage_costs_the_frame_that_it_is_in);
	g_test_add_func("/stream/a damaged beginning does not hide the rest",
			test_a_damaged_beginning_does_not_hide_the_rest);
	g_test_add_func("/stream/of a truncated file the whole frames are read",
			test_of_a_truncated_file_the_whole_frames_are_read);
	g_test_add_func("/stream/a missing file is no run", test_a_missing_file_is_no_run);
	g_test_add_func("/stream/streams in larger frames are read",
			test_streams_in_larger_frames_are_read);
	g_test_add_func("/stream/larger frames that are lost count as what they held",
			test_larger_frames_that_are_lost_count_as_what_they_held);
	g_test_add_func("/stream/a bomb is damage", test_a_bomb_is_damage);
	return g_test_run();
}
