#include "base/duration.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define LONGEST_US (36525 * DAY_US)

struct duration_unit {
	const char *name;
	int64_t us;
};

/* Largest first; the order in which they may be written. */
static const struct duration_unit units[] = {
	{"d", DAY_US}, {"h", HOUR_US}, {"m", MINUTE_US}, {"s", SECOND_US}, {"ms", 1000}, {"us", 1},
};

/* The unit named by the letters at `*cursor`, which moves behind them; NULL if there is none. */
static const struct duration_unit *duration_unit_read(const char **cursor)
{
	size_t length = strspn(*cursor, "dhmsu");

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (strlen(units[i].name) == length &&
		    strncmp(*cursor, units[i].name, length) == 0) {
			*cursor += length;
			return &units[i];
		}
	return NULL;
}

/* Reads `12`, `1.5` or `.5`. Returns -1 for anything else. */
static double number_read(const char **cursor, bool *has_fraction)
{
	const char *start = *cursor;
	size_t whole = strspn(start, "0123456789");
	size_t fraction = 0;

	*has_fraction = start[whole] == '.';
	if (*has_fraction)
		fraction = strspn(start + whole + 1, "0123456789");
	if (whole + fraction == 0)
		return -1;
	*cursor += whole + fraction + (*has_fraction ? 1 : 0);
	return g_ascii_strtod(start, NULL);
}

bool duration_parse(const char *string, int64_t *duration_us)
{
	const struct duration_unit *previous = NULL;
	bool has_fraction = false;
	double total_us = 0;

	do {
		if (has_fraction)
			return false;
		double number = number_read(&string, &has_fraction);
		if (number < 0)
			return false;
		bool is_bare = *string == '\0' && !previous;
		const struct duration_unit *unit =
			is_bare ? &units[3] : duration_unit_read(&string);
		if (!unit || (previous && unit <= previous))
			return false;
		total_us += number * (double)unit->us;
		previous = unit;
	} while (*string != '\0');

	if (total_us > (double)LONGEST_US)
		return false;
	*duration_us = (int64_t)(total_us + 0.5);
	return true;
}

/* Seconds below a minute, to the millisecond, without idle zeros. */
static char *format_seconds(int64_t duration_us)
{
	int64_t thousandths = duration_us / 1000 % 1000;

	if (thousandths == 0)
		return g_strdup_printf("%" PRId64 "s", duration_us / SECOND_US);
	char *text =
		g_strdup_printf("%" PRId64 ".%03" PRId64, duration_us / SECOND_US, thousandths);
	size_t length = strlen(text);
	while (text[length - 1] == '0')
		length--;
	/* Three digits were written, so there is room for the unit in the place of the last. */
	text = g_realloc(text, length + 2);
	memcpy(text + length, "s", 2);
	return text;
}

/* Two neighbouring units, the smaller left out when it is 0. */
static char *format_pair(int64_t duration_us, const struct duration_unit *large,
			 const struct duration_unit *small)
{
	int64_t rest = duration_us % large->us / small->us;

	if (rest == 0)
		return g_strdup_printf("%" PRId64 "%s", duration_us / large->us, large->name);
	return g_strdup_printf("%" PRId64 "%s%" PRId64 "%s", duration_us / large->us, large->name,
			       rest, small->name);
}

char *duration_format(int64_t duration_us)
{
	for (const struct duration_unit *unit = units; unit->us > SECOND_US; unit++)
		if (duration_us >= unit->us)
			return format_pair(duration_us, unit, unit + 1);
	if (duration_us == 0 || duration_us >= SECOND_US)
		return format_seconds(duration_us);
	if (duration_us >= 1000)
		return g_strdup_printf("%" PRId64 "ms", duration_us / 1000);
	return g_strdup_printf("%" PRId64 "us", duration_us);
}
