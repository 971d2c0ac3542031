#include "subunit/damage.h"

#include "subunit/plain.h"

void damage_init(struct damage *damage, struct sink *sink)
{
	*damage = (struct damage){.sink = sink, .data = g_byte_array_new()};
}

void damage_clear(struct damage *damage)
{
	g_clear_pointer(&damage->data, g_byte_array_unref);
}

void damage_begin(struct damage *damage, enum packet_fault fault)
{
	if (damage->is_open)
		return;
	damage->is_open = true;
	damage->fault = fault;
	damage->length = 0;
	g_byte_array_set_size(damage->data, 0);
}

void damage_add(struct damage *damage, struct bytes bytes)
{
	size_t room = DAMAGE_DATA_MAX - damage->data->len;

	damage->length += bytes.length;
	g_byte_array_append(damage->data, bytes.data, (unsigned)MIN(bytes.length, room));
}

static bool emit_data(struct damage *damage, GError **error)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(DAMAGE_TEST_ID);
	event.mime_type = text_of("application/octet-stream");
	event.file_name = text_of(DAMAGE_DATA_NAME);
	event.file = (struct bytes){damage->data->data, damage->data->len};
	event.is_end_of_file = true;
	return sink_event(damage->sink, &event, error);
}

/* The beginning of a packet whose writer was killed: output like any other. */
static bool emit_cut(struct damage *damage, GError **error)
{
	struct event event = EVENT_INIT;

	event.mime_type = text_of("application/octet-stream");
	event.file_name = text_of(PLAIN_FILE_NAME);
	event.file = (struct bytes){damage->data->data, damage->data->len};
	return sink_event(damage->sink, &event, error);
}

struct event damage_event(const char *reason, int64_t time_ns)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(DAMAGE_TEST_ID);
	event.status = STATUS_FAIL;
	event.time_ns = time_ns;
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file_name = text_of(DAMAGE_REASON_NAME);
	event.file = (struct bytes){(const uint8_t *)reason, strlen(reason)};
	event.is_end_of_file = true;
	return event;
}

static bool emit_reason(struct damage *damage, const char *reason, GError **error)
{
	const struct event event = damage_event(reason, TIME_NONE);

	return sink_event(damage->sink, &event, error);
}

static char *describe_damage(const struct damage *damage)
{
	const char *fault = packet_fault_describe(damage->fault);

	if (damage->length > damage->data->len)
		return g_strdup_printf("%s (%zu bytes given up, the first %u are attached)", fault,
				       damage->length, damage->data->len);
	return g_strdup_printf("%s (%zu bytes given up)", fault, damage->length);
}

bool damage_flush(struct damage *damage, GError **error)
{
	if (!damage->is_open)
		return true;
	damage->is_open = false;
	if (damage->is_cut && damage->fault == FAULT_INCOMPLETE)
		return emit_cut(damage, error);
	if (damage->reports == DAMAGE_REPORTS_MAX) {
		damage->unreported++;
		return true;
	}
	damage->reports++;
	g_autofree char *reason = describe_damage(damage);
	return emit_data(damage, error) && emit_reason(damage, reason, error);
}

bool damage_end(struct damage *damage, GError **error)
{
	if (!damage_flush(damage, error))
		return false;
	if (damage->unreported == 0)
		return true;
	g_autofree char *reason =
		g_strdup_printf("%zu more places of the stream are damaged", damage->unreported);
	return emit_reason(damage, reason, error);
}
