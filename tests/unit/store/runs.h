/*
 * Runs for the tests of the store, written in one line: "a:success b:fail c:running". Each word
 * is a test and its outcome (outcome_name), or `running` for one that is only started, `retried`
 * for one that fails and will be run again, or `attached` for one that only has a file;
 * "a:success:1500" took 1500 microseconds, others 1000.
 */
#ifndef TESTR_TESTS_STORE_RUNS_H
#define TESTR_TESTS_STORE_RUNS_H

#include "fixture.h"
#include "model/execution_announcement.h"
#include "store/layout.h"
#include "store/repository.h"
#include "store/verification.h"

/* When the first test of each run starts: 2026-01-01 UTC. */
#define RUNS_BEGIN INT64_C(1767225600000000000)

static inline void tell_event(struct sink *sink, const struct event *event)
{
	GError *error = NULL;
	bool is_taken = sink_event(sink, event, &error);

	g_assert_no_error(error);
	g_assert_true(is_taken);
}

/* Emits what `word` says. `*time_ns` goes on by the test's duration. */
static inline void tell_test(struct sink *sink, const char *word, int64_t *time_ns)
{
	g_auto(GStrv) parts = g_strsplit(word, ":", 3);
	bool is_retried = strcmp(parts[1], "retried") == 0;
	enum outcome outcome = is_retried ? OUTCOME_FAIL : outcome_parse(parts[1]);
	struct text tag = text_of(is_retried ? TAG_RETRY : outcome_tag(outcome));
	struct event event = EVENT_INIT;

	event.test_id = text_of(parts[0]);
	event.time_ns = *time_ns;
	if (strcmp(parts[1], "attached") == 0) {
		event.file_name = text_of("log");
		event.file = (struct bytes){(const uint8_t *)"text", 4};
		tell_event(sink, &event);
		return;
	}
	event.status = STATUS_INPROGRESS;
	tell_event(sink, &event);
	if (strcmp(parts[1], "running") == 0)
		return;
	g_assert_cmpint(outcome, !=, OUTCOME_UNDECIDED);
	*time_ns += parts[2] ? g_ascii_strtoll(parts[2], NULL, 10) * 1000 : 1000000;
	event.time_ns = *time_ns;
	event.status = outcome_status(outcome);
	event.tags = &tag;
	event.tag_count = tag.data ? 1 : 0;
	tell_event(sink, &event);
}

static inline void tell_tests(struct sink *sink, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int64_t time_ns = RUNS_BEGIN;

	for (char **word = words; *word; word++)
		if (**word)
			tell_test(sink, *word, &time_ns);
}

static inline struct run_recorder *begin_run(struct repository *repository, bool is_partial)
{
	struct run_start start = {.is_partial = is_partial, .concurrency = 2, .command = "testr"};
	GError *error = NULL;
	struct run_recorder *recorder = repository_record(repository, &start, &error);

	g_assert_no_error(error);
	return recorder;
}

static inline void finish_run(struct run_recorder *recorder, enum run_end end)
{
	GError *error = NULL;
	bool is_finished = run_recorder_finish(recorder, end, &error);

	g_assert_no_error(error);
	g_assert_true(is_finished);
}

/* Records a whole run; returns its number. */
static inline int64_t record_run(struct repository *repository, bool is_partial, const char *line)
{
	struct run_recorder *recorder = begin_run(repository, is_partial);
	int64_t number = run_recorder_number(recorder);

	tell_tests(run_recorder_sink(recorder), line);
	finish_run(recorder, RUN_ENDED);
	return number;
}

/* Opens the repository in `folder`, where nothing is to be told of. */
static inline struct repository *open_repository(const char *folder)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	struct repository *repository = repository_open(folder, notices, &error);

	g_assert_no_error(error);
	if (notices->len > 0)
		g_error("notice: %s", (const char *)notices->pdata[0]);
	return repository;
}

static inline void remove_index(const char *folder)
{
	static const char *const names[] = {LAYOUT_INDEX, LAYOUT_INDEX "-wal", LAYOUT_INDEX "-shm"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = layout_path(folder, names[i]);
		g_unlink(path);
	}
}

/* Opens it, where all the notices together are to match the glob `pattern`. */
static inline struct repository *open_with_notices(const char *folder, const char *pattern)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	struct repository *repository = repository_open(folder, notices, &error);

	g_assert_no_error(error);
	g_ptr_array_add(notices, NULL);
	g_autofree char *all = g_strjoinv("\n", (char **)notices->pdata);
	if (!g_pattern_match_simple(pattern, all))
		g_error("notices: '%s'", all);
	return repository;
}

/* A new folder with a repository that has no run yet. */
static inline char *make_repository(void)
{
	char *folder = make_project();
	GError *error = NULL;
	bool is_made = repository_create(folder, &error);

	g_assert_no_error(error);
	g_assert_true(is_made);
	return folder;
}

/* The ids in `ids` joined by blanks. Frees it. */
static inline char *join_ids(GPtrArray *ids)
{
	g_assert_nonnull(ids);
	g_ptr_array_add(ids, NULL);
	char *all = g_strjoinv(" ", (char **)ids->pdata);
	g_ptr_array_unref(ids);
	return all;
}

static inline void assert_failing(struct repository *repository, const char *expected)
{
	g_autofree char *failing = join_ids(repository_failing(repository, NULL));

	g_assert_cmpstr(failing, ==, expected);
}

/* Index and streams agree. */
static inline void assert_sound(struct repository *repository)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	bool is_checked = repository_verify(repository, problems, &error);

	g_assert_no_error(error);
	g_assert_true(is_checked);
	if (problems->len > 0)
		g_error("problem: %s", (const char *)problems->pdata[0]);
}

static inline struct run last_run(struct repository *repository)
{
	GError *error = NULL;
	struct run run = {0};
	bool is_found = repository_last(repository, &run, &error);

	g_assert_no_error(error);
	g_assert_true(is_found);
	return run;
}

/* ---- what is read ---- */

/* A sink that writes down events: "a:inprogress a:success -:stdout". */
struct transcript {
	struct sink sink;
	GString *text;
};

static inline bool write_down(struct sink *sink, const struct event *event, GError **error)
{
	struct transcript *transcript = (struct transcript *)sink;

	(void)error;
	g_string_append_printf(transcript->text, "%s%.*s:%s%.*s",
			       transcript->text->len > 0 ? " " : "",
			       event->test_id.data ? (int)event->test_id.length : 1,
			       event->test_id.data ? event->test_id.data : "-",
			       status_name(event->status), TEXT_ARGS(event->file_name));
	return true;
}

static inline void assert_run_reads(struct repository *repository, int64_t number,
				    const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct transcript transcript = {{write_down}, text};
	GError *error = NULL;
	bool is_read = repository_read(repository, number, &transcript.sink, &error);

	g_assert_no_error(error);
	g_assert_true(is_read);
	g_assert_cmpstr(text->str, ==, expected);
}

#endif
