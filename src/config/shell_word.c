#include "config/shell_word.h"

#include <string.h>

bool shell_is_one_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte);
}

void shell_word_push(struct shell_word *word, const struct shell_unit *unit,
		     enum shell_quoting quoting)
{
	struct shell_unit pushed = {.place = unit->place, .byte = unit->byte, .quoting = quoting};

	g_array_append_val(word->units, pushed);
	if (unit->place)
		word->has_places = true;
	if (quoting != SHELL_BARE)
		word->is_quoted = true;
	if (quoting != SHELL_BARE && shell_is_one_of(unit->byte, SHELL_BLANKS SHELL_OPERATORS))
		word->has_quoted_operators = true;
}

static char byte_at(const struct shell_word *word, unsigned int index)
{
	return g_array_index(word->units, struct shell_unit, index).byte;
}

/* True if the bytes of `word` from `start` on are `expected`. */
static bool is_from(const struct shell_word *word, unsigned int start, const char *expected)
{
	while (start < word->units->len && *expected && byte_at(word, start) == *expected) {
		start++;
		expected++;
	}
	return start == word->units->len && !*expected;
}

static bool is_any_of(const struct shell_word *word, unsigned int start, const char *const *words)
{
	for (; *words; words++)
		if (is_from(word, start, *words))
			return true;
	return false;
}

bool shell_word_is(const struct shell_word *word, const char *expected)
{
	return is_from(word, 0, expected);
}

bool shell_word_precedes_command(const struct shell_word *word)
{
	static const char *const words[] = {"!",     "{",     "builtin", "command", "do",
					    "elif",  "else",  "exec",    "if",      "then",
					    "until", "while", NULL};

	for (unsigned int i = 0; i < word->units->len; i++)
		if (byte_at(word, i) == '=')
			return true;
	return is_any_of(word, 0, words);
}

bool shell_word_is_shell(const struct shell_word *word)
{
	static const char *const names[] = {"ash", "bash", "dash", "ksh", "mksh",
					    "sh",  "yash", "zsh",  NULL};
	unsigned int name = word->units->len;

	while (name > 0 && byte_at(word, name - 1) != '/')
		name--;
	return is_any_of(word, name, names);
}

bool shell_word_may_vanish(const struct shell_word *word)
{
	for (unsigned int i = 0; i < word->units->len; i++) {
		if (byte_at(word, i) == '$')
			return !word->is_quoted;
		if (!g_array_index(word->units, struct shell_unit, i).place)
			return false;
	}
	return !word->is_quoted;
}

bool shell_word_is_option(const struct shell_word *word)
{
	return word->units->len > 0 && byte_at(word, 0) == '-';
}

bool shell_word_is_c_option(const struct shell_word *word)
{
	unsigned int length = word->units->len;

	return length >= 2 && byte_at(word, 0) == '-' && byte_at(word, 1) != '-' &&
	       byte_at(word, length - 1) == 'c';
}
