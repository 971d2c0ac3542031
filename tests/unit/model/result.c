/* Events of tests, put together to results. */
#include "model/result.h"

#include <glib.h>

/* Writes down each result as a line. */
static bool describe(const struct result *result, void *data, GError **error)
{
	GString *said = data;

	(void)error;
	g_string_append_printf(said, "%s: %s", result->test_id, outcome_name(result->outcome));
	if (result->is_unfinished)
		g_string_append(said, " unfinished");
	if (result_duration_ns(result) > 0)
		g_string_append_printf(said, " in %d", (int)result_duration_ns(result));
	for (unsigned i = 0; i < result->tags->len; i++)
		g_string_append_printf(said, " #%s", (char *)result->tags->pdata[i]);
	for (unsigned i = 0; i < result->attachments->len; i++) {
		const struct attachment *attachment = result->attachments->pdata[i];

		g_string_append_printf(said, " %s(%s)=%.*s", attachment->name,
				       attachment->mime_type ? attachment->mime_type : "-",
				       (int)attachment->content->len,
				       (char *)attachment->content->data);
	}
	g_string_append_c(said, '\n');
	return true;
}

struct fixture {
	GString *said;
	struct collector *collector;
};

static void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->said = g_string_new(NULL);
	fixture->collector = collector_new(describe, fixture->said);
}

static void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	collector_free(fixture->collector);
	g_string_free(fixture->said, true);
}

static void send(struct fixture *fixture, const struct event *event)
{
	g_assert_true(sink_event(collector_sink(fixture->collector), event, NULL));
}

static void send_status(struct fixture *fixture, const char *route, const char *id,
			enum status status, int64_t time_ns)
{
	const struct event event = {.route_code = text_of(route),
				    .test_id = text_of(id),
				    .status = status,
				    .time_ns = time_ns};

	send(fixture, &event);
}

static void send_file(struct fixture *fixture, const char *id, const char *name, const char *mime,
		      const char *content)
{
	const struct event event = {.test_id = text_of(id),
				    .time_ns = TIME_NONE,
				    .mime_type = text_of(mime),
				    .file_name = text_of(name),
				    .file = {(const uint8_t *)content, strlen(content)}};

	send(fixture, &event);
}

static void send_tags(struct fixture *fixture, const char *id, struct text first,
		      struct text second)
{
	const struct text tags[] = {first, second};
	const struct event event = {
		.test_id = text_of(id), .time_ns = TIME_NONE, .tags = tags, .tag_count = 2};

	send(fixture, &event);
}

/* An execution that announces itself. */
static void announce(struct fixture *fixture, const char *route)
{
	const struct event event = {.route_code = text_of(route),
				    .time_ns = TIME_NONE,
				    .file_name = text_of("testr.execution")};

	send(fixture, &event);
}

static void check(struct fixture *fixture, const char *expected)
{
	g_assert_cmpstr(fixture->said->str, ==, expected);
}

static void end(struct fixture *fixture, const char *expected)
{
	g_assert_true(collector_end(fixture->collector, false, NULL));
	check(fixture, expected);
}

static void test_a_final_status_completes_a_result(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 100);
	check(fixture, "");
	send_status(fixture, NULL, "a", STATUS_XFAIL, 350);
	check(fixture, "a: xfail in 250\n");
	end(fixture, "a: xfail in 250\n");
}

static void test_durations_are_never_negative(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "back", STATUS_INPROGRESS, 100);
	send_status(fixture, NULL, "back", STATUS_SUCCESS, 50);
	send_status(fixture, NULL, "untimed", STATUS_INPROGRESS, TIME_NONE);
	send_status(fixture, NULL, "untimed", STATUS_SUCCESS, 50);
	end(fixture, "back: success\nuntimed: success\n");
}

static void test_files_are_joined_and_keep_their_order(struct fixture *fixture, const void *data)
{
	(void)data;
	send_file(fixture, "a", "log", NULL, "one ");
	send_file(fixture, "a", "trace", "text/x", "t");
	send_file(fixture, "a", "log", "text/plain", "two");
	send_file(fixture, "a", "log", "text/late", "!");
	send_status(fixture, NULL, "a", STATUS_FAIL, TIME_NONE);
	end(fixture, "a: fail log(text/plain)=one two! trace(text/x)=t\n");
}

static void test_tags_are_sorted_and_kept_once(struct fixture *fixture, const void *data)
{
	(void)data;
	send_tags(fixture, "a", text_of("m"), text_of("z"));
	send_tags(fixture, "a", text_of("z"), text_of("b"));
	send_tags(fixture, "a", text_of("a"), text_of("m"));
	send_status(fixture, NULL, "a", STATUS_SUCCESS, TIME_NONE);
	end(fixture, "a: success #a #b #m #z\n");
}

