#include "engine/execution_output.h"

#include "support/transcript.h"

/* An execution whose runner writes in `format`, and what has become of it. */
struct trial_output {
	struct sink sink; /* passes events on as the engine does */
	struct execution_output output;
	struct transcript transcript;
};

static const struct ending exited_well = {ENDING_EXITED, 0};

static bool trial_output_event(struct sink *sink, const struct event *event, GError **error)
{
	struct trial_output *trial = (struct trial_output *)sink;

	execution_output_note(&trial->output, event);
	return sink_event(&trial->transcript.sink, event, error);
}

static void trial_output_init(struct trial_output *trial, const char *format,
			      const char *const *ids, const char *text)
{
	*trial = (struct trial_output){.sink = {trial_output_event}};
	transcript_init(&trial->transcript);
	const struct execution_input input = {.ids = ids};

	execution_output_init(&trial->output, format_find(format), &input, &trial->sink);
	execution_output_feed(&trial->output, (struct bytes){(const uint8_t *)text, strlen(text)});
}

static void trial_output_clear(struct trial_output *trial)
{
	execution_output_clear(&trial->output);
	transcript_clear(&trial->transcript);
}

static bool has_said(struct trial_output *trial, const char *words)
{
	g_test_message("%s", transcript_text(&trial->transcript));
	return strstr(transcript_text(&trial->transcript), words);
}

/* How complete the stream is, and how the core is to take `*ending`. */
static enum stream_completeness end_of(const char *format, const char *text, struct ending *ending)
{
	static const char *const ids[] = {"a", "b", NULL};
	cleared(trial_output) trial;

	trial_output_init(&trial, format, ids, text);
	return execution_output_end(&trial.output, ending, true);
}

static void tells_how_complete_the_stream_is(void)
{
	struct ending ending = exited_well;

	g_assert_cmpint(end_of("tap", "1..1\nok 1 - a\n", &ending), ==, STREAM_COMPLETE);
	g_assert_cmpint(end_of("tap", "1..2\nok 1 - a\n", &ending), ==, STREAM_TESTS_LOST);
	g_assert_cmpint(end_of("tap", "ok 1 - a\n", &ending), ==, STREAM_END_MISSING);
	g_assert_cmpint(end_of("tap", "hello\n", &ending), ==, STREAM_UNRECOGNIZED);
	g_assert_cmpint(end_of("junit", "<testsuite>", &ending), ==, STREAM_CUT);
}

static void nothing_is_complete_where_a_format_has_no_end(void)
{
	struct ending ending = exited_well;

	g_assert_cmpint(end_of("subunit", "", &ending), ==, STREAM_COMPLETE);
	g_assert_cmpint(end_of("subunit", "hello\n", &ending), ==, STREAM_COMPLETE);
	g_assert_cmpint(end_of("tap", "", &ending), ==, STREAM_UNRECOGNIZED);
}

static int status_after(const char *format, const char *text, int status)
{
	struct ending ending = {ENDING_EXITED, status};

	(void)end_of(format, text, &ending);
	return ending.code;
}

static void failures_in_complete_results_explain_any_status(void)
{
	g_assert_cmpint(status_after("tap", "1..1\nnot ok 1 - a\n", 9), ==, 1);
	g_assert_cmpint(status_after("tap", "1..2\nnot ok 1 - a\n", 9), ==, 9);
	g_assert_cmpint(status_after("tap", "1..1\nok 1 - a\n", 9), ==, 9);
	g_assert_cmpint(status_after("subunit", "test: a\nfailure: a\n", 9), ==, 9);
	g_assert_cmpint(status_after("tap", "1..1\nnot ok 1 - a\n", 0), ==, 0);
}

