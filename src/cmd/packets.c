#include "cmd/packets.h"

#include "subunit/writer.h"

static bool write_event(struct sink *sink, const struct event *event, GError **error)
{
	struct packets *packets = (struct packets *)sink;

	g_byte_array_set_size(packets->packet, 0);
	if (!writer_append(packets->packet, event, error))
		return false;
	output_bytes(packets->output, (struct bytes){packets->packet->data, packets->packet->len});
	return true;
}

void packets_init(struct packets *packets, struct output *output)
{
	*packets = (struct packets){{write_event}, output, g_byte_array_new()};
}

void packets_clear(struct packets *packets)
{
	g_clear_pointer(&packets->packet, g_byte_array_unref);
}
