/* Recording runs into real files, in peace and on full disks, alone and side by side. */
#include "store/repository.h"

#include <sys/resource.h>

#include "runs.h"
#include "store/layout.h"
#include "store/open_repository.h"

static struct event event_of(const char *test_id, enum status status)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(test_id);
	event.status = status;
	event.time_ns = RUNS_BEGIN;
	return event;
}

static void attach(struct event *event, const char *name, const void *content, size_t length)
{
	event->file_name = text_of(name);
	event->file = (struct bytes){content, length};
	event->is_end_of_file = true;
}

/* ---- what is recorded is read ---- */

/* A sink that keeps the last event about a test, and how much file content came. */
struct keeper {
	struct sink sink;
	struct event last;
	size_t events, content_bytes;
	char *texts; /* of the last event, copied */
};

static bool keep(struct sink *sink, const struct event *event, GError **error)
{
	struct keeper *keeper = (struct keeper *)sink;

	(void)error;
	keeper->last = *event;
	keeper->events++;
	keeper->content_bytes += event->file.length;
	g_free(keeper->texts);
	keeper->texts = g_strdup_printf("%.*s|%.*s|%.*s|%.*s|%.*s", TEXT_ARGS(event->test_id),
					TEXT_ARGS(event->mime_type), TEXT_ARGS(event->file_name),
					TEXT_ARGS(event->route_code),
					event->tag_count > 0 ? (int)event->tags[0].length : 0,
					event->tag_count > 0 ? event->tags[0].data : "");
	return true;
}

static void read_into(struct repository *repository, int64_t number, struct keeper *keeper)
{
	GError *error = NULL;
	bool is_read = repository_read(repository, number, &keeper->sink, &error);

	g_assert_no_error(error);
	g_assert_true(is_read);
}

static void test_all_of_an_event_is_kept(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	struct event event = event_of("a", STATUS_FAIL);
	struct keeper keeper = {.sink = {keep}};
	struct text tags[] = {text_of("worker-3"), text_of("slow")};

	attach(&event, "log", "\0\xff", 2);
	event.is_runnable = true;
	event.time_ns = RUNS_BEGIN + 123456789;
	event.mime_type = text_of("text/plain");
	event.route_code = text_of("1/2");
	event.tags = tags;
	event.tag_count = 2;
	tell_event(run_recorder_sink(recorder), &event);
	finish_run(recorder, RUN_ENDED);

	read_into(repository, 0, &keeper);
	g_assert_cmpuint(keeper.events, ==, 1);
	g_assert_cmpint(keeper.last.status, ==, STATUS_FAIL);
	g_assert_true(keeper.last.is_runnable);
	g_assert_true(keeper.last.is_end_of_file);
	g_assert_cmpint(keeper.last.time_ns, ==, RUNS_BEGIN + 123456789);
	g_assert_cmpuint(keeper.last.file.length, ==, 2);
	g_assert_cmpuint(keeper.last.tag_count, ==, 2);
	g_assert_cmpstr(keeper.texts, ==, "a|text/plain|log|1/2|worker-3");
	g_free(keeper.texts);
}

static void test_an_event_without_time_gets_the_present_one(void)
{
	static const int64_t untold[] = {TIME_NONE, -1, INT64_MAX};

	for (size_t i = 0; i < G_N_ELEMENTS(untold); i++) {
		scoped_project folder = make_repository();
		scoped(repository) repository = open_repository(folder);
		struct run_recorder *recorder = begin_run(repository, false);
		struct event event = event_of("a", STATUS_SUCCESS);
		struct keeper keeper = {.sink = {keep}};
		int64_t before_ns = g_get_real_time() * 1000;

		event.time_ns = untold[i];
		tell_event(run_recorder_sink(recorder), &event);
		finish_run(recorder, RUN_ENDED);
		read_into(repository, 0, &keeper);
		g_assert_cmpint(keeper.last.time_ns, >=, before_ns);
		g_assert_cmpint(keeper.last.time_ns, <=, g_get_real_time() * 1000);
		g_assert_cmpint(last_run(repository).started_ns, ==, keeper.last.time_ns);
		g_free(keeper.texts);
	}
}

/* As when the output of `testr last --subunit` is loaded. */
static void test_markers_from_elsewhere_are_not_recorded(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, true);
	struct event event = run_markers_end_event(RUN_INTERRUPTED, RUNS_BEGIN);

	tell_event(run_recorder_sink(recorder), &event);
	event = run_markers_start_event("partial=0\nconcurrency=7\n", RUNS_BEGIN);
	tell_event(run_recorder_sink(recorder), &event);
	tell_tests(run_recorder_sink(recorder), "a:success");
	finish_run(recorder, RUN_ENDED);
	g_assert_true(last_run(repository).is_partial);
	g_assert_false(last_run(repository).is_interrupted);
	assert_run_reads(repository, 0, "a:inprogress a:success");
	assert_sound(repository);
}

