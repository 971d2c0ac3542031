#include "sched/batch_room.h"

void batch_room_init(struct batch_room *room, size_t max_bytes, bool all_are_free)
{
	*room = (struct batch_room){
		.max_bytes = max_bytes,
		.all_are_free = all_are_free,
		.bytes = g_array_new(false, false, sizeof(uint32_t)),
	};
}

void batch_room_add(struct batch_room *room, uint32_t bytes)
{
	g_array_append_val(room->bytes, bytes);
	room->waiting++;
}

void batch_room_skip(struct batch_room *room)
{
	static const uint32_t none = 0;

	g_array_append_val(room->bytes, none);
}

bool batch_room_is_everything(const struct batch_room *room, const GArray *batch)
{
	if (batch->len != room->waiting)
		return false;
	for (size_t i = 1; i < batch->len; i++)
		if (g_array_index(batch, size_t, i) < g_array_index(batch, size_t, i - 1))
			return false;
	return true;
}

size_t batch_room_nameable(const struct batch_room *room, const GArray *batch)
{
	size_t bytes = 0;

	if (room->max_bytes == 0)
		return batch->len;
	for (size_t i = 0; i < batch->len; i++) {
		bytes += g_array_index(room->bytes, uint32_t, g_array_index(batch, size_t, i));
		if (bytes > room->max_bytes)
			return i;
	}
	return batch->len;
}

size_t batch_room_fitting(const struct batch_room *room, const GArray *batch)
{
	if (room->all_are_free && batch_room_is_everything(room, batch))
		return batch->len;
	return batch_room_nameable(room, batch);
}

static uint32_t unit_in(const struct backlog *backlog, const GArray *batch, size_t place)
{
	return g_array_index(backlog->tests, struct waiting_test,
			     g_array_index(batch, size_t, place))
		.unit;
}

size_t batch_room_cut(const struct batch_room *room, const struct backlog *backlog,
		      const GArray *batch)
{
	size_t fitting = batch_room_nameable(room, batch);
	size_t cut = fitting;

	if (fitting == batch->len)
		return fitting;
	while (cut > 0 && unit_in(backlog, batch, cut) == unit_in(backlog, batch, cut - 1))
		cut--;
	return cut > 0 ? cut : MAX(fitting, 1);
}

void batch_room_clear(struct batch_room *room)
{
	g_clear_pointer(&room->bytes, g_array_unref);
}
