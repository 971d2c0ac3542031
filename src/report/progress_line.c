#include "report/progress_line.h"

#define US_PER_SECOND 1000000

static void append_counts(GString *out, const struct progress_line *state)
{
	int64_t seconds = state->elapsed_us / US_PER_SECOND;

	g_string_append_printf(out, "%zu", state->done);
	if (state->total > 0)
		g_string_append_printf(out, "/%zu", state->total);
	g_string_append_printf(out, " done, %zu failed, ", state->failures);
	if (seconds >= 3600)
		g_string_append_printf(out, "%" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / 3600,
				       seconds / 60 % 60, seconds % 60);
	else
		g_string_append_printf(out, "%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

/* ", running: a, b": no more names than can be seen in `columns`. */
static void append_running(GString *out, const struct progress_line *state, size_t columns)
{
	for (size_t i = 0; i < state->running_count && out->len < columns; i++) {
		g_string_append(out, i == 0 ? ", running: " : ", ");
		g_string_append(out, state->running[i]);
	}
}

void progress_line_format(GString *out, const struct progress_line *state, size_t columns,
			  const struct style *style)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GString) fitted = g_string_new(NULL);

	append_counts(line, state);
	append_running(line, state, columns);
	terminal_append_fitted(fitted, (struct text){line->str, line->len}, columns);
	terminal_append_tinted(out, fitted->str, state->failures > 0 ? TINT_BAD : TINT_DIM, style);
}
