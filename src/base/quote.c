#include "base/quote.h"

#include <glib.h>
#include <string.h>

#define NAME_CHARACTERS                                                                            \
	"abcdefghijklmnopqrstuvwxyz"                                                               \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                                               \
	"0123456789_"

/* Read as themselves by every shell in every place; `=` only where it makes no assignment. */
#define HARMLESS_CHARACTERS NAME_CHARACTERS "%+,-./:@="

/* Would change the grammar when they stand where a command begins. */
static const char *const reserved_words[] = {
	"case",     "coproc", "do", "done",   "elif", "else", "esac",  "fi",    "for",
	"function", "if",     "in", "select", "then", "time", "until", "while",
};

static bool is_reserved(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reserved_words); i++)
		if (strcmp(word, reserved_words[i]) == 0)
			return true;
	return false;
}

/* `NAME=` and `NAME+=` assign; a word that begins with `=` is a path to zsh. */
static bool looks_like_assignment(const char *word)
{
	size_t name = strspn(word, NAME_CHARACTERS);

	return word[name] == '=' || (word[name] == '+' && word[name + 1] == '=');
}

bool quote_is_needless(const char *word)
{
	return word[0] != '\0' && word[strspn(word, HARMLESS_CHARACTERS)] == '\0' &&
	       !looks_like_assignment(word) && !is_reserved(word);
}

char *quote_word(const char *word)
{
	if (quote_is_needless(word))
		return g_strdup(word);

	GString *quoted = g_string_new("'");
	for (; *word; word++) {
		if (*word == '\'')
			g_string_append(quoted, "'\\''");
		else
			g_string_append_c(quoted, *word);
	}
	g_string_append_c(quoted, '\'');
	return g_string_free(quoted, FALSE);
}

char *quote_words(const char *const *words)
{
	GString *joined = g_string_new(NULL);

	for (; *words; words++) {
		g_autofree char *quoted = quote_word(*words);
		if (joined->len > 0)
			g_string_append_c(joined, ' ');
		g_string_append(joined, quoted);
	}
	return g_string_free(joined, FALSE);
}
