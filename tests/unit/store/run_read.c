/* Reading runs again: all that was said, or what failed, and what can be if a stream is damaged. */
#include "store/repository.h"

#include "runs.h"
#include "store/layout.h"

static void assert_failing_reads(struct repository *repository, const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	GError *error = NULL;
	bool is_read = repository_read_failing(repository, &transcript.sink, &error);

	g_assert_no_error(error);
	g_assert_true(is_read);
	g_assert_cmpstr(text->str, ==, expected);
}

static void test_a_run_is_read_as_it_was_told(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success b:attached b:fail c:attached");
	record_run(repository, false, "z:skip");
	assert_run_reads(repository, 0, "a:inprogress a:success b:log b:inprogress b:fail c:log");
}

/* A sink that keeps the time of the last event. */
struct time_keeper {
	struct sink sink;
	int64_t time_ns;
};

static bool keep_time(struct sink *sink, const struct event *event, GError **error)
{
	(void)error;
	((struct time_keeper *)sink)->time_ns = event->time_ns;
	return true;
}

static void test_each_time_that_a_packet_can_tell_is_read_as_it_was_told(void)
{
	static const int64_t times[] = {0, 999999999, INT64_C(4294967295999999999), TIME_MAX};
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		struct run_recorder *recorder = begin_run(repository, false);
		struct event event = EVENT_INIT;
		struct time_keeper kept = {.sink = {keep_time}};

		event.test_id = text_of("a");
		event.status = STATUS_SUCCESS;
		event.time_ns = times[i];
		tell_event(run_recorder_sink(recorder), &event);
		finish_run(recorder, RUN_ENDED);
		g_assert_true(repository_read(repository, (int64_t)i, &kept.sink, NULL));
		g_assert_cmpint(kept.time_ns, ==, times[i]);
	}
}

