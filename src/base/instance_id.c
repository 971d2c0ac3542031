#include "base/instance_id.h"

#include <glib.h>
#include <string.h>

#include "base/excerpt.h"

static bool holds_control(const char *id)
{
	for (; *id; id = g_utf8_next_char(id))
		if (g_unichar_iscntrl(g_utf8_get_char(id)))
			return true;
	return false;
}

const char *instance_id_flaw(const char *id)
{
	if (id[0] == '\0')
		return "is empty";
	if (id[0] == '-')
		return "begins with '-': a command would take it for an option";
	if (strlen(id) > INSTANCE_ID_BYTES_MAX)
		return "is too long";
	if (!g_utf8_validate(id, -1, NULL))
		return "is not UTF-8";
	if (holds_control(id))
		return "holds control characters";
	if (strchr(id, ' '))
		return "holds a blank";
	return NULL;
}

/* What an id takes in a command: a blank, quotes, and three more bytes for each quote in it. */
static size_t bytes_in_command(const char *id)
{
	size_t bytes = strlen(id) + 3;

	for (; *id; id++)
		bytes += *id == '\'' ? 3 : 0;
	return bytes;
}

size_t instance_id_fitting(const char *const *ids)
{
	size_t bytes = 0;
	size_t count = 0;

	while (ids[count] && (bytes += bytes_in_command(ids[count])) <= INSTANCE_IDS_BYTES_MAX)
		count++;
	return ids[count] ? MAX(count, 1) : count;
}

char *instance_id_show(const char *id)
{
	g_autofree char *shown = excerpt(text_of(id));

	return g_strdup_printf("'%s'", shown);
}
