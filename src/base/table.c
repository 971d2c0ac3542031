#include "base/table.h"

#include <glib.h>
#include <stdbool.h>

#define GAP "  "

struct table {
	size_t column_count;
	bool *is_right;  /* for each column */
	GPtrArray *rows; /* of char **, the headings first */
};

struct table *table_new(const char *const *headings)
{
	struct table *table = g_new0(struct table, 1);

	table->column_count = g_strv_length((char **)headings);
	table->is_right = g_new0(bool, table->column_count);
	table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	table_add(table, headings);
	return table;
}

void table_add(struct table *table, const char *const *cells)
{
	char **row = g_new0(char *, table->column_count + 1);

	for (size_t i = 0; i < table->column_count; i++)
		row[i] = g_strdup(cells[i]);
	g_ptr_array_add(table->rows, row);
}

void table_align_right(struct table *table, size_t column)
{
	g_return_if_fail(column < table->column_count);
	table->is_right[column] = true;
}

/* How many columns of a terminal `text` takes. */
static size_t width_of(const char *text)
{
	size_t width = 0;

	if (!g_utf8_validate(text, -1, NULL))
		return strlen(text);
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar character = g_utf8_get_char(text);
		if (g_unichar_iswide(character))
			width += 2;
		else if (!g_unichar_iszerowidth(character))
			width += 1;
	}
	return width;
}

static size_t widest_in(const struct table *table, size_t column)
{
	size_t widest = 0;

	for (unsigned int i = 0; i < table->rows->len; i++) {
		char *const *row = g_ptr_array_index(table->rows, i);
		widest = MAX(widest, width_of(row[column]));
	}
	return widest;
}

static void append_repeated(GString *out, char character, size_t count)
{
	while (count-- > 0)
		g_string_append_c(out, character);
}

static void table_end_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void append_row(GString *out, const struct table *table, char *const *row,
		       const size_t *widths)
{
	for (size_t i = 0; i < table->column_count; i++) {
		size_t padding = widths[i] - width_of(row[i]);
		if (i > 0)
			g_string_append(out, GAP);
		append_repeated(out, ' ', table->is_right[i] ? padding : 0);
		g_string_append(out, row[i]);
		append_repeated(out, ' ', table->is_right[i] ? 0 : padding);
	}
	table_end_line(out);
}

static void append_table_rule(GString *out, const struct table *table, const size_t *widths)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (i > 0)
			g_string_append(out, GAP);
		append_repeated(out, '-', widths[i]);
	}
	table_end_line(out);
}

char *table_format(const struct table *table)
{
	GString *out = g_string_new(NULL);
	g_autofree size_t *widths = g_new(size_t, table->column_count);

	for (size_t i = 0; i < table->column_count; i++)
		widths[i] = widest_in(table, i);
	for (unsigned int i = 0; i < table->rows->len; i++) {
		append_row(out, table, g_ptr_array_index(table->rows, i), widths);
		if (i == 0)
			append_table_rule(out, table, widths);
	}
	return g_string_free(out, FALSE);
}

void table_free(struct table *table)
{
	if (!table)
		return;
	g_free(table->is_right);
	g_ptr_array_unref(table->rows);
	g_free(table);
}
