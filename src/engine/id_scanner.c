#include "engine/id_scanner.h"

void id_scanner_init(struct id_scanner *scanner, id_found_fn on_id, void *data)
{
	*scanner = (struct id_scanner){.word = g_string_new(NULL), .on_id = on_id, .data = data};
}

/* White space as the shell and C have it, and NUL, which no command line could hold. */
static bool is_separator(uint8_t byte)
{
	return byte == '\0' || byte == '\v' || g_ascii_isspace((char)byte);
}

static void end_word(struct id_scanner *scanner)
{
	if (scanner->word->len > INSTANCE_ID_BYTES_MAX)
		scanner->is_too_long = true;
	else if (scanner->word->len > 0)
		scanner->on_id(scanner->data, scanner->word->str);
	g_string_truncate(scanner->word, 0);
}

bool id_scanner_feed(struct id_scanner *scanner, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		if (is_separator(bytes.data[i]))
			end_word(scanner);
		else if (scanner->word->len <= INSTANCE_ID_BYTES_MAX)
			g_string_append_c(scanner->word, (char)bytes.data[i]);
	}
	return !scanner->is_too_long;
}

bool id_scanner_end(struct id_scanner *scanner)
{
	end_word(scanner);
	return !scanner->is_too_long;
}

void id_scanner_clear(struct id_scanner *scanner)
{
	(void)g_string_free(scanner->word, TRUE);
	scanner->word = NULL;
}
