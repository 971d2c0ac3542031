#include "subunit/plain.h"

static bool emit_plain(struct plain *plain, struct bytes text, GError **error)
{
	if (text.length == 0)
		return true;
	struct event event = EVENT_INIT;
	event.file_name = text_of(PLAIN_FILE_NAME);
	event.file = text;
	return sink_event(plain->sink, &event, error);
}

/* Moves from `text` what belongs to the held character; emits that when it has its end. */
static bool finish_held(struct plain *plain, struct bytes *text, GError **error)
{
	while (text->length > 0 &&
	       utf8_continues((struct bytes){plain->held, plain->held_length}, *text->data)) {
		plain->held[plain->held_length++] = *text->data++;
		text->length--;
	}
	if (utf8_unfinished((struct bytes){plain->held, plain->held_length}) > 0 &&
	    text->length == 0)
		return true;
	return plain_flush(plain, error);
}

bool plain_add(struct plain *plain, struct bytes text, GError **error)
{
	if (plain->held_length > 0 && !finish_held(plain, &text, error))
		return false;
	if (text.length == 0)
		return true;
	size_t held = utf8_unfinished(text);
	text.length -= held;
	if (!emit_plain(plain, text, error))
		return false;
	if (held > 0)
		memcpy(plain->held, text.data + text.length, held);
	plain->held_length = held;
	return true;
}

bool plain_flush(struct plain *plain, GError **error)
{
	size_t length = plain->held_length;

	plain->held_length = 0;
	return emit_plain(plain, (struct bytes){plain->held, length}, error);
}
