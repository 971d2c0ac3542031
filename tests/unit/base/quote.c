#include "base/quote.h"

#include <glib.h>

/* What `sh -c COMMAND` writes to stdout. */
static char *shell(const char *command)
{
	const char *argv[] = {"/bin/sh", "-c", command, NULL};
	g_autoptr(GError) error = NULL;
	char *out = NULL;

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL,
		     &error);
	g_assert_no_error(error);
	return out;
}

/* The shell reads `word`, quoted, as the one argument `word`. */
static void assert_arrives(const char *word)
{
	g_autofree char *quoted = quote_word(word);
	g_autofree char *script = g_strdup_printf("set -- %s\nprintf '%%d:%%s' $# \"$1\"", quoted);
	g_autofree char *expected = g_strdup_printf("1:%s", word);
	g_autofree char *out = shell(script);

	g_assert_cmpstr(out, ==, expected);
}

static void test_harmless_words_stay_bare(void)
{
	static const char *const words[] = {
		"a",
		"vm-12",
		"package.module.Class.test_x",
		"/tmp/testr-x/ids",
		"user@host:22",
		"--load-list=x",
		"50%",
		"a,b+c",
		"_",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *quoted = quote_word(words[i]);
		g_assert_cmpstr(quoted, ==, words[i]);
	}
}

static void test_words_that_the_shell_would_act_on_are_quoted(void)
{
	static const char *const words[] = {
		"",     "a b",      "a\tb", "a\nb", "a;b",   "a&b",      "a|b",   "a<b",
		"a>b",  "(a)",      "$a",   "`a`",  "\\",    "\"",       "'",     "*",
		"?",    "[a]",      "!",    "!!",   "#a",    "~",        "~root", "{a,b}",
		"a=b",  "A+=b",     "=ls",  "^a^b", "if",    "done",     "a\rb",  "\x01",
		"\x7f", "\xc3\xa9", "\xff", "a\\",  "$(id)", "'; id; '",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *quoted = quote_word(words[i]);
		g_assert_cmpint(quoted[0], ==, '\'');
		g_assert_false(quote_is_needless(words[i]));
		assert_arrives(words[i]);
	}
}

static void test_every_byte_arrives(void)
{
	char every[256];

	for (int i = 1; i < 256; i++)
		every[i - 1] = (char)i;
	every[255] = '\0';
	assert_arrives(every);
}

static void test_a_bare_word_means_itself_where_a_command_begins(void)
{
	/* Each of these would be grammar or an assignment if it stood there unquoted. */
	static const char *const words[] = {"if", "while", "case", "A=b", "then", "function"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *quoted = quote_word(words[i]);
		g_autofree char *script = g_strdup_printf("%s 2>/dev/null || echo $?", quoted);
		g_autofree char *out = shell(script);
		g_assert_cmpstr(out, ==, "127\n");
	}
}

static void test_words_are_joined_by_spaces(void)
{
	const char *const words[] = {"a", "b c", "", "d", NULL};
	const char *const none[] = {NULL};
	g_autofree char *some_quoted = quote_words(words);
	g_autofree char *none_quoted = quote_words(none);

	g_assert_cmpstr(some_quoted, ==, "a 'b c' '' d");
	g_assert_cmpstr(none_quoted, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/quote/harmless_words_stay_bare", test_harmless_words_stay_bare);
	g_test_add_func("/quote/words_the_shell_would_act_on_are_quoted",
			test_words_that_the_shell_would_act_on_are_quoted);
	g_test_add_func("/quote/every_byte_arrives", test_every_byte_arrives);
	g_test_add_func("/quote/a_bare_word_means_itself_where_a_command_begins",
			test_a_bare_word_means_itself_where_a_command_begins);
	g_test_add_func("/quote/words_are_joined_by_spaces", test_words_are_joined_by_spaces);
	return g_test_run();
}
