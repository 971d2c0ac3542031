#include "run/subunit_output.h"

#include "subunit/writer.h"

static bool write_event(struct sink *sink, const struct event *event, GError **error)
{
	struct subunit_output *subunit = (struct subunit_output *)sink;

	g_byte_array_set_size(subunit->packet, 0);
	if (!writer_append(subunit->packet, event, error))
		return false;
	output_bytes(subunit->output, (struct bytes){subunit->packet->data, subunit->packet->len});
	return true;
}

void subunit_output_init(struct subunit_output *subunit, struct output *output)
{
	*subunit = (struct subunit_output){{write_event}, output, g_byte_array_new()};
}

void subunit_output_clear(struct subunit_output *subunit)
{
	g_clear_pointer(&subunit->packet, g_byte_array_unref);
}