/* What is kept of a test takes the place of what was kept of one that is done. */
static void test_interleaved_tests_are_told_apart(struct fixture *fixture, const void *data)
{
	g_autofree char *long_id = g_strnfill(100000, 'c');
	g_autofree char *expected =
		g_strdup_printf("a: success in 3\nb: fail in 4\n%s: success in 5\n", long_id);

	(void)data;
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 1);
	send_status(fixture, NULL, "b", STATUS_INPROGRESS, 2);
	send_status(fixture, NULL, "a", STATUS_SUCCESS, 4);
	send_status(fixture, NULL, long_id, STATUS_INPROGRESS, 5);
	send_status(fixture, NULL, "b", STATUS_FAIL, 6);
	send_status(fixture, NULL, long_id, STATUS_SUCCESS, 10);
	end(fixture, expected);
}

static void test_routes_are_told_apart(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, "0", "a", STATUS_INPROGRESS, 1);
	send_status(fixture, "1", "a", STATUS_INPROGRESS, 2);
	send_status(fixture, "1", "a", STATUS_SUCCESS, 12);
	send_status(fixture, "0", "a", STATUS_FAIL, 21);
	end(fixture, "a: success in 10\na: fail in 20\n");
}

static void test_each_final_status_is_a_result(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 1);
	send_status(fixture, NULL, "a", STATUS_SUCCESS, 2);
	send_status(fixture, NULL, "a", STATUS_FAIL, 3);
	end(fixture, "a: success in 1\na: fail\n");
}

static void test_the_later_start_counts(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 1);
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 5);
	send_status(fixture, NULL, "a", STATUS_SUCCESS, 7);
	end(fixture, "a: success in 2\n");
}

static void test_unfinished_tests_fail_oldest_first(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "a", STATUS_INPROGRESS, 1);
	send_status(fixture, NULL, "b", STATUS_INPROGRESS, 2);
	send_status(fixture, NULL, "c", STATUS_INPROGRESS, 3);
	send_status(fixture, NULL, "b", STATUS_SUCCESS, 3);
	send_file(fixture, "c", "log", NULL, "so far");
	end(fixture, "b: success in 1\n"
		     "a: fail unfinished reason(text/plain;charset=utf8)="
		     "the stream ended before this test did\n\n"
		     "c: fail unfinished log(-)=so far reason(text/plain;charset=utf8)="
		     "the stream ended before this test did\n\n");
}

static void test_what_is_attached_to_no_run_of_a_test_is_no_result(struct fixture *fixture,
								   const void *data)
{
	(void)data;
	send_file(fixture, "never-started", "log", NULL, "x");
	send_status(fixture, NULL, "ended", STATUS_SUCCESS, 1);
	send_file(fixture, "ended", "log", NULL, "late");
	end(fixture, "ended: success\n");
}

static void test_listings_and_plain_output_are_no_results(struct fixture *fixture, const void *data)
{
	(void)data;
	send_status(fixture, NULL, "a", STATUS_EXISTS, 1);
	send_file(fixture, NULL, "stdout", NULL, "x");
	send_status(fixture, NULL, NULL, STATUS_SUCCESS, 1);
	end(fixture, "");
}

static void test_a_test_lost_with_one_execution_has_one_result(struct fixture *fixture,
							       const void *data)
{
	(void)data;
	announce(fixture, "3");
	send_status(fixture, "3", "a", STATUS_INPROGRESS, 1);
	send_status(fixture, "3/py", "b", STATUS_INPROGRESS, 1);
	announce(fixture, "5");
	send_status(fixture, "5", "a", STATUS_INPROGRESS, 10);
	send_status(fixture, "5", "a", STATUS_SUCCESS, 12);
	send_status(fixture, "5/py", "b", STATUS_SUCCESS, 12);
	end(fixture, "a: success in 2\nb: success\n");
}

static void test_routes_that_no_execution_announced_are_whole(struct fixture *fixture,
							      const void *data)
{
	(void)data;
	announce(fixture, "3");
	send_status(fixture, "4/py", "a", STATUS_INPROGRESS, 1);
	send_status(fixture, "3/py", "a", STATUS_SUCCESS, 1);
	send_status(fixture, "4/py", "a", STATUS_SKIP, 3);
	end(fixture, "a: success\na: skip in 2\n");
}

/* ---- bounds ---- */

static bool measure(const struct result *result, void *data, GError **error)
{
	size_t *sizes = data;

	(void)error;
	sizes[0] = result->attachments->len;
	sizes[1] = result->dropped_bytes;
	sizes[2] = result_attachment(result, "0")->content->len;
	sizes[3] = result->tags->len;
	return true;
}

