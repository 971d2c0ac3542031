#include "engine/id_scanner.h"

#include "support/stream.h"

static void note(void *data, const char *id)
{
	g_string_append_printf(data, "[%s]", id);
}

/* The ids in `output`, which comes in pieces of `piece` bytes, each in brackets. */
static char *find(struct bytes output, size_t piece, bool *is_good)
{
	GString *found = g_string_new(NULL);
	struct id_scanner scanner;

	id_scanner_init(&scanner, note, found);
	for (size_t at = 0; at < output.length; at += piece) {
		struct bytes part = {output.data + at, MIN(piece, output.length - at)};
		(void)id_scanner_feed(&scanner, part);
	}
	*is_good = id_scanner_end(&scanner);
	id_scanner_clear(&scanner);
	return g_string_free(found, FALSE);
}

static void any_white_space_separates_ids(void)
{
	static const char output[] = " a\tb\nc\r\nd\ve\ff\0g  h\n\n";
	struct bytes bytes = {(const uint8_t *)output, sizeof output - 1};

	for (size_t piece = 1; piece <= bytes.length; piece++) {
		bool is_good;
		g_autofree char *found = find(bytes, piece, &is_good);
		g_assert_cmpstr(found, ==, "[a][b][c][d][e][f][g][h]");
		g_assert_true(is_good);
	}
}

static void an_id_is_known_as_soon_as_it_is_over(void)
{
	g_autoptr(GString) found = g_string_new(NULL);
	struct id_scanner scanner;

	id_scanner_init(&scanner, note, found);
	g_assert_true(id_scanner_feed(&scanner, bytes_of("one two")));
	g_assert_cmpstr(found->str, ==, "[one]");
	g_assert_true(id_scanner_feed(&scanner, bytes_of("\n")));
	g_assert_cmpstr(found->str, ==, "[one][two]");
	id_scanner_clear(&scanner);
}

static void the_output_may_end_in_an_id(void)
{
	bool is_good;
	g_autofree char *found = find(bytes_of("a\nb"), 1, &is_good);

	g_assert_cmpstr(found, ==, "[a][b]");
}

static void a_word_without_end_is_no_id_and_takes_no_memory(void)
{
	g_autoptr(GString) found = g_string_new(NULL);
	g_autofree char *noise = g_strnfill(100000, 'x');
	struct id_scanner scanner;

	id_scanner_init(&scanner, note, found);
	for (int i = 0; i < 100; i++)
		(void)id_scanner_feed(&scanner, bytes_of(noise));
	g_assert_cmpuint(scanner.word->len, <=, INSTANCE_ID_BYTES_MAX + 1);
	g_assert_false(id_scanner_feed(&scanner, bytes_of(" a ")));
	g_assert_false(id_scanner_end(&scanner));
	g_assert_cmpstr(found->str, ==, "[a]");
	id_scanner_clear(&scanner);
}

static void the_longest_id_is_one(void)
{
	g_autofree char *longest = g_strnfill(INSTANCE_ID_BYTES_MAX, 'x');
	g_autofree char *expected = g_strdup_printf("[%s]", longest);
	bool is_good;
	g_autofree char *found = find(bytes_of(longest), 1000, &is_good);

	g_assert_true(is_good);
	g_assert_cmpstr(found, ==, expected);
}

#define ADD(test) g_test_add_func("/engine/id_scanner/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(any_white_space_separates_ids);
	ADD(an_id_is_known_as_soon_as_it_is_over);
	ADD(the_output_may_end_in_an_id);
	ADD(a_word_without_end_is_no_id_and_takes_no_memory);
	ADD(the_longest_id_is_one);
	return g_test_run();
}
