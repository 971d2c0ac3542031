#include "report/attachments.h"

/* The attachment that is shown last and plain. */
#define SPECIAL "traceback"

/* An attachment and what can be read of it. */
struct readable {
	const struct attachment *attachment;
	char *text; /* stripped of white space around it; NULL if the content is no text */
};

static void readable_clear(void *data)
{
	g_free(((struct readable *)data)->text);
}

static int compare_attachment_names(const void *a, const void *b)
{
	return strcmp(((const struct readable *)a)->attachment->name,
		      ((const struct readable *)b)->attachment->name);
}

static char *decode_latin1(const uint8_t *data, size_t length)
{
	g_autoptr(GString) text = g_string_sized_new(length);

	for (size_t i = 0; i < length; i++)
		g_string_append_unichar(text, data[i] ? data[i] : 0xFFFD);
	return g_string_free(g_steal_pointer(&text), false);
}

/* Text that declares no charset is Latin-1 by the rules of MIME, but mostly UTF-8 in the field. */
static char *decode(const struct attachment *attachment)
{
	const uint8_t *data = attachment->content->data;
	size_t length = attachment->content->len;
	g_autofree char *mime_type = g_ascii_strdown(attachment->mime_type, -1);

	if (!strstr(mime_type, "utf") && !g_utf8_validate((const char *)data, (gssize)length, NULL))
		return decode_latin1(data, length);
	return g_utf8_make_valid(data ? (const char *)data : "", (gssize)length);
}

static bool is_text(const struct attachment *attachment)
{
	return attachment->mime_type && g_str_has_prefix(attachment->mime_type, "text/");
}

/* What can be read of each attachment of `result`, sorted by name. */
static GArray *read_attachments(const struct result *result)
{
	GArray *readables = g_array_new(false, false, sizeof(struct readable));

	g_array_set_clear_func(readables, readable_clear);
	for (size_t i = 0; i < result->attachments->len; i++) {
		const struct attachment *attachment = result->attachments->pdata[i];
		char *text = is_text(attachment) ? g_strstrip(decode(attachment)) : NULL;
		struct readable readable = {attachment, text};
		g_array_append_val(readables, readable);
	}
	g_array_sort(readables, compare_attachment_names);
	return readables;
}

static bool has_no_text(const struct readable *readable)
{
	return !readable->text;
}

static bool has_empty_text(const struct readable *readable)
{
	return readable->text && readable->text[0] == '\0';
}

static void append_name(GString *out, const struct readable *readable, const struct style *style)
{
	const char *mime_type = readable->attachment->mime_type;

	g_string_append(out, "  ");
	terminal_append(out, text_of(readable->attachment->name), style);
	if (!readable->text) {
		g_string_append(out, " (");
		terminal_append(out, text_of(mime_type ? mime_type : "application/octet-stream"),
				style);
		g_string_append_c(out, ')');
	}
	g_string_append_c(out, '\n');
}

/* Appends `heading` and the names of those for which `is_meant` holds; nothing if there is none. */
static void append_attachment_names(GString *out, const char *heading, const GArray *readables,
				    bool (*is_meant)(const struct readable *readable),
				    const struct style *style)
{
	bool has_heading = false;

	for (size_t i = 0; i < readables->len; i++) {
		const struct readable *readable = &g_array_index(readables, struct readable, i);
		if (!is_meant(readable))
			continue;
		if (!has_heading)
			g_string_append(out, heading);
		has_heading = true;
		append_name(out, readable, style);
	}
}

/* `name: {{{text}}}`, the braces on lines of their own if the text has several lines. */
static void append_text(GString *out, const struct readable *readable, const struct style *style)
{
	const char *border = strchr(readable->text, '\n') ? "\n" : "";

	terminal_append(out, text_of(readable->attachment->name), style);
	g_string_append_printf(out, ": {{{%s", border);
	terminal_append(out, text_of(readable->text), style);
	g_string_append_printf(out, "%s}}}\n", border);
}

static bool is_special(const struct readable *readable)
{
	return strcmp(readable->attachment->name, SPECIAL) == 0;
}

/* Appends the texts but the special one: a blank line after one of several lines, if more come. */
static void append_texts(GString *out, const GArray *readables, const struct style *style)
{
	bool was_long = false;

	for (size_t i = 0; i < readables->len; i++) {
		const struct readable *readable = &g_array_index(readables, struct readable, i);
		if (has_no_text(readable) || has_empty_text(readable) || is_special(readable))
			continue;
		if (was_long)
			g_string_append_c(out, '\n');
		was_long = strchr(readable->text, '\n') != NULL;
		append_text(out, readable, style);
	}
}

static void append_special(GString *out, const GArray *readables, const struct style *style)
{
	for (size_t i = 0; i < readables->len; i++) {
		const struct readable *readable = &g_array_index(readables, struct readable, i);
		if (has_no_text(readable) || has_empty_text(readable) || !is_special(readable))
			continue;
		terminal_append(out, text_of(readable->text), style);
		g_string_append_c(out, '\n');
	}
}

/* Appends `part` to `out`, after a blank line if both say something. */
static void append_part(GString *out, const GString *part)
{
	if (out->len > 0 && part->len > 0)
		g_string_append_c(out, '\n');
	g_string_append_len(out, part->str, (gssize)part->len);
}

void attachments_format(GString *out, const struct result *result, const struct style *style)
{
	g_autoptr(GArray) readables = read_attachments(result);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) texts = g_string_new(NULL);
	g_autoptr(GString) special = g_string_new(NULL);

	append_attachment_names(all, "Binary content:\n", readables, has_no_text, style);
	append_attachment_names(all, "Empty attachments:\n", readables, has_empty_text, style);
	append_texts(texts, readables, style);
	append_special(special, readables, style);
	append_part(all, texts);
	append_part(all, special);
	g_string_append_len(out, all->str, (gssize)all->len);
	if (result->dropped_bytes > 0)
		g_string_append_printf(out, "(%zu bytes more are in the stored stream)\n",
				       result->dropped_bytes);
}
