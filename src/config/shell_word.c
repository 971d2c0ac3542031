#include "config/shell_word.h"

#include <string.h>

bool shell_is_one_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte);
}

void shell_word_push(struct shell_word *word, const struct shell_unit *unit,
		     enum shell_quoting quoting)
{
	struct shell_unit pushed = {unit->place, unit->byte, quoting};

	g_array_append_val(word->units, pushed);
	if (unit->place)
		word->has_places = true;
	if (unit->place && quoting != SHELL_BARE)
		word->has_quoted_places = true;
	if (quoting != SHELL_BARE && shell_is_one_of(unit->byte, SHELL_BLANKS SHELL_OPERATORS))
		word->has_quoted_operators = true;
}

static char byte_at(const struct shell_word *word, unsigned int index)
{
	return g_array_index(word->units, struct shell_unit, index).byte;
}

bool shell_word_is(const struct shell_word *word, const char *expected)
{
	unsigned int at = 0;

	while (at < word->units->len && expected[at] && byte_at(word, at) == expected[at])
		at++;
	return at == word->units->len && !expected[at];
}

bool shell_word_precedes_command(const struct shell_word *word)
{
	static const char *const words[] = {"!",    "{",    "builtin",  "command", "do",    "elif", "else",
					    "exec", "if", "then",    "until", "while"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (shell_word_is(word, words[i]))
			return true;
	for (unsigned int i = 0; i < word->units->len; i++)
		if (byte_at(word, i) == '=')
			return true;
	return false;
}

bool shell_word_is_c_option(const struct shell_word *word)
{
	unsigned int length = word->units->len;

	return length >= 2 && byte_at(word, 0) == '-' && byte_at(word, 1) != '-' &&
	       byte_at(word, length - 1) == 'c';
}
