/* The convention by which a stream tells of executions. */
#include "model/execution_announcement.h"

#include <glib.h>

static struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const uint8_t *)string, strlen(string)};
}

static void test_what_is_formatted_is_read_back(void)
{
	const struct execution_announcement written = {
		.number = 12, .worker = 3, .attempt = 2, .instance = text_of("vm-17=a")};
	g_autofree char *content = execution_announcement_format(&written);
	struct execution_announcement read;

	g_assert_true(execution_announcement_parse(bytes_of(content), &read));
	g_assert_cmpint(read.number, ==, 12);
	g_assert_cmpint(read.worker, ==, 3);
	g_assert_cmpint(read.attempt, ==, 2);
	g_assert_true(text_is(read.instance, "vm-17=a"));
}

static void test_a_local_execution_has_no_instance(void)
{
	const struct execution_announcement written = {.number = 0, .worker = 0, .attempt = 1};
	g_autofree char *content = execution_announcement_format(&written);
	struct execution_announcement read;

	g_assert_cmpstr(content, ==, "execution=0\nworker=0\nattempt=1\n");
	g_assert_true(execution_announcement_parse(bytes_of(content), &read));
	g_assert_null(read.instance.data);
}

static void test_unknown_keys_are_passed_over(void)
{
	struct execution_announcement read;

	g_assert_true(execution_announcement_parse(bytes_of("colour=red\n\nexecution=4\nworker=1"),
						   &read));
	g_assert_cmpint(read.number, ==, 4);
	g_assert_cmpint(read.worker, ==, 1);
	g_assert_cmpint(read.attempt, ==, 1);
}

static void test_what_has_no_meaning_is_refused(void)
{
	static const char *const contents[] = {"",
					       "worker=1\n",
					       "execution=\n",
					       "execution=-1\n",
					       "execution=1x",
					       "execution=99999999999\n",
					       "execution=1\nx",
					       "execution=1\nworker=a\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		struct execution_announcement read = {.number = 77};

		g_assert_false(execution_announcement_parse(bytes_of(contents[i]), &read));
		g_assert_cmpint(read.number, ==, 77);
	}
}

static void test_only_an_event_without_test_announces_an_execution(void)
{
	struct event event = EVENT_INIT;

	event.file_name = text_of(EXECUTION_FILE_NAME);
	g_assert_true(execution_announcement_is_in(&event));
	event.test_id = text_of("some.test");
	g_assert_false(execution_announcement_is_in(&event));
	event.test_id = text_of(NULL);
	event.file_name = text_of("stdout");
	g_assert_false(execution_announcement_is_in(&event));
}

static void test_the_first_part_of_a_route_is_the_executions(void)
{
	g_assert_true(text_is(execution_route(text_of("3/0/1")), "3"));
	g_assert_true(text_is(execution_route(text_of("3")), "3"));
	g_assert_null(execution_route(text_of(NULL)).data);
}

static void test_the_worker_is_in_the_tags(void)
{
	const struct text tags[] = {text_of("worker-"), text_of("worker-x"), text_of("slow"),
				    text_of("worker-12")};
	struct event event = EVENT_INIT;

	g_assert_cmpint(execution_worker_of(&event), ==, -1);
	event.tags = tags;
	event.tag_count = 3;
	g_assert_cmpint(execution_worker_of(&event), ==, -1);
	event.tag_count = 4;
	g_assert_cmpint(execution_worker_of(&event), ==, 12);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/execution_announcement/what is formatted is read back",
			test_what_is_formatted_is_read_back);
	g_test_add_func("/execution_announcement/a local execution has no instance",
			test_a_local_execution_has_no_instance);
	g_test_add_func("/execution_announcement/unknown keys are passed over",
			test_unknown_keys_are_passed_over);
	g_test_add_func("/execution_announcement/what has no meaning is refused",
			test_what_has_no_meaning_is_refused);
	g_test_add_func("/execution_announcement/only an event without test announces an execution",
			test_only_an_event_without_test_announces_an_execution);
	g_test_add_func("/execution_announcement/the first part of a route is the execution's",
			test_the_first_part_of_a_route_is_the_executions);
	g_test_add_func("/execution_announcement/the worker is in the tags",
			test_the_worker_is_in_the_tags);
	return g_test_run();
}
