/*
 * Matches regular expressions as testr does, for compare-patterns. Each line of stdin is a pattern
 * and a text, both in hexadecimal behind an `x`; for each a line is printed: `refused`, or whether
 * the pattern is in the text (`yes`, `no`) and what it matches at the start (hexadecimal, or `-`).
 */
#include <stdio.h>
#include <string.h>

#include "base/pattern.h"

/* The text of `word`; owned by the caller. */
static char *decode(const char *word)
{
	GString *text = g_string_new(NULL);

	for (word++; word[0] && word[1]; word += 2)
		g_string_append_c(text, (char)(g_ascii_xdigit_value(word[0]) * 16 +
					       g_ascii_xdigit_value(word[1])));
	return g_string_free(text, FALSE);
}

static void print_hexadecimal(const char *text)
{
	putchar('x');
	for (; *text; text++)
		printf("%02x", (unsigned char)*text);
}

static void match(const char *pattern, const char *text)
{
	g_autoptr(GRegex) regex = pattern_compile(pattern, NULL);

	if (!regex) {
		printf("refused\n");
		return;
	}
	g_autofree char *start = pattern_match_start(regex, text);
	printf("%s ", pattern_is_in(regex, text) ? "yes" : "no");
	if (start)
		print_hexadecimal(start);
	else
		putchar('-');
	putchar('\n');
}

int main(void)
{
	g_autofree char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 2);
		g_autofree char *pattern = decode(words[0]);
		g_autofree char *text = decode(words[1]);
		match(pattern, text);
	}
	return 0;
}
