#include "report/display.h"

#define ERASE "\r\033[K"

/* Both channels of a terminal, in the order of writing. */
static void write_screen(void *data, enum channel channel, struct bytes bytes)
{
	(void)channel;
	g_string_append_len(data, (const char *)bytes.data, (gssize)bytes.length);
}

/* Only what goes to stdout. */
static void write_primary(void *data, enum channel channel, struct bytes bytes)
{
	if (channel == CHANNEL_PRIMARY)
		g_string_append_len(data, (const char *)bytes.data, (gssize)bytes.length);
}

static void print(struct display *display, enum channel channel, const char *string)
{
	display_print(display, channel, (struct bytes){(const uint8_t *)string, strlen(string)});
}

static void test_the_live_line_is_erased_before_text_and_drawn_after_it(void)
{
	g_autoptr(GString) screen = g_string_new(NULL);
	scoped(display) display = display_new(write_screen, screen, true);

	display_live(display, "1/2");
	print(display, CHANNEL_PRIMARY, "FAIL: a\n");
	g_assert_cmpstr(screen->str, ==, ERASE "1/2" ERASE "FAIL: a\n" ERASE "1/2");
}

static void test_the_live_line_waits_for_the_end_of_a_line(void)
{
	g_autoptr(GString) screen = g_string_new(NULL);
	scoped(display) display = display_new(write_screen, screen, true);

	print(display, CHANNEL_ASIDE, "half ");
	display_live(display, "1/2");
	g_assert_cmpstr(screen->str, ==, "half ");
	print(display, CHANNEL_ASIDE, "a line\n");
	g_assert_cmpstr(screen->str, ==, "half a line\n" ERASE "1/2");
}

static void test_the_same_line_is_not_drawn_twice(void)
{
	g_autoptr(GString) screen = g_string_new(NULL);
	scoped(display) display = display_new(write_screen, screen, true);

	display_live(display, "1/2");
	display_live(display, "1/2");
	g_assert_cmpstr(screen->str, ==, ERASE "1/2");
}

static void test_a_settled_display_leaves_no_line_behind(void)
{
	g_autoptr(GString) screen = g_string_new(NULL);
	scoped(display) display = display_new(write_screen, screen, true);

	display_live(display, "1/2");
	display_settle(display);
	print(display, CHANNEL_PRIMARY, "PASSED\n");
	g_assert_cmpstr(screen->str, ==, ERASE "1/2" ERASE "PASSED\n");
}

static void test_where_there_is_no_terminal_nothing_but_text_is_written(void)
{
	g_autoptr(GString) screen = g_string_new(NULL);
	scoped(display) display = display_new(write_screen, screen, false);

	display_live(display, "1/2");
	print(display, CHANNEL_PRIMARY, "FAIL: a\n");
	display_live(display, "2/2");
	g_assert_cmpstr(screen->str, ==, "FAIL: a\n");
}

static void test_the_live_line_never_goes_to_the_primary_channel(void)
{
	g_autoptr(GString) primary = g_string_new(NULL);
	scoped(display) display = display_new(write_primary, primary, true);

	display_live(display, "1/2");
	print(display, CHANNEL_PRIMARY, "FAIL: a\n");
	print(display, CHANNEL_ASIDE, "warning\n");
	display_settle(display);
	g_assert_cmpstr(primary->str, ==, "FAIL: a\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/display/the-live-line-is-erased-before-text-and-drawn-after-it",
			test_the_live_line_is_erased_before_text_and_drawn_after_it);
	g_test_add_func("/display/the-live-line-waits-for-the-end-of-a-line",
			test_the_live_line_waits_for_the_end_of_a_line);
	g_test_add_func("/display/the-same-line-is-not-drawn-twice",
			test_the_same_line_is_not_drawn_twice);
	g_test_add_func("/display/a-settled-display-leaves-no-line-behind",
			test_a_settled_display_leaves_no_line_behind);
	g_test_add_func("/display/where-there-is-no-terminal-nothing-but-text-is-written",
			test_where_there_is_no_terminal_nothing_but_text_is_written);
	g_test_add_func("/display/the-live-line-never-goes-to-the-primary-channel",
			test_the_live_line_never_goes_to_the_primary_channel);
	return g_test_run();
}
