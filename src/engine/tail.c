#include "engine/tail.h"

void tail_append(struct tail *tail, struct bytes bytes)
{
	if (bytes.length == 0)
		return;
	if (!tail->kept)
		tail->kept = g_byte_array_new();
	if (bytes.length > TAIL_BYTES) {
		tail->is_cut = true;
		bytes.data += bytes.length - TAIL_BYTES;
		bytes.length = TAIL_BYTES;
	}
	/* Only every TAIL_BYTES or so: what is kept is moved once for each byte that comes. */
	if (tail->kept->len + bytes.length > 2 * TAIL_BYTES) {
		tail->is_cut = true;
		(void)g_byte_array_remove_range(tail->kept, 0,
						(guint)(tail->kept->len - TAIL_BYTES));
	}
	(void)g_byte_array_append(tail->kept, bytes.data, (guint)bytes.length);
}

/* The last TAIL_BYTES of what is kept, and if that leaves something out, from a line's start on. */
static struct bytes last_lines(const struct tail *tail)
{
	struct bytes bytes = {tail->kept->data, tail->kept->len};
	bool is_cut = tail->is_cut || bytes.length > TAIL_BYTES;

	if (bytes.length > TAIL_BYTES) {
		bytes.data += bytes.length - TAIL_BYTES;
		bytes.length = TAIL_BYTES;
	}
	const uint8_t *newline = is_cut ? memchr(bytes.data, '\n', bytes.length) : NULL;
	if (newline) {
		bytes.length -= (size_t)(newline + 1 - bytes.data);
		bytes.data = newline + 1;
	}
	return bytes;
}

/* Overwrites what would act on a terminal. */
static void replace_controls(char *string)
{
	for (; *string; string++)
		if (g_ascii_iscntrl(*string) && *string != '\n' && *string != '\t')
			*string = *string == '\r' ? ' ' : '?';
}

char *tail_format(const struct tail *tail, const char *indent)
{
	if (!tail->kept)
		return NULL;
	struct bytes bytes = last_lines(tail);
	g_autofree char *valid = g_utf8_make_valid((const char *)bytes.data, (gssize)bytes.length);
	replace_controls(valid);
	(void)g_strchomp(valid);
	if (*valid == '\0')
		return NULL;

	g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
	g_autofree char *separator = g_strconcat("\n", indent, NULL);
	g_autofree char *joined = g_strjoinv(separator, lines);
	return g_strconcat(indent, joined, NULL);
}

void tail_clear(struct tail *tail)
{
	if (tail->kept)
		(void)g_byte_array_unref(tail->kept);
	*tail = (struct tail){0};
}