static void test_content_larger_than_a_packet_is_kept(void)
{
	enum { LENGTH = 9 << 20 };
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	struct event event = event_of("a", STATUS_FAIL);
	struct keeper keeper = {.sink = {keep}};
	g_autofree char *content = g_strnfill(LENGTH, 'x');

	attach(&event, "log", content, LENGTH);
	tell_event(run_recorder_sink(recorder), &event);
	finish_run(recorder, RUN_ENDED);
	read_into(repository, 0, &keeper);
	g_assert_cmpuint(keeper.content_bytes, ==, LENGTH);
	g_assert_cmpuint(keeper.events, ==, 3);
	g_assert_cmpint(keeper.last.status, ==, STATUS_FAIL);
	assert_failing(repository, "a");
	assert_sound(repository);
	g_free(keeper.texts);
}

static void test_an_event_that_fits_no_packet_is_damage(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	g_autofree char *id = g_strnfill(5 << 20, 'x');
	struct event event = event_of(id, STATUS_SUCCESS);

	tell_event(run_recorder_sink(recorder), &event);
	tell_tests(run_recorder_sink(recorder), "a:success");
	finish_run(recorder, RUN_ENDED);
	assert_run_reads(repository, 0, "subunit.parser:failParser Error a:inprogress a:success");
	assert_sound(repository);
}

static void test_the_tally_counts_as_results_come(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);

	g_assert_cmpuint(tally_total(&run_recorder_answers(recorder)->tally), ==, 0);
	tell_tests(run_recorder_sink(recorder), "a:success b:fail c:running d:not-run");
	g_assert_cmpuint(run_recorder_answers(recorder)->tally.count[OUTCOME_SUCCESS], ==, 1);
	g_assert_cmpuint(run_recorder_answers(recorder)->tally.count[OUTCOME_FAIL], ==, 1);
	g_assert_cmpuint(run_recorder_answers(recorder)->tally.count[OUTCOME_NOT_RUN], ==, 1);
	tell_tests(run_recorder_sink(recorder), "d:success");
	g_assert_cmpuint(run_recorder_answers(recorder)->tally.count[OUTCOME_NOT_RUN], ==, 0);
	g_assert_cmpuint(run_recorder_answers(recorder)->tally.count[OUTCOME_SUCCESS], ==, 2);
	run_recorder_discard(recorder);
}

static void test_a_run_that_is_given_up_leaves_nothing(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);

	tell_tests(run_recorder_sink(recorder), "a:fail");
	run_recorder_discard(recorder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	repository_close(g_steal_pointer(&repository));
	repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	g_assert_cmpint(record_run(repository, false, "a:success"), ==, 0);
}

/* ---- where little can be written ---- */

/* From now on no file may grow beyond `size` bytes, as on a disk that is getting full. */
static void limit_files(rlim_t size)
{
	struct rlimit limit = {size, RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static void tell_until_full(struct run_recorder *recorder, int *told)
{
	GError *error = NULL;

	for (*told = 0; !error; (*told)++) {
		g_autofree char *line = g_strdup_printf("test-%d:success", *told);
		tell_tests(run_recorder_sink(recorder), line);
		g_assert_cmpint(*told, <, 100000);
		run_recorder_flush(recorder, &error);
	}
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, ".subunit"));
	g_error_free(error);
}

/* Exits with the number of tests that had been written when there was no room for the next. */
static int record_until_full(void *folder)
{
	struct repository *repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	GError *error = NULL;
	int told;

	limit_files(5000);
	tell_until_full(recorder, &told);
	g_assert_false(run_recorder_finish(recorder, RUN_INTERRUPTED, &error));
	g_assert_nonnull(strstr(error->message, "cannot store run 0"));
	repository_close(repository);
	return told - 1;
}

static void test_what_was_written_before_the_disk_was_full_is_kept(void)
{
	scoped_project folder = make_repository();
	int written = await_child(start_child(record_until_full, folder));

	g_assert_cmpint(written, >, 20);
	scoped(repository) repository = open_with_notices(folder, "run 0 was interrupted*");
	g_assert_cmpuint(last_run(repository).tally.count[OUTCOME_SUCCESS], ==, (size_t)written);
	assert_sound(repository);
}

