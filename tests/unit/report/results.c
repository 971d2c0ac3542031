#include "report/results.h"

struct shown {
	GString *text;
	struct results *results;
};

static void show(void *data, struct text text)
{
	g_string_append_len(data, text.data, (gssize)text.length);
}

static void set_up(struct shown *shown, const void *filter_tags)
{
	shown->text = g_string_new(NULL);
	const struct results_options options = {
		.filter_tags = filter_tags, .show = show, .data = shown->text};
	shown->results = results_new(&options);
}

static void tear_down(struct shown *shown, const void *filter_tags)
{
	(void)filter_tags;
	results_free(shown->results);
	g_string_free(shown->text, true);
}

static void say(struct shown *shown, const char *id, enum status status, int64_t time_ns,
		const char *tag)
{
	const struct text tags[] = {text_of(tag)};
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.status = status;
	event.time_ns = time_ns;
	event.tags = tags;
	event.tag_count = tag ? 1 : 0;
	g_assert_true(sink_event(results_sink(shown->results), &event, NULL));
}

static void test_a_failure_is_shown_as_soon_as_it_is_complete(struct shown *shown, const void *data)
{
	(void)data;
	say(shown, "a", STATUS_INPROGRESS, 1, NULL);
	g_assert_cmpstr(shown->text->str, ==, "");
	say(shown, "a", STATUS_FAIL, 2, NULL);
	g_assert_nonnull(strstr(shown->text->str, "FAIL: a\n"));
}

static void test_what_does_not_fail_is_not_shown(struct shown *shown, const void *data)
{
	(void)data;
	say(shown, "a", STATUS_SUCCESS, 1, NULL);
	say(shown, "b", STATUS_SKIP, 2, NULL);
	say(shown, "c", STATUS_XFAIL, 2, NULL);
	results_end(shown->results, false);
	g_assert_cmpstr(shown->text->str, ==, "");
}

static void test_a_test_that_never_ended_is_shown_at_the_end(struct shown *shown, const void *data)
{
	(void)data;
	say(shown, "a", STATUS_INPROGRESS, 1, NULL);
	results_end(shown->results, false);
	g_assert_nonnull(strstr(shown->text->str, "FAIL: a\n"));
}

static const char *const filter_tags[] = {"layer", NULL};

static void test_results_with_a_filtered_tag_are_left_out_unless_they_fail(struct shown *shown,
									   const void *data)
{
	(void)data;
	say(shown, "a", STATUS_SUCCESS, 1, "layer");
	say(shown, "b", STATUS_SUCCESS, 1, "other");
	say(shown, "c", STATUS_FAIL, 1, "layer");
	say(shown, "d", STATUS_SKIP, 1, "layer");
	g_assert_cmpuint(results_filtered(shown->results), ==, 2);
}

static void test_the_span_is_from_the_first_start_to_the_last_end(struct shown *shown,
								  const void *data)
{
	(void)data;
	g_assert_cmpint(results_span_ns(shown->results), ==, 0);
	say(shown, "a", STATUS_INPROGRESS, 110, NULL);
	say(shown, "b", STATUS_INPROGRESS, 100, NULL);
	say(shown, "b", STATUS_FAIL, 105, NULL);
	say(shown, "a", STATUS_SUCCESS, 130, NULL);
	say(shown, "c", STATUS_SUCCESS, TIME_NONE, NULL);
	say(shown, "d", STATUS_SUCCESS, 90, NULL);
	g_assert_cmpint(results_span_ns(shown->results), ==, 40);
}

static void test_what_an_interrupt_leaves_in_progress_is_not_shown(struct shown *shown,
								   const void *data)
{
	(void)data;
	say(shown, "a", STATUS_INPROGRESS, 1, NULL);
	results_end(shown->results, true);
	g_assert_cmpstr(shown->text->str, ==, "");
}

static void test_a_failure_that_is_retried_waits_for_what_comes_of_it(struct shown *shown,
								      const void *data)
{
	(void)data;
	say(shown, "a", STATUS_FAIL, 1, TAG_RETRY);
	g_assert_cmpstr(shown->text->str, ==, "");
	say(shown, "a", STATUS_SUCCESS, 2, TAG_FLAKY);
	g_assert_nonnull(strstr(shown->text->str, "FLAKY: a\ntags: testr.retry\n"));
	g_string_truncate(shown->text, 0);
	results_end(shown->results, false);
	g_assert_cmpstr(shown->text->str, ==, "");
}

static void test_only_the_last_of_several_failures_is_shown(struct shown *shown, const void *data)
{
	(void)data;
	say(shown, "a", STATUS_FAIL, 1, TAG_RETRY);
	say(shown, "a", STATUS_FAIL, 2, TAG_RETRY);
	say(shown, "a", STATUS_FAIL, 3, "third");
	results_end(shown->results, false);
	g_assert_nonnull(strstr(shown->text->str, "FAIL: a\ntags: third\n"));
	g_assert_null(strstr(shown->text->str, TAG_RETRY));
}

static void test_a_failure_that_was_not_retried_after_all_is_shown_at_the_end(struct shown *shown,
									      const void *data)
{
	(void)data;
	say(shown, "b", STATUS_UXSUCCESS, 1, TAG_RETRY);
	say(shown, "a", STATUS_FAIL, 1, TAG_RETRY);
	say(shown, "a", STATUS_SKIP, 2, TAG_NOT_RUN);
	results_end(shown->results, false);
	g_assert_nonnull(strstr(shown->text->str, "FAIL: a\n"));
	g_assert_nonnull(strstr(shown->text->str, "UNEXPECTED SUCCESS: b\n"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/results/a-failure-is-shown-as-soon-as-it-is-complete", struct shown, NULL,
		   set_up, test_a_failure_is_shown_as_soon_as_it_is_complete, tear_down);
	g_test_add("/results/what-does-not-fail-is-not-shown", struct shown, NULL, set_up,
		   test_what_does_not_fail_is_not_shown, tear_down);
	g_test_add("/results/a-test-that-never-ended-is-shown-at-the-end", struct shown, NULL,
		   set_up, test_a_test_that_never_ended_is_shown_at_the_end, tear_down);
	g_test_add("/results/results-with-a-filtered-tag-are-left-out-unless-they-fail",
		   struct shown, filter_tags, set_up,
		   test_results_with_a_filtered_tag_are_left_out_unless_they_fail, tear_down);
	g_test_add("/results/the-span-is-from-the-first-start-to-the-last-end", struct shown, NULL,
		   set_up, test_the_span_is_from_the_first_start_to_the_last_end, tear_down);
	g_test_add("/results/what-an-interrupt-leaves-in-progress-is-not-shown", struct shown, NULL,
		   set_up, test_what_an_interrupt_leaves_in_progress_is_not_shown, tear_down);
	g_test_add("/results/a-failure-that-is-retried-waits-for-what-comes-of-it", struct shown,
		   NULL, set_up, test_a_failure_that_is_retried_waits_for_what_comes_of_it,
		   tear_down);
	g_test_add("/results/only-the-last-of-several-failures-is-shown", struct shown, NULL,
		   set_up, test_only_the_last_of_several_failures_is_shown, tear_down);
	g_test_add("/results/a-failure-that-was-not-retried-after-all-is-shown-at-the-end",
		   struct shown, NULL, set_up,
		   test_a_failure_that_was_not_retried_after_all_is_shown_at_the_end, tear_down);
	return g_test_run();
}
