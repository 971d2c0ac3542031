#include "slug.h"

#include <ctype.h>
#include <stdbool.h>

void slug_of(const char *title, char *slug, size_t size)
{
	size_t length = 0;
	bool is_gap = false;

	for (; *title && length + 1 < size; title++) {
		unsigned char c = (unsigned char)*title;

		if (c >= 0x80 || !isalnum(c)) {
			is_gap = length > 0;
			continue;
		}
		if (is_gap && length + 2 < size)
			slug[length++] = '-';
		is_gap = false;
		slug[length++] = (char)tolower(c);
	}
	slug[length] = '\0';
}
