#include "environments/path_mapping.h"

#include <string.h>

/* True if a path that ends before `next` is not just a part of a longer name. */
static bool ends_path(char next)
{
	return !g_ascii_isalnum(next) && next != '_' && next != '-' && (unsigned char)next < 0x80;
}

/* The pair whose path stands at `position`; NULL if there is none. */
static const struct path_pair *find_path_pair(const char *position, const struct path_pair *pairs,
					      size_t count)
{
	const struct path_pair *longest = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(pairs[i].here);
		bool fits = strncmp(position, pairs[i].here, length) == 0 &&
			    ends_path(position[length]);
		if (fits && (!longest || length > strlen(longest->here)))
			longest = &pairs[i];
	}
	return longest;
}

char *path_mapping_apply(const char *word, const struct path_pair *pairs, size_t count)
{
	GString *adjusted = g_string_new(NULL);

	while (*word) {
		const struct path_pair *pair =
			*word == '/' ? find_path_pair(word, pairs, count) : NULL;
		if (pair) {
			g_string_append(adjusted, pair->there);
			word += strlen(pair->here);
		} else {
			g_string_append_c(adjusted, *word++);
		}
	}
	return g_string_free(adjusted, FALSE);
}
