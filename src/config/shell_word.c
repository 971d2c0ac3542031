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

char shell_word_byte(const struct shell_word *word, unsigned int index)
{
	return g_array_index(word->units, struct shell_unit, index).byte;
}

bool shell_word_is_from(const struct shell_word *word, unsigned int start, const char *expected)
{
	while (start < word->units->len && *expected && shell_word_byte(word, start) == *expected) {
		start++;
		expected++;
	}
	return start == word->units->len && !*expected;
}

bool shell_word_is(const struct shell_word *word, const char *expected)
{
	return shell_word_is_from(word, 0, expected);
}

bool shell_word_may_vanish(const struct shell_word *word)
{
	for (unsigned int i = 0; i < word->units->len; i++) {
		if (shell_word_byte(word, i) == '$')
			return !word->is_quoted;
		if (!g_array_index(word->units, struct shell_unit, i).place)
			return false;
	}
	return !word->is_quoted;
}
