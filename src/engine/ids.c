#include "engine/ids.h"

void ids_init(struct ids *ids, id_fn on_id, void *data)
{
	*ids = (struct ids){.word = g_string_new(NULL), .on_id = on_id, .data = data};
}

/* White space as the shell and C have it, and NUL, which no command line could hold. */
static bool is_separator(uint8_t byte)
{
	return byte == '\0' || byte == '\v' || g_ascii_isspace((char)byte);
}

static void end_word(struct ids *ids)
{
	if (ids->word->len > INSTANCE_ID_BYTES_MAX)
		ids->is_too_long = true;
	else if (ids->word->len > 0)
		ids->on_id(ids->data, ids->word->str);
	g_string_truncate(ids->word, 0);
}

bool ids_feed(struct ids *ids, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		if (is_separator(bytes.data[i]))
			end_word(ids);
		else if (ids->word->len <= INSTANCE_ID_BYTES_MAX)
			g_string_append_c(ids->word, (char)bytes.data[i]);
	}
	return !ids->is_too_long;
}

bool ids_end(struct ids *ids)
{
	end_word(ids);
	return !ids->is_too_long;
}

void ids_clear(struct ids *ids)
{
	(void)g_string_free(ids->word, TRUE);
	ids->word = NULL;
}
