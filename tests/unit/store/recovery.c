/* Recovering what killed processes have left. The processes are real, and really killed. */
#include "store/repository.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "killing.h"
#include "runs.h"

/* ---- killed at any moment ---- */

/* What the child that is killed tells of itself before that, in shared memory. */
struct progress {
	char *folder;
	int64_t number; /* of its run; -1 before it has one */
	int flushed;    /* how many tests have been written, from `lines` */
	bool is_finishing;
	bool is_finished;
};

static const char *const lines[] = {"a:success", "b:fail", "c:skip", "d:success"};

static struct progress *share_progress(char *folder)
{
	struct progress *progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	g_assert_true(progress != MAP_FAILED);
	*progress = (struct progress){.folder = folder, .number = -1};
	return progress;
}

/* A full run, in which `old` does not occur any more. */
static int record_all(void *data)
{
	struct progress *progress = data;
	struct repository *repository = open_repository(progress->folder);
	struct run_recorder *recorder = begin_run(repository, false);

	progress->number = run_recorder_number(recorder);
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		tell_tests(run_recorder_sink(recorder), lines[i]);
		g_assert_true(run_recorder_flush(recorder, NULL));
		progress->flushed++;
	}
	progress->is_finishing = true;
	finish_run(recorder, RUN_ENDED);
	progress->is_finished = true;
	repository_close(repository);
	return 0;
}

/* The run of `progress` is there with everything that had been written. */
static void assert_recovered(struct repository *repository, const struct progress *progress)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) expected = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	GError *error = NULL;

	repository_read(repository, progress->number, &transcript.sink, &error);
	g_assert_no_error(error);
	for (int i = 0; i < progress->flushed; i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], ":", 2);
		g_string_append_printf(expected, "%s%s:inprogress %s:%s", i > 0 ? " " : "",
				       parts[0], parts[0], parts[1]);
	}
	if (!g_str_has_prefix(text->str, expected->str))
		g_error("'%s' lacks some of '%s'", text->str, expected->str);
}

static void assert_nothing_lost(const struct progress *progress)
{
	scoped(repository) repository = open_with_notices(progress->folder, "*");
	bool is_there = repository_run(repository, progress->number, &(struct run){0}, NULL);

	if (progress->flushed > 0)
		g_assert_true(is_there);
	if (is_there) {
		struct run run = last_run(repository);
		g_assert_cmpint(run.number, ==, progress->number);
		assert_recovered(repository, progress);
		if (progress->is_finished)
			g_assert_false(run.is_interrupted);
		if (!progress->is_finishing)
			g_assert_true(run.is_interrupted);
		assert_failing(repository, !run.is_interrupted     ? "b"
					   : progress->flushed > 1 ? "b old"
								   : "old");
	} else {
		assert_failing(repository, "old");
	}
	assert_sound(repository);
}

static void test_killed_at_any_moment_nothing_written_is_lost(void)
{
	enum killing killing = KILLED;

	for (int count = 1; killing == KILLED; count++) {
		scoped_project folder = make_repository();
		struct progress *progress = share_progress(folder);
		struct repository *repository = open_repository(folder);

		record_run(repository, true, "old:fail");
		repository_close(repository);
		killing = kill_before_change(record_all, progress, count);
		if (killing == CANNOT_TRACE) {
			g_test_skip("processes cannot be traced here");
			return;
		}
		assert_nothing_lost(progress);
		munmap(progress, sizeof(*progress));
		/* It is nowhere near as short as that. */
		g_assert_true(killing == KILLED || count > 20);
	}
}

static int record_some_and_die(void *data)
{
	struct progress *progress = data;
	struct repository *repository = open_repository(progress->folder);
	struct run_recorder *recorder = begin_run(repository, false);

	progress->number = run_recorder_number(recorder);
	tell_tests(run_recorder_sink(recorder), "a:success b:fail c:running");
	g_assert_true(run_recorder_flush(recorder, NULL));
	return die();
}

static int open_and_close(void *data)
{
	const struct progress *progress = data;

	repository_close(open_with_notices(progress->folder, "*"));
	return 0;
}

static void test_recovery_killed_at_any_moment_is_recovered_from(void)
{
	enum killing killing = KILLED;

	for (int count = 1; killing == KILLED; count++) {
		scoped_project folder = make_repository();
		struct progress *progress = share_progress(folder);

		g_assert_cmpint(await_child(start_child(record_some_and_die, progress)), ==,
				-SIGKILL);
		killing = kill_before_change(open_and_close, progress, count);
		if (killing == CANNOT_TRACE) {
			g_test_skip("processes cannot be traced here");
			return;
		}
		scoped(repository) repository = open_with_notices(folder, "*");
		assert_run_reads(repository, progress->number,
				 "a:inprogress a:success b:inprogress b:fail c:inprogress "
				 "c:skipreason");
		assert_failing(repository, "b");
		assert_sound(repository);
		munmap(progress, sizeof(*progress));
		g_assert_true(killing == KILLED || count > 10);
	}
}

