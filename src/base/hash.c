#include "base/hash.h"

#include <glib.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	/* An odd number whose bits are well spread (from the golden ratio). */
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 32;
}

uint64_t hash_text(uint64_t seed, struct text text)
{
	const char *data = text.data;
	size_t left = text.length;
	uint64_t hash = seed;
	uint64_t eight = 0;

	for (; left >= sizeof eight; left -= sizeof eight) {
		memcpy(&eight, data, sizeof eight);
		hash = mix(hash, GUINT64_FROM_LE(eight));
		data += sizeof eight;
	}
	eight = 0;
	if (left > 0)
		memcpy(&eight, data, left);
	return mix(mix(hash, GUINT64_FROM_LE(eight)), text.length);
}

unsigned hash_string(const void *string)
{
	return (unsigned)hash_text(0, text_of(string));
}

uint64_t hash_fnv1a(struct text text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (uint8_t)text.data[i]) * UINT64_C(0x00000100000001b3);
	return hash;
}