static void test_a_run_that_is_not_there_is_not_read(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	g_autoptr(GString) text = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	g_autoptr(GError) error = NULL;

	g_assert_false(repository_read(repository, 0, &transcript.sink, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_NO_RUN);
}

static void test_of_failing_tests_the_last_failure_is_read(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:attached a:fail b:fail c:fail d:success");
	record_run(repository, true, "c:attached d:attached d:fail e:success c:fail");
	record_run(repository, true, "b:success");
	assert_failing_reads(repository, "a:log a:inprogress a:fail "
					 "c:log d:log d:inprogress d:fail c:inprogress c:fail");
}

static void test_where_nothing_fails_nothing_is_read(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success");
	assert_failing_reads(repository, "");
}

/* Of 40 tests number 0, 13, 26 and 39 fail, each in another frame of the stream. */
static void record_far_apart(struct repository *repository)
{
	enum { COUNT = 40, LENGTH = 100000 };
	struct run_recorder *recorder = begin_run(repository, false);
	g_autofree char *content = g_strnfill(LENGTH, 'x');

	for (int i = 0; i < COUNT; i++) {
		g_autofree char *id = g_strdup_printf("test-%02d", i);
		struct event event = EVENT_INIT;

		event.test_id = text_of(id);
		event.status = i % 13 == 0 ? STATUS_FAIL : STATUS_SUCCESS;
		event.file_name = text_of("log");
		event.file = (struct bytes){(const uint8_t *)content, LENGTH};
		tell_event(run_recorder_sink(recorder), &event);
	}
	finish_run(recorder, RUN_ENDED);
}

/* So that the stream is read in parts. */
static void test_failures_far_apart_are_all_read(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_far_apart(repository);
	assert_failing_reads(repository, "test-00:faillog test-13:faillog test-26:faillog "
					 "test-39:faillog");
}

/* ---- damage ---- */

static void damage_stored_stream(const char *folder, int64_t number)
{
	g_autofree char *path = layout_stored_stream(folder, number);
	g_autofree char *content = NULL;
	size_t length;

	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	content[length / 2] ^= 0x40;
	g_assert_true(g_file_set_contents(path, content, (gssize)length, NULL));
}

static void remove_stored_stream(const char *folder, int64_t number)
{
	g_autofree char *path = layout_stored_stream(folder, number);

	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void assert_unreadable(struct repository *repository, int64_t number, const char *pattern)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	g_autoptr(GError) error = NULL;

	g_assert_false(repository_read(repository, number, &transcript.sink, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	if (!g_pattern_match_simple(pattern, error->message))
		g_error("message: '%s'", error->message);
}

static void test_a_stream_that_is_gone_is_told_of(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success");
	remove_stored_stream(folder, 0);
	assert_unreadable(repository, 0, "cannot read run 0: *0.subunit.zst*no such file*");
	g_assert_cmpint(last_run(repository).number, ==, 0);
}

static void test_a_stream_that_is_damaged_is_told_of(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_run(repository, false, "a:success");
	damage_stored_stream(folder, 0);
	assert_unreadable(repository, 0, "cannot read run 0: *0.subunit.zst*damaged*");
}

static void test_one_bad_stream_does_not_hide_what_failed_in_others(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	g_autoptr(GString) text = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	g_autoptr(GError) error = NULL;

	record_run(repository, true, "a:fail");
	record_run(repository, true, "b:fail");
	record_run(repository, true, "c:fail");
	remove_stored_stream(folder, 0);
	damage_stored_stream(folder, 1);
	g_assert_false(repository_read_failing(repository, &transcript.sink, &error));
	g_assert_error(error, REPOSITORY_ERROR, REPOSITORY_ERROR_DAMAGED);
	g_assert_cmpstr(text->str, ==, "c:inprogress c:fail");
	assert_failing(repository, "a b c");
}

static void damage_first_frame(const char *folder)
{
	g_autofree char *path = layout_stored_stream(folder, 0);
	g_autofree char *content = NULL;
	size_t length;

	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	content[30] ^= 0x40;
	g_assert_true(g_file_set_contents(path, content, (gssize)length, NULL));
}

/* An index that is made anew from what is left of a stream knows where in it that stands. */
static void test_what_damage_spared_is_found_by_a_new_index(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);

	record_far_apart(repository);
	damage_first_frame(folder);
	g_assert_true(repository_rebuild(repository, NULL, NULL));
	assert_failing_reads(repository, "test-13:faillog test-26:faillog test-39:faillog");
}

static bool refuse(struct sink *sink, const struct event *event, GError **error)
{
	g_assert_nonnull(sink);
	g_assert_nonnull(event);
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_PIPE, "nobody listens");
	return false;
}

static void test_who_wants_no_more_gets_no_more(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct sink sink = {refuse};
	g_autoptr(GError) error = NULL;

	record_run(repository, false, "a:fail");
	g_assert_false(repository_read(repository, 0, &sink, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
	g_clear_error(&error);
	g_assert_false(repository_read_failing(repository, &sink, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run_read/a run is read as it was told",
			test_a_run_is_read_as_it_was_told);
	g_test_add_func("/run_read/each time that a packet can tell is read as it was told",
			test_each_time_that_a_packet_can_tell_is_read_as_it_was_told);
	g_test_add_func("/run_read/a run that is not there is not read",
			test_a_run_that_is_not_there_is_not_read);
	g_test_add_func("/run_read/of failing tests the last failure is read",
			test_of_failing_tests_the_last_failure_is_read);
	g_test_add_func("/run_read/where nothing fails nothing is read",
			test_where_nothing_fails_nothing_is_read);
	g_test_add_func("/run_read/failures far apart are all read",
			test_failures_far_apart_are_all_read);
	g_test_add_func("/run_read/a stream that is gone is told of",
			test_a_stream_that_is_gone_is_told_of);
	g_test_add_func("/run_read/a stream that is damaged is told of",
			test_a_stream_that_is_damaged_is_told_of);
	g_test_add_func("/run_read/one bad stream does not hide what failed in others",
			test_one_bad_stream_does_not_hide_what_failed_in_others);
	g_test_add_func("/run_read/what damage spared is found by a new index",
			test_what_damage_spared_is_found_by_a_new_index);
	g_test_add_func("/run_read/who wants no more gets no more",
			test_who_wants_no_more_gets_no_more);
	return g_test_run();
}
