#include "engine/tail.h"

#include "support/stream.h"

static void assert_formatted(struct tail *tail, const char *expected)
{
	g_autofree char *formatted = tail_format(tail, "  ");

	g_assert_cmpstr(formatted, ==, expected);
	tail_clear(tail);
}

static void each_line_is_indented(void)
{
	struct tail tail = {0};

	tail_append(&tail, bytes_of("one\ntw"));
	tail_append(&tail, bytes_of("o\n\n"));
	assert_formatted(&tail, "  one\n  two");
}

static void nothing_said_is_nothing(void)
{
	struct tail tail = {0};

	assert_formatted(&tail, NULL);
	tail_append(&tail, (struct bytes){0});
	assert_formatted(&tail, NULL);
	tail_append(&tail, bytes_of(" \n\n"));
	assert_formatted(&tail, NULL);
}

static void only_the_end_is_kept_from_a_line_on(void)
{
	struct tail tail = {0};

	for (int i = 0; i < 100000; i++) {
		g_autofree char *line = g_strdup_printf("line %d\n", i);
		tail_append(&tail, bytes_of(line));
		g_assert_cmpuint(tail.kept->len, <=, 2 * TAIL_BYTES);
	}
	g_autofree char *formatted = tail_format(&tail, "");
	g_assert_true(g_str_has_prefix(formatted, "line "));
	g_assert_true(g_str_has_suffix(formatted, "\nline 99999"));
	g_assert_cmpuint(strlen(formatted), <=, TAIL_BYTES);
	g_assert_cmpuint(strlen(formatted), >, TAIL_BYTES - 100);
	tail_clear(&tail);
}

static void one_huge_piece_is_cut_alike(void)
{
	g_autofree char *filling = g_strnfill(999990, 'x');
	g_autofree char *piece = g_strconcat(filling, "\nthe end\nx", NULL);
	struct tail tail = {0};

	tail_append(&tail, bytes_of(piece));
	g_autofree char *formatted = tail_format(&tail, "");
	g_assert_true(g_str_has_suffix(formatted, "the end\nx"));
	g_assert_cmpuint(tail.kept->len, <=, 2 * TAIL_BYTES);
	tail_clear(&tail);
}

static void what_would_act_on_a_terminal_is_made_harmless(void)
{
	struct tail tail = {0};

	tail_append(&tail, bytes_of("\033[31mred\a\r\nna\xefve\tx"));
	assert_formatted(&tail, "  ?[31mred? \n  na\xef\xbf\xbdve\tx");
}

#define ADD(test) g_test_add_func("/engine/tail/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(each_line_is_indented);
	ADD(nothing_said_is_nothing);
	ADD(only_the_end_is_kept_from_a_line_on);
	ADD(one_huge_piece_is_cut_alike);
	ADD(what_would_act_on_a_terminal_is_made_harmless);
	return g_test_run();
}
