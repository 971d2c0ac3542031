#include "formats/root_finder.h"

#include <glib.h>

static void root_pass(struct root_finder *finder, const void *data, size_t length)
{
	if (length > 0)
		finder->outside(finder->data, (struct bytes){data, length});
}

void root_finder_end(struct root_finder *finder)
{
	root_pass(finder, finder->held, finder->held_length);
	finder->held_length = 0;
}

/* The root that is held; if it is none, `*may_be` tells whether it still can be. */
static const char *root_match(const struct root_finder *finder, bool *may_be)
{
	*may_be = false;
	for (const char *const *root = finder->roots; *root; root++) {
		size_t length = strlen(*root);

		if (memcmp(finder->held, *root, MIN(length, finder->held_length)) != 0)
			continue;
		if (finder->held_length >= length)
			return *root;
		*may_be = true;
	}
	return NULL;
}

/* Holds one byte more. Returns the root that is then held, or NULL. */
static const char *root_hold(struct root_finder *finder, uint8_t byte)
{
	bool may_be;

	finder->held[finder->held_length++] = (char)byte;
	const char *root = root_match(finder, &may_be);
	if (root) {
		finder->held_length = 0;
		return root;
	}
	if (may_be)
		return NULL;
	/* The byte may begin a root itself. */
	finder->held_length--;
	root_finder_end(finder);
	if ((char)byte == finder->roots[0][0])
		return root_hold(finder, byte);
	root_pass(finder, &byte, 1);
	return NULL;
}

size_t root_finder_feed(struct root_finder *finder, struct bytes bytes, const char **root)
{
	size_t used = 0;

	*root = NULL;
	while (used < bytes.length && !*root) {
		const uint8_t *rest = bytes.data + used;
		const uint8_t *begin = memchr(rest, finder->roots[0][0], bytes.length - used);
		size_t length = begin ? (size_t)(begin - rest) : bytes.length - used;

		if (finder->held_length == 0 && length > 0) {
			root_pass(finder, rest, length);
			used += length;
		} else {
			*root = root_hold(finder, *rest);
			used++;
		}
	}
	return used;
}
