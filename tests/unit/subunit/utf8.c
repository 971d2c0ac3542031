/* UTF-8, against GLib's own judgement. */
#include "subunit/utf8.h"

#include <glib.h>

static bool is_valid(const char *data, size_t length)
{
	/* On the heap, so that a look beyond the end is seen. */
	g_autofree char *copy = g_memdup2(data, length);

	return utf8_is_valid((struct text){copy, length});
}

static void test_texts_of_every_length_are_judged_right(void)
{
	for (size_t length = 0; length < 40; length++) {
		g_autofree char *text = g_strnfill(length, 'x');

		g_assert_true(is_valid(text, length));
		for (size_t at = 0; at < length; at++) {
			static const char wrong[] = {'\0', '\x80', '\xff', '\xc3'};

			for (size_t i = 0; i < sizeof wrong; i++) {
				text[at] = wrong[i];
				g_assert_false(is_valid(text, length));
			}
			text[at] = 'x';
		}
	}
}

static void test_characters_of_every_size_are_valid(void)
{
	static const char text[] = "tab\t \x7f caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\x89";

	g_assert_true(is_valid(text, sizeof text - 1));
	g_assert_false(is_valid(text, sizeof text - 2));
	g_assert_true(utf8_is_valid((struct text){0}));
}

/* Each beginning of each character is unfinished, and its next byte continues it. */
static void test_every_character_is_continued_by_its_bytes(void)
{
	for (gunichar character = 0x80; character < 0x110000; character += 0x3D) {
		char bytes[6];
		int size = g_unichar_to_utf8(character, bytes);

		if (!g_unichar_validate(character))
			continue;
		for (int begun = 1; begun < size; begun++) {
			struct bytes before = {(const uint8_t *)bytes, (size_t)begun};

			g_assert_cmpuint(utf8_unfinished(before), ==, (size_t)begun);
			g_assert_true(utf8_continues(before, (uint8_t)bytes[begun]));
			g_assert_false(utf8_continues(before, 'x'));
			g_assert_false(utf8_continues(before, 0xC3));
		}
		struct bytes whole = {(const uint8_t *)bytes, (size_t)size};
		g_assert_cmpuint(utf8_unfinished(whole), ==, 0);
		g_assert_false(utf8_continues(whole, 0xB3));
	}
}

static void test_what_begins_no_character_is_not_continued(void)
{
	/* Overlong, surrogate, beyond U+10FFFF, no lead at all. */
	static const char *const begun[] = {"\xc0",     "\xc1",     "\xe0\x9f", "\xed\xa0",
					    "\xf0\x8f", "\xf4\x90", "\xf5",     "\x80",
					    "\xbf\xbf", "\xff",     "x",        "\xc3\xa9\xa9"};

	for (size_t i = 0; i < G_N_ELEMENTS(begun); i++) {
		struct bytes before = {(const uint8_t *)begun[i], strlen(begun[i])};

		g_assert_false(utf8_continues(before, 0xB3));
		g_assert_cmpuint(utf8_unfinished(before), ==, 0);
	}
	g_assert_false(utf8_continues((struct bytes){0}, 0xB3));
	g_assert_false(utf8_continues((struct bytes){(const uint8_t *)"\xed", 1}, 0xB3));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/utf8/lengths", test_texts_of_every_length_are_judged_right);
	g_test_add_func("/utf8/characters", test_characters_of_every_size_are_valid);
	g_test_add_func("/utf8/continued", test_every_character_is_continued_by_its_bytes);
	g_test_add_func("/utf8/not-continued", test_what_begins_no_character_is_not_continued);
	return g_test_run();
}