/* ---- what is recovered ---- */

static void interrupt_run(char *folder)
{
	struct progress *progress = share_progress(folder);

	g_assert_cmpint(await_child(start_child(record_some_and_die, progress)), ==, -SIGKILL);
	munmap(progress, sizeof(*progress));
}

static void test_an_interrupted_run_is_told_of_once(void)
{
	scoped_project folder = make_repository();

	interrupt_run(folder);
	{
		scoped(repository) repository =
			open_with_notices(folder, "run 0 was interrupted*recovered 2 results");
		struct run run = last_run(repository);
		g_assert_true(run.is_interrupted);
		g_assert_false(run.is_partial);
		g_assert_cmpuint(run.tally.count[OUTCOME_SUCCESS], ==, 1);
		g_assert_cmpuint(run.tally.count[OUTCOME_FAIL], ==, 1);
		g_assert_cmpuint(run.tally.count[OUTCOME_NOT_RUN], ==, 1);
		g_assert_cmpint(run.started_ns, ==, RUNS_BEGIN);
	}
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 1);
}

static void append_to_live_stream(const char *folder, int64_t number, const char *bytes)
{
	g_autofree char *path = layout_live_stream(folder, number);
	int fd = open(path, O_WRONLY | O_APPEND);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, bytes, strlen(bytes)), ==, (ssize_t)strlen(bytes));
	close(fd);
}

static void test_a_last_event_that_was_cut_short_is_dropped(void)
{
	scoped_project folder = make_repository();

	interrupt_run(folder);
	append_to_live_stream(folder, 0, "\xb3\x2b\x03\x40\x80 torn");
	scoped(repository) repository = open_with_notices(
		folder, "run 0 was interrupted*last event was cut short*10 bytes are lost");
	assert_run_reads(repository, 0,
			 "a:inprogress a:success b:inprogress b:fail c:inprogress c:skipreason");
	assert_sound(repository);
}

/* What a machine that dies may leave at the end of a file. */
static void test_what_is_no_event_after_the_last_one_is_dropped(void)
{
	scoped_project folder = make_repository();

	interrupt_run(folder);
	append_to_live_stream(folder, 0, "text");
	scoped(repository) repository = open_with_notices(
		folder,
		"run 0 was interrupted*last event was cut short, and these 4 bytes are lost");
	assert_run_reads(repository, 0,
			 "a:inprogress a:success b:inprogress b:fail c:inprogress c:skipreason");
	assert_sound(repository);
}

static int begin_and_die(void *folder)
{
	begin_run(open_repository(folder), false);
	return die();
}

static void test_a_run_in_which_nothing_had_happened_is_forgotten(void)
{
	scoped_project folder = make_repository();

	g_assert_cmpint(await_child(start_child(begin_and_die, folder)), ==, -SIGKILL);
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	g_assert_cmpint(record_run(repository, false, "a:success"), ==, 0);
}

static void test_a_live_stream_without_a_byte_is_forgotten(void)
{
	scoped_project folder = make_repository();
	g_autofree char *path = layout_live_stream(folder, 5);

	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	scoped(repository) repository = open_repository(folder);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_a_run_that_cannot_be_stored_waits_until_it_can_be(void)
{
	scoped_project folder = make_repository();
	g_autofree char *stored = layout_stored_stream(folder, 0);
	g_autofree char *obstacle = g_strconcat(stored, ".new", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir(obstacle, 0700), ==, 0);
	{
		scoped(repository) repository = open_repository(folder);
		struct run_recorder *recorder = begin_run(repository, false);
		tell_tests(run_recorder_sink(recorder), "a:fail");
		g_assert_false(run_recorder_finish(recorder, RUN_ENDED, &error));
		g_assert_nonnull(strstr(error->message, "cannot store run 0"));
		/* The index has no run that has no stream. */
		g_assert_cmpint(repository_run_count(repository, NULL), ==, 0);
	}
	repository_close(open_with_notices(folder, "run 0 * cannot be recovered yet*"));
	g_assert_cmpint(g_rmdir(obstacle), ==, 0);
	scoped(repository) repository = open_with_notices(folder, "run 0 had ended but was not*");
	g_assert_false(last_run(repository).is_interrupted);
	assert_failing(repository, "a");
	assert_sound(repository);
}

/* As if the machine had crashed when the run had just been finished: that the live stream is gone
 * was not on the disk yet, and of what it held only the beginning. */
static void finish_and_crash(const char *folder)
{
	g_autofree char *path = layout_live_stream(folder, 0);
	g_autofree char *begun = NULL;
	size_t length;
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);

	tell_tests(run_recorder_sink(recorder), "a:success");
	g_assert_true(run_recorder_flush(recorder, NULL));
	g_assert_true(g_file_get_contents(path, &begun, &length, NULL));
	tell_tests(run_recorder_sink(recorder), "b:fail");
	finish_run(recorder, RUN_ENDED);
	g_assert_true(g_file_set_contents(path, begun, (gssize)length, NULL));
}

