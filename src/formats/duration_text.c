#include "formats/duration_text.h"

#include <glib.h>

#include "formats/emitter.h" /* DURATION_NONE */

/* The longest duration that is believed. */
#define DURATION_TEXT_MAX_NS (31 * 86400.0 * 1e9)

int64_t duration_text_ns(struct text number, int64_t unit_ns)
{
	char digits[64];
	size_t length = 0;
	char *end;

	if (number.length >= sizeof digits)
		return DURATION_NONE;
	for (size_t i = 0; i < number.length; i++)
		if (number.data[i] != ',')
			digits[length++] = number.data[i];
	digits[length] = '\0';
	if (!g_ascii_isdigit(digits[0]))
		return DURATION_NONE;
	double ns = g_ascii_strtod(digits, &end) * (double)unit_ns;
	return *end == '\0' && ns >= 0 && ns <= DURATION_TEXT_MAX_NS ? (int64_t)ns : DURATION_NONE;
}