static void what_failed_outside_of_tests_is_a_failure_of_its_own(void)
{
	static const char *const ids[] = {"a", NULL};
	struct ending ending = exited_well;
	cleared(trial_output) trial;

	trial_output_init(&trial, "tap", ids, "1..1\nok 1 - a\nBail out! no database\n");
	(void)execution_output_end(&trial.output, &ending, true);

	g_assert_true(has_said(&trial, "process-returncode: fail"));
	g_assert_true(has_said(&trial, "no database"));
}

static void a_unit_s_outcome_is_how_its_program_ended(void)
{
	static const char *const ids[] = {"a", NULL};
	struct ending ending = {ENDING_EXITED, 3};
	cleared(trial_output) trial;

	trial_output_init(&trial, "exit", ids, "hello\n");
	g_assert_cmpint(execution_output_end(&trial.output, &ending, true), ==, STREAM_COMPLETE);

	g_assert_true(has_said(&trial, "a: fail"));
	g_assert_true(ending_is_success(ending));
}

static void a_unit_that_was_stopped_is_left_in_progress(void)
{
	static const char *const ids[] = {"a", NULL};
	struct ending ending = {ENDING_SIGNALLED, 15};
	cleared(trial_output) trial;

	trial_output_init(&trial, "exit", ids, "hello\n");
	g_assert_cmpint(execution_output_end(&trial.output, &ending, false), ==, STREAM_TEST_OPEN);

	g_assert_false(has_said(&trial, "a: fail"));
	g_assert_cmpint(ending.kind, ==, ENDING_SIGNALLED);
}

static char *stray_of(const char *format, const char *const *ids, const char *text)
{
	cleared(trial_output) trial;
	struct ending ending = exited_well;

	trial_output_init(&trial, format, ids, text);
	(void)execution_output_end(&trial.output, &ending, true);
	return execution_output_describe_stray(&trial.output);
}

static void output_is_stray_only_while_results_are_missing(void)
{
	static const char *const one[] = {"a", NULL}, *const two[] = {"a", "b", NULL},
				 *const none[] = {NULL};
	const char *text = "hello\ntest: a\nsuccess: a\n";
	g_autofree char *all = stray_of("subunit", one, text);
	g_autofree char *some = stray_of("subunit", two, text);
	g_autofree char *silent = stray_of("subunit", two, "test: a\nsuccess: a\n");
	g_autofree char *unlisted = stray_of("subunit", none, "hello\n");

	g_assert_null(all);
	g_assert_cmpstr(some, ==, "the test command wrote 1 line that is not subunit\n    hello");
	g_assert_null(silent);
	g_assert_nonnull(unlisted);
}

static void results_on_stderr_are_told_of(void)
{
	static const char *const ids[] = {"a", NULL};
	static const char errors[] = "test_a (t.A) ... ok\n";
	struct ending ending = exited_well;
	cleared(trial_output) trial;

	trial_output_init(&trial, "subunit", ids, "hello\n");
	execution_output_note_errors(&trial.output,
				     (struct bytes){(const uint8_t *)errors, strlen(errors)});
	(void)execution_output_end(&trial.output, &ending, true);
	g_autofree char *said = execution_output_describe_stray(&trial.output);

	g_assert_cmpstr(said, ==,
			"the test command wrote to its stderr, which is not read, what looks like "
			"unittest: add 2>&1 to test_command, and test_format=unittest\n"
			"    test_a (t.A) ... ok");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/output/completeness", tells_how_complete_the_stream_is);
	g_test_add_func("/output/no-end", nothing_is_complete_where_a_format_has_no_end);
	g_test_add_func("/output/status", failures_in_complete_results_explain_any_status);
	g_test_add_func("/output/failure", what_failed_outside_of_tests_is_a_failure_of_its_own);
	g_test_add_func("/output/unit", a_unit_s_outcome_is_how_its_program_ended);
	g_test_add_func("/output/stopped", a_unit_that_was_stopped_is_left_in_progress);
	g_test_add_func("/output/stray", output_is_stray_only_while_results_are_missing);
	g_test_add_func("/output/stderr", results_on_stderr_are_told_of);
	return g_test_run();
}
