#include "base/byte_size.h"

#include <glib.h>
#include <string.h>

#define SIZE_MAX_BYTES (INT64_C(1) << 60)

/* The power of 2 that `unit` stands for; -1 if it is none. */
static int unit_shift(const char *unit)
{
	static const char letters[] = "kmgt";
	const char *letter = *unit ? strchr(letters, g_ascii_tolower(*unit)) : NULL;

	if (!letter)
		return *unit == '\0' || strcmp(unit, "B") == 0 ? 0 : -1;
	bool is_whole =
		unit[1] == '\0' || strcmp(unit + 1, "B") == 0 || strcmp(unit + 1, "iB") == 0;
	return is_whole ? (int)(letter - letters + 1) * 10 : -1;
}

bool byte_size_parse(const char *string, int64_t *bytes)
{
	char *unit = NULL;

	if (!g_ascii_isdigit(string[0]))
		return false;
	uint64_t number = g_ascii_strtoull(string, &unit, 10);
	int shift = unit_shift(unit);
	if (shift < 0 || number == 0 || number > (uint64_t)SIZE_MAX_BYTES >> shift)
		return false;
	*bytes = (int64_t)(number << shift);
	return true;
}