static int record_past_a_full_disk(void *folder)
{
	struct repository *repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	int told;

	limit_files(5000);
	tell_until_full(recorder, &told);
	limit_files(RLIM_INFINITY);
	finish_run(recorder, RUN_ENDED);
	g_assert_cmpuint(last_run(repository).tally.count[OUTCOME_SUCCESS], ==, (size_t)told);
	assert_sound(repository);
	repository_close(repository);
	return 0;
}

static void test_when_there_is_room_again_nothing_is_missing(void)
{
	scoped_project folder = make_repository();

	run_child(record_past_a_full_disk, folder);
}

/* The stream has room, what is made of it at the end has not. Fails tests a and b. */
static void finish_without_room(const char *folder, rlim_t size, const char *pattern)
{
	struct repository *repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);
	struct event event = event_of("a", STATUS_FAIL);
	uint32_t noise[25000]; /* does not get smaller by compression */
	GError *error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
		noise[i] = g_random_int();
	attach(&event, "log", noise, sizeof(noise));
	tell_event(run_recorder_sink(recorder), &event);
	tell_tests(run_recorder_sink(recorder), "b:fail");
	g_assert_true(run_recorder_flush(recorder, NULL));
	limit_files(size);
	g_assert_false(run_recorder_finish(recorder, RUN_ENDED, &error));
	repository_close(repository);
	/* Nor has who comes next: that is told, and what there is can be asked. */
	repository = open_with_notices(folder, pattern);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	repository_close(repository);
}

static int finish_without_room_for_anything(void *folder)
{
	finish_without_room(folder, 300, "*nothing will be written*run 0 was interrupted*");
	return 0;
}

static int finish_without_room_for_the_stream(void *folder)
{
	finish_without_room(folder, 40000, "run 0 * cannot be recovered yet*");
	return 0;
}

static void test_a_run_that_found_no_room_to_be_stored_waits_for_it(void)
{
	int (*const children[])(void *) = {finish_without_room_for_anything,
					   finish_without_room_for_the_stream};

	for (size_t i = 0; i < G_N_ELEMENTS(children); i++) {
		scoped_project folder = make_repository();

		run_child(children[i], folder);
		scoped(repository) repository = open_with_notices(folder, "run 0*");
		assert_failing(repository, "a b");
		assert_sound(repository);
	}
}

/* ---- several at once ---- */

static int record_ten(void *folder)
{
	struct repository *repository = open_repository(folder);

	for (int i = 0; i < 10; i++) {
		g_autofree char *line = g_strdup_printf("%d-%d:fail", getpid(), i);
		record_run(repository, true, line);
	}
	repository_close(repository);
	return 0;
}

static void test_each_of_several_recorders_gets_its_own_numbers(void)
{
	enum { COUNT = 5 };
	scoped_project folder = make_repository();
	pid_t children[COUNT];

	for (int i = 0; i < COUNT; i++)
		children[i] = start_child(record_ten, folder);
	for (int i = 0; i < COUNT; i++)
		g_assert_cmpint(await_child(children[i]), ==, 0);
	scoped(repository) repository = open_repository(folder);
	g_autoptr(GPtrArray) failing = repository_failing(repository, NULL);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, COUNT * 10);
	g_assert_cmpint(last_run(repository).number, ==, COUNT * 10 - 1);
	g_assert_cmpuint(failing->len, ==, COUNT * 10);
	assert_sound(repository);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run_recorder/all of an event is kept", test_all_of_an_event_is_kept);
	g_test_add_func("/run_recorder/an event without time gets the present one",
			test_an_event_without_time_gets_the_present_one);
	g_test_add_func("/run_recorder/markers from elsewhere are not recorded",
			test_markers_from_elsewhere_are_not_recorded);
	g_test_add_func("/run_recorder/content larger than a packet is kept",
			test_content_larger_than_a_packet_is_kept);
	g_test_add_func("/run_recorder/an event that fits no packet is damage",
			test_an_event_that_fits_no_packet_is_damage);
	g_test_add_func("/run_recorder/the tally counts as results come",
			test_the_tally_counts_as_results_come);
	g_test_add_func("/run_recorder/a run that is given up leaves nothing",
			test_a_run_that_is_given_up_leaves_nothing);
	g_test_add_func("/run_recorder/what was written before the disk was full is kept",
			test_what_was_written_before_the_disk_was_full_is_kept);
	g_test_add_func("/run_recorder/when there is room again nothing is missing",
			test_when_there_is_room_again_nothing_is_missing);
	g_test_add_func("/run_recorder/a run that found no room to be stored waits for it",
			test_a_run_that_found_no_room_to_be_stored_waits_for_it);
	g_test_add_func("/run_recorder/each of several recorders gets its own numbers",
			test_each_of_several_recorders_gets_its_own_numbers);
	return g_test_run();
}
