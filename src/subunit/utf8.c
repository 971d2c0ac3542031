#include "subunit/utf8.h"

#include <glib.h>

#define ONES (UINT64_MAX / 0xFF) /* 0x01 in each byte */
#define HIGH_BITS (ONES * 0x80)

/* True if none of the eight bytes is NUL or beyond ASCII. */
static bool is_plain_ascii(uint64_t eight)
{
	return (((eight - ONES) | eight) & HIGH_BITS) == 0;
}

bool utf8_is_valid(struct text text)
{
	const char *data = text.data;
	size_t left = text.length;

	/* Nearly all ids, tags and names are ASCII: eight bytes at a time. */
	while (left >= 8) {
		uint64_t eight;

		memcpy(&eight, data, sizeof eight);
		if (!is_plain_ascii(eight))
			break;
		data += 8;
		left -= 8;
	}
	while (left > 0 && g_ascii_isprint(*data)) {
		data++;
		left--;
	}
	return left == 0 || g_utf8_validate_len(data, left, NULL);
}

/* How many bytes the character has that begins with `lead`; 0 if none begins so. */
static size_t character_size(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* True if `second` may follow `lead`: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
static bool can_follow_lead(uint8_t lead, uint8_t second)
{
	uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

	return second >= low && second <= high;
}

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xC0) == 0x80;
}

size_t utf8_unfinished(struct bytes bytes)
{
	size_t most = MIN(bytes.length, UTF8_CHARACTER_MAX - 1);

	for (size_t length = 1; length <= most; length++) {
		const uint8_t *lead = bytes.data + bytes.length - length;

		if (is_continuation(*lead))
			continue;
		if (character_size(*lead) <= length)
			return 0;
		return length == 1 || can_follow_lead(lead[0], lead[1]) ? length : 0;
	}
	return 0;
}

bool utf8_continues(struct bytes before, uint8_t byte)
{
	size_t begun = utf8_unfinished(before);

	if (begun == 0 || !is_continuation(byte))
		return false;
	return begun > 1 || can_follow_lead(before.data[before.length - 1], byte);
}