static void test_what_a_crash_leaves_of_a_live_stream_is_dropped(void)
{
	for (int has_index = 0; has_index < 2; has_index++) {
		scoped_project folder = make_repository();

		finish_and_crash(folder);
		if (!has_index)
			remove_index(folder);
		scoped(repository) repository =
			open_with_notices(folder, has_index ? "" : "the index lacked 1 runs*");
		assert_run_reads(repository, 0, "a:inprogress a:success b:inprogress b:fail");
		g_assert_false(last_run(repository).is_interrupted);
		assert_sound(repository);
	}
}

/* ---- others at work ---- */

static void test_a_run_that_is_being_recorded_is_left_alone(void)
{
	scoped_project folder = make_repository();
	scoped(repository) repository = open_repository(folder);
	struct run_recorder *recorder = begin_run(repository, false);

	tell_tests(run_recorder_sink(recorder), "a:success");
	g_assert_true(run_recorder_flush(recorder, NULL));
	{
		scoped(repository) other = open_repository(folder);
		g_assert_cmpint(repository_run_count(other, NULL), ==, 0);
		g_assert_cmpint(record_run(other, true, "b:fail"), ==, 1);
	}
	finish_run(recorder, RUN_ENDED);
	g_assert_cmpint(repository_run_count(repository, NULL), ==, 2);
	assert_run_reads(repository, 0, "a:inprogress a:success");
	assert_failing(repository, "b");
	assert_sound(repository);
}

/* The exit status is how many notices it got. */
static int open_and_count(void *folder)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	struct repository *repository = repository_open(folder, notices, &error);

	g_assert_no_error(error);
	assert_failing(repository, "b");
	repository_close(repository);
	return (int)notices->len;
}

static void test_of_several_openers_one_recovers(void)
{
	enum { COUNT = 6 };
	scoped_project folder = make_repository();
	pid_t children[COUNT];
	int notices = 0;

	interrupt_run(folder);
	for (int i = 0; i < COUNT; i++)
		children[i] = start_child(open_and_count, folder);
	for (int i = 0; i < COUNT; i++)
		notices += await_child(children[i]);
	g_assert_cmpint(notices, ==, 1);
	scoped(repository) repository = open_repository(folder);
	assert_sound(repository);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/recovery/killed at any moment nothing written is lost",
			test_killed_at_any_moment_nothing_written_is_lost);
	g_test_add_func("/recovery/recovery killed at any moment is recovered from",
			test_recovery_killed_at_any_moment_is_recovered_from);
	g_test_add_func("/recovery/an interrupted run is told of once",
			test_an_interrupted_run_is_told_of_once);
	g_test_add_func("/recovery/a last event that was cut short is dropped",
			test_a_last_event_that_was_cut_short_is_dropped);
	g_test_add_func("/recovery/what is no event after the last one is dropped",
			test_what_is_no_event_after_the_last_one_is_dropped);
	g_test_add_func("/recovery/a run in which nothing had happened is forgotten",
			test_a_run_in_which_nothing_had_happened_is_forgotten);
	g_test_add_func("/recovery/a live stream without a byte is forgotten",
			test_a_live_stream_without_a_byte_is_forgotten);
	g_test_add_func("/recovery/a run that cannot be stored waits until it can be",
			test_a_run_that_cannot_be_stored_waits_until_it_can_be);
	g_test_add_func("/recovery/what a crash leaves of a live stream is dropped",
			test_what_a_crash_leaves_of_a_live_stream_is_dropped);
	g_test_add_func("/recovery/a run that is being recorded is left alone",
			test_a_run_that_is_being_recorded_is_left_alone);
	g_test_add_func("/recovery/of several openers one recovers",
			test_of_several_openers_one_recovers);
	return g_test_run();
}
