#include "core/journal_reader.h"

#include "core/journal.h"
#include "core/journal_writer.h"

/* A journal that is being written, and the stream beside it. Times are in milliseconds. */
struct scene {
	struct journal_writer *writer;
	struct stream_reports reports;
};

static void scene_init(struct scene *scene)
{
	const struct coordinator_options options = {.concurrency = 2,
						    .can_choose = true,
						    .failures = {.retries = 3},
						    .limits = {.kill_grace_us = -1}};

	scene->writer = journal_writer_new();
	stream_reports_init(&scene->reports);
	journal_writer_begin(scene->writer, &options, 5000, 1000000);
}

static void scene_clear(struct scene *scene)
{
	journal_writer_free(scene->writer);
	stream_reports_clear(&scene->reports);
}

/* Lists four tests, of which the third repeats the first, and hands the others out. */
static void list_and_hand_out(struct scene *scene)
{
	static const struct planned_test tests[] = {
		{.id = "a", .duration_us = 70, .group = "g", .bytes = 7},
		{.id = "b", .duration_us = -1, .has_failed = true, .group = "g"},
		{.id = "a", .duration_us = -1},
		{.id = "c", .duration_us = 1000000, .group = "h"},
	};
	static const size_t batch[] = {0, 1, 3};
	const struct input listed = {.kind = INPUT_LISTED,
				     .tests = tests,
				     .test_count = 4,
				     .max_bytes = 130000,
				     .all_are_free = true};
	const struct action execute = {.kind = ACTION_EXECUTE,
				       .instance = INSTANCE_NONE,
				       .tests = batch,
				       .test_count = 3,
				       .batch = BATCH_PART,
				       .attempt = 1};

	journal_writer_input(scene->writer, 5000 + 2000, &listed);
	journal_writer_action(scene->writer, &execute);
}

/* Execution 0 reports `test_id`, whose index is `test`, with `stamp_ms`, at `now_ms`. */
static void report(struct scene *scene, const char *test_id, size_t test, enum status status,
		   int64_t stamp_ms, int64_t now_ms, bool has_clock)
{
	int64_t stamp_ns = (1000 + stamp_ms) * 1000000;
	const struct input input = {
		.kind = status == STATUS_INPROGRESS ? INPUT_TEST_STARTED : INPUT_TEST_ENDED,
		.test_id = text_of(test_id),
		.status = status,
		.time_ns = has_clock ? stamp_ns : TIME_NONE,
	};

	stream_reports_add(&scene->reports, text_of(test_id), status, 0, stamp_ns);
	journal_writer_report(scene->writer, 5000 + now_ms * 1000, &input, test, stamp_ns);
}

static GByteArray *written(struct scene *scene, bool has_names)
{
	GByteArray *all = g_byte_array_new();
	struct bytes records, names;

	journal_writer_take(scene->writer, &records, &names);
	g_byte_array_append(all, records.data, (guint)records.length);
	if (has_names)
		g_byte_array_append(all, names.data, (guint)names.length);
	return all;
}

static struct journal_reader *read_back(const struct scene *scene, const GByteArray *all)
{
	struct journal_reader *reader =
		journal_reader_new((struct bytes){all->data, all->len}, &scene->reports, NULL);

	g_assert_nonnull(reader);
	return reader;
}

/* The next record is a report of the test with this index, of this time. */
static void expect_report(struct journal_reader *reader, size_t test, int64_t at_ms, bool has_clock)
{
	struct journal_record record;

	g_assert_true(journal_reader_next(reader, &record));
	g_assert_cmpint(record.kind, ==, RECORD_INPUT);
	g_assert_cmpuint(record.test, ==, test);
	g_assert_cmpint(record.input_us, ==, at_ms * 1000);
	g_assert_cmpint(record.input.time_ns != TIME_NONE, ==, has_clock);
}

/* The next record is the listing that list_and_hand_out() has told. */
static void expect_listing(struct journal_reader *reader)
{
	struct journal_record record;

	g_assert_true(journal_reader_next(reader, &record));
	g_assert_cmpint(record.at_us, ==, 2000);
	g_assert_cmpuint(record.input.test_count, ==, 4);
	g_assert_cmpstr(record.input.tests[2].id, ==, "a");
	g_assert_cmpstr(record.input.tests[3].id, ==, "c");
	g_assert_cmpint(record.input.tests[0].duration_us, ==, 70);
	g_assert_cmpint(record.input.tests[1].duration_us, ==, -1);
	g_assert_true(record.input.tests[1].has_failed);
	g_assert_cmpstr(record.input.tests[0].group, ==, record.input.tests[1].group);
	g_assert_cmpstr(record.input.tests[0].group, !=, record.input.tests[3].group);
	g_assert_null(record.input.tests[2].group);
	g_assert_cmpuint(record.input.tests[0].bytes, ==, 7);
	g_assert_cmpuint(record.input.max_bytes, ==, 130000);
	g_assert_true(record.input.all_are_free);
	g_assert_false(record.input.is_open);
}

static void all_that_was_told_comes_back(void)
{
	cleared(scene) scene = {0};
	struct journal_record record;

	scene_init(&scene);
	list_and_hand_out(&scene);
	g_autoptr(GByteArray) all = written(&scene, true);
	scoped(journal_reader) reader = read_back(&scene, all);
	g_assert_cmpint(journal_reader_options(reader)->failures.retries, ==, 3);
	g_assert_cmpint(journal_reader_options(reader)->limits.kill_grace_us, ==, -1);
	g_assert_cmpint(journal_reader_began_us(reader), ==, 1000000);
	expect_listing(reader);
	g_assert_true(journal_reader_next(reader, &record));
	g_assert_cmpint(record.action.kind, ==, ACTION_EXECUTE);
	g_assert_cmpint(record.action.batch, ==, BATCH_PART);
	g_assert_cmpuint(record.action.test_count, ==, 3);
	g_assert_cmpuint(record.action.tests[2], ==, 3);
	g_assert_false(journal_reader_next(reader, &record));
	g_assert_false(journal_reader_is_cut(reader));
}

