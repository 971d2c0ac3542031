#include "base/pairs.h"

#define DIGITS_MAX 9

/* Takes the next line, without its newline, off `*rest`. */
static struct text next_line(struct text *rest)
{
	const char *newline = memchr(rest->data, '\n', rest->length);
	size_t length = newline ? (size_t)(newline - rest->data) : rest->length;
	size_t taken = newline ? length + 1 : length;
	struct text line = {rest->data, length};

	rest->data += taken;
	rest->length -= taken;
	return line;
}

enum pairs_step pairs_next(struct text *rest, struct pair *pair)
{
	struct text line = {0};

	while (line.length == 0 && rest->length > 0)
		line = next_line(rest);
	if (line.length == 0)
		return PAIRS_END;
	const char *equals = memchr(line.data, '=', line.length);
	if (!equals)
		return PAIRS_INVALID;
	size_t key_length = (size_t)(equals - line.data);
	pair->key = (struct text){line.data, key_length};
	pair->value = (struct text){equals + 1, line.length - key_length - 1};
	return PAIRS_FOUND;
}

bool pairs_number(struct text value, int *number)
{
	int result = 0;

	if (value.length == 0 || value.length > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] < '0' || value.data[i] > '9')
			return false;
		result = result * 10 + (value.data[i] - '0');
	}
	*number = result;
	return true;
}
