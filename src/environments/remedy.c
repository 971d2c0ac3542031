#include "environments/remedy.h"

#include <string.h>

const char *remedy_for(const struct remedy *table, const char *said)
{
	while (!strstr(said, table->said))
		table++;
	return table->remedy;
}