static void reports_in_order_take_a_byte_for_all_that_arrive_at_once(void)
{
	cleared(scene) scene = {0};
	struct bytes records, names;

	scene_init(&scene);
	list_and_hand_out(&scene);
	journal_writer_take(scene.writer, &records, &names);
	report(&scene, "a", 0, STATUS_INPROGRESS, 10, 10, false);
	report(&scene, "a", 0, STATUS_SUCCESS, 11, 10, false);
	report(&scene, "b", 1, STATUS_INPROGRESS, 12, 10, false);
	report(&scene, "b", 1, STATUS_FAIL, 20, 20, false);
	journal_writer_take(scene.writer, &records, &names);
	g_assert_cmpuint(records.length, ==, 2);
}

static void ids_come_from_the_stream_also_out_of_order(void)
{
	cleared(scene) scene = {0};
	struct journal_record record;

	scene_init(&scene);
	list_and_hand_out(&scene);
	report(&scene, "c", 3, STATUS_INPROGRESS, 10, 10, true);
	report(&scene, "stranger", SIZE_MAX, STATUS_FAIL, 11, 13, true);
	report(&scene, "a", 0, STATUS_SUCCESS, 30, 33, false);
	report(&scene, "c", 3, STATUS_SUCCESS, 31, 33, true);
	report(&scene, "b", 1, STATUS_SUCCESS, 50, 53, true);
	g_autoptr(GByteArray) all = written(&scene, false);
	scoped(journal_reader) reader = read_back(&scene, all);
	g_assert_cmpstr(journal_reader_id(reader, 0), ==, "a");
	g_assert_cmpstr(journal_reader_id(reader, 1), ==, "b");
	g_assert_cmpstr(journal_reader_id(reader, 2), ==, "a");
	g_assert_cmpstr(journal_reader_id(reader, 3), ==, "c");
	g_assert_true(journal_reader_next(reader, &record));
	g_assert_true(journal_reader_next(reader, &record));
	expect_report(reader, 3, 10, true);
	expect_report(reader, SIZE_MAX, 13, true);
	expect_report(reader, 0, 33, false);
	expect_report(reader, 3, 33, true);
	expect_report(reader, 1, 53, true);
	g_assert_false(journal_reader_next(reader, &record));
}

static void an_arrival_is_at_most_a_millisecond_early(void)
{
	for (int64_t now_us = -3000; now_us <= 3000; now_us += 7) {
		int64_t arrival_us = journal_arrival_us(1000, now_us, 1234567);
		g_assert_cmpint(arrival_us, <=, now_us);
		g_assert_cmpint(arrival_us, >, now_us - 1000);
		g_assert_cmpint((arrival_us - journal_stamp_us(1000, 1234567)) % 1000, ==, 0);
	}
}

static void a_journal_that_is_ahead_of_its_stream_ends_there(void)
{
	cleared(scene) scene = {0};
	struct journal_record record;

	scene_init(&scene);
	list_and_hand_out(&scene);
	report(&scene, "a", 0, STATUS_INPROGRESS, 10, 10, false);
	g_autoptr(GByteArray) all = written(&scene, true);
	g_array_set_size(scene.reports.all, 0);
	scoped(journal_reader) reader = read_back(&scene, all);
	g_assert_true(journal_reader_next(reader, &record));
	g_assert_true(journal_reader_next(reader, &record));
	g_assert_false(journal_reader_next(reader, &record));
	g_assert_true(journal_reader_is_cut(reader));
}

/* Reads to the end whatever there is. */
static void read_anything(const struct scene *scene, const GByteArray *all)
{
	struct journal_record record;
	scoped(journal_reader) reader =
		journal_reader_new((struct bytes){all->data, all->len}, &scene->reports, NULL);

	while (reader && journal_reader_next(reader, &record))
		continue;
}

static void what_is_damaged_or_cut_does_no_harm(void)
{
	cleared(scene) scene = {0};

	scene_init(&scene);
	list_and_hand_out(&scene);
	report(&scene, "c", 3, STATUS_INPROGRESS, 10, 10, true);
	report(&scene, "a", 0, STATUS_SUCCESS, 30, 33, false);
	g_autoptr(GByteArray) all = written(&scene, true);
	for (guint at = 0; at < all->len; at++) {
		uint8_t before = all->data[at];
		for (int change = 1; change < 256; change++) {
			all->data[at] = (uint8_t)(before ^ change);
			read_anything(&scene, all);
		}
		all->data[at] = before;
	}
	while (all->len > 0) {
		read_anything(&scene, all);
		g_byte_array_set_size(all, all->len - 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/all that was told comes back", all_that_was_told_comes_back);
	g_test_add_func("/reports in order take a byte for all that arrive at once",
			reports_in_order_take_a_byte_for_all_that_arrive_at_once);
	g_test_add_func("/ids come from the stream, also out of order",
			ids_come_from_the_stream_also_out_of_order);
	g_test_add_func("/an arrival is at most a millisecond early",
			an_arrival_is_at_most_a_millisecond_early);
	g_test_add_func("/a journal that is ahead of its stream ends there",
			a_journal_that_is_ahead_of_its_stream_ends_there);
	g_test_add_func("/what is damaged or cut does no harm",
			what_is_damaged_or_cut_does_no_harm);
	return g_test_run();
}