static void test_what_is_kept_of_one_test_is_bounded(void)
{
	const size_t piece = (size_t)3 << 20;
	g_autofree char *content = g_strnfill(piece, 'x');
	size_t sizes[4] = {0};
	struct fixture fixture = {.collector = collector_new(measure, sizes)};

	for (int i = 0; i < 6; i++)
		send_file(&fixture, "a", "0", NULL, content);
	for (int i = 1; i <= RESULT_ATTACHMENTS_MAX; i++) {
		g_autofree char *name = g_strdup_printf("%d", i);

		send_file(&fixture, "a", name, NULL, "y");
		send_tags(&fixture, "a", text_of(name), text_of("z"));
	}
	send_status(&fixture, NULL, "a", STATUS_FAIL, 1);
	g_assert_cmpuint(sizes[0], ==, RESULT_ATTACHMENTS_MAX);
	g_assert_cmpuint(sizes[1], ==, 6 * piece - RESULT_CONTENT_MAX + RESULT_ATTACHMENTS_MAX);
	g_assert_cmpuint(sizes[2], ==, RESULT_CONTENT_MAX);
	g_assert_cmpuint(sizes[3], ==, RESULT_TAGS_MAX);
	collector_free(fixture.collector);
}

static bool sum_dropped(const struct result *result, void *data, GError **error)
{
	(void)error;
	*(size_t *)data += result->dropped_bytes;
	return true;
}

static void test_what_is_kept_of_all_tests_is_bounded(void)
{
	const int tests = COLLECTOR_CONTENT_MAX / RESULT_CONTENT_MAX;
	g_autofree char *content = g_strnfill(RESULT_CONTENT_MAX, 'x');
	size_t dropped = 0;
	struct fixture fixture = {.collector = collector_new(sum_dropped, &dropped)};

	for (int i = 0; i <= tests; i++) {
		g_autofree char *id = g_strdup_printf("%d", i);

		send_file(&fixture, id, "0", NULL, content);
	}
	send_status(&fixture, NULL, "0", STATUS_FAIL, 1);
	g_assert_cmpuint(dropped, ==, 0);
	g_autofree char *last = g_strdup_printf("%d", tests);
	send_status(&fixture, NULL, last, STATUS_FAIL, 1);
	g_assert_cmpuint(dropped, ==, RESULT_CONTENT_MAX);
	/* What the first one held is free again. */
	send_file(&fixture, "new", "0", NULL, content);
	send_status(&fixture, NULL, "new", STATUS_FAIL, 1);
	g_assert_cmpuint(dropped, ==, RESULT_CONTENT_MAX);
	collector_free(fixture.collector);
}

static bool refuse(const struct result *result, void *data, GError **error)
{
	(void)result;
	(void)data;
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "disk full");
	return false;
}

static void test_a_callback_that_fails_makes_the_sink_fail(void)
{
	scoped(collector) collector = collector_new(refuse, NULL);
	const struct event started = {
		.test_id = text_of("a"), .status = STATUS_INPROGRESS, .time_ns = TIME_NONE};
	const struct event ended = {
		.test_id = text_of("b"), .status = STATUS_SUCCESS, .time_ns = TIME_NONE};
	g_autoptr(GError) error = NULL;

	g_assert_true(sink_event(collector_sink(collector), &started, &error));
	g_assert_false(sink_event(collector_sink(collector), &ended, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	g_clear_error(&error);
	g_assert_false(collector_end(collector, false, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

static void add(const char *path, void (*test)(struct fixture *, const void *))
{
	g_test_add(path, struct fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/result/final-status", test_a_final_status_completes_a_result);
	add("/result/durations", test_durations_are_never_negative);
	add("/result/files", test_files_are_joined_and_keep_their_order);
	add("/result/tags", test_tags_are_sorted_and_kept_once);
	add("/result/interleaved", test_interleaved_tests_are_told_apart);
	add("/result/routes", test_routes_are_told_apart);
	add("/result/twice", test_each_final_status_is_a_result);
	add("/result/started-twice", test_the_later_start_counts);
	add("/result/unfinished", test_unfinished_tests_fail_oldest_first);
	add("/result/only-attached", test_what_is_attached_to_no_run_of_a_test_is_no_result);
	add("/result/not-results", test_listings_and_plain_output_are_no_results);
	add("/result/executions", test_a_test_lost_with_one_execution_has_one_result);
	add("/result/unannounced", test_routes_that_no_execution_announced_are_whole);
	g_test_add_func("/result/bounds/one", test_what_is_kept_of_one_test_is_bounded);
	g_test_add_func("/result/bounds/all", test_what_is_kept_of_all_tests_is_bounded);
	g_test_add_func("/result/failing", test_a_callback_that_fails_makes_the_sink_fail);
	return g_test_run();
}
