#include "formats/iso_time.h"

#include <glib.h>

#include "model/event.h" /* TIME_NONE */

int64_t iso_time_parse(const char *time)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) date = time ? g_date_time_new_from_iso8601(time, utc) : NULL;

	if (!date || g_date_time_get_year(date) <= 1970)
		return TIME_NONE;
	return g_date_time_to_unix(date) * 1000000000 +
	       (int64_t)g_date_time_get_microsecond(date) * 1000;
}
