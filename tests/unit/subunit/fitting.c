/* What does not fit a packet is damage. */
#include "subunit/fitting.h"

#include "subunit/damage.h"
#include "subunit/writer.h"

struct heard {
	struct sink sink;
	GString *ids;
};

static bool hear(struct sink *sink, const struct event *event, GError **error)
{
	g_autoptr(GByteArray) packet = g_byte_array_new();
	struct event timed = *event;

	(void)error;
	timed.time_ns = 999999999;
	g_assert_true(writer_append(packet, &timed, NULL));
	g_string_append_printf(((struct heard *)sink)->ids, "%.*s\n", TEXT_ARGS(event->test_id));
	return true;
}

/* A test with one tag of `length` bytes is answered. */
static void send_tagged(struct fitting *fitting, size_t length)
{
	g_autofree char *tag = g_strnfill(length, 'x');
	const struct text tags[] = {text_of(tag)};
	struct event event = EVENT_INIT;

	event.test_id = text_of("a");
	event.status = STATUS_SUCCESS;
	event.tags = tags;
	event.tag_count = 1;
	g_assert_true(sink_event(&fitting->sink, &event, NULL));
}

static void what_does_not_fit_a_packet_is_damage(void)
{
	struct heard heard = {{hear}, g_string_new(NULL)};
	struct fitting fitting;

	fitting_init(&fitting, &heard.sink);
	send_tagged(&fitting, 10);
	send_tagged(&fitting, PACKET_MAX - 100);
	send_tagged(&fitting, PACKET_MAX);
	g_assert_cmpstr(heard.ids->str, ==, "a\na\n" DAMAGE_TEST_ID "\n");
	g_string_free(heard.ids, true);
}

static void what_fits_with_a_time_to_come_is_passed_on_and_all_else_is_damage(void)
{
	struct heard heard = {{hear}, g_string_new(NULL)};
	struct fitting fitting;

	fitting_init(&fitting, &heard.sink);
	/* hear() asserts that each can be written. */
	for (size_t less = 0; less < 60; less++)
		send_tagged(&fitting, PACKET_MAX - less);
	g_assert_true(g_str_has_prefix(heard.ids->str, DAMAGE_TEST_ID "\n"));
	g_assert_true(g_str_has_suffix(heard.ids->str, "\na\n"));
	g_string_free(heard.ids, true);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fitting/what does not fit a packet is damage",
			what_does_not_fit_a_packet_is_damage);
	g_test_add_func("/fitting/what fits with a time to come is passed on, and all else is "
			"damage",
			what_fits_with_a_time_to_come_is_passed_on_and_all_else_is_damage);
	return g_test_run();
}
