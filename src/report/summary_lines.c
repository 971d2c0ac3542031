#include "report/summary_lines.h"

#define NS_PER_SECOND 1e9

/* Appends " (+N)"; nothing if both counts are the same. */
static void append_difference(GString *out, size_t now, size_t before)
{
	int64_t difference = (int64_t)now - (int64_t)before;

	if (difference != 0)
		g_string_append_printf(out, " (%+" PRId64 ")", difference);
}

static void append_ran(GString *out, const struct summary_lines *summary)
{
	const struct run_figures *now = &summary->figures;
	const struct run_figures *before = summary->previous;

	if (now->tests == 0 && now->time_ns == 0)
		return;
	g_string_append(out, "Ran");
	if (now->tests > 0) {
		g_string_append_printf(out, " %zu", now->tests);
		if (before)
			append_difference(out, now->tests, before->tests);
	}
	g_string_append(out, " tests");
	if (now->time_ns > 0) {
		g_string_append_printf(out, " in %.3fs", (double)now->time_ns / NS_PER_SECOND);
		if (before && before->time_ns > 0 && before->time_ns != now->time_ns)
			g_string_append_printf(out, " (%+.3fs)",
					       (double)(now->time_ns - before->time_ns) /
						       NS_PER_SECOND);
	}
	g_string_append_c(out, '\n');
}

static void append_verdict(GString *out, const struct summary_lines *summary,
			   const struct style *style)
{
	const struct run_figures *now = &summary->figures;
	bool has_passed = now->failures == 0 && summary->not_run == 0 && !summary->is_interrupted &&
			  !(summary->flaky_fails && summary->flaky > 0);

	terminal_append_tinted(out, has_passed ? "PASSED" : "FAILED",
			       has_passed ? TINT_GOOD : TINT_BAD, style);
	g_string_append_printf(out, " (id=%" PRId64, summary->run);
	if (now->failures > 0) {
		g_string_append_printf(out, ", failures=%zu", now->failures);
		if (summary->previous)
			append_difference(out, now->failures, summary->previous->failures);
	}
	if (summary->skips > 0)
		g_string_append_printf(out, ", skips=%zu", summary->skips);
	if (summary->flaky > 0)
		g_string_append_printf(out, ", flaky=%zu", summary->flaky);
	if (summary->not_run > 0)
		g_string_append_printf(out, ", not-run=%zu", summary->not_run);
	if (summary->is_interrupted)
		g_string_append(out, ", interrupted");
	g_string_append(out, ")\n");
}

void summary_lines_format(GString *out, const struct summary_lines *summary,
			  const struct style *style)
{
	append_ran(out, summary);
	append_verdict(out, summary, style);
}
