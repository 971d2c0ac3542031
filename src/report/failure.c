#include "report/failure.h"

#include "report/attachments.h"

#define RULE_COLUMNS 70

static void append_failure_rule(GString *out, char stroke)
{
	for (int i = 0; i < RULE_COLUMNS; i++)
		g_string_append_c(out, stroke);
	g_string_append_c(out, '\n');
}

static void append_tags(GString *out, const GPtrArray *tags, const struct style *style)
{
	if (tags->len == 0)
		return;
	g_string_append(out, "tags:");
	for (size_t i = 0; i < tags->len; i++) {
		g_string_append_c(out, ' ');
		terminal_append(out, text_of(tags->pdata[i]), style);
	}
	g_string_append_c(out, '\n');
}

static const char *title_of(enum outcome outcome)
{
	if (outcome == OUTCOME_FLAKY)
		return "FLAKY";
	return outcome == OUTCOME_UXSUCCESS ? "UNEXPECTED SUCCESS" : "FAIL";
}

void failure_format_head(GString *out, const char *test_id, enum outcome outcome,
			 const struct style *style)
{
	append_failure_rule(out, '=');
	terminal_append_tinted(out, title_of(outcome), TINT_BAD, style);
	g_string_append(out, ": ");
	terminal_append(out, text_of(test_id), style);
	g_string_append_c(out, '\n');
}

void failure_format_rest(GString *out, const struct result *result, const struct style *style)
{
	append_tags(out, result->tags, style);
	append_failure_rule(out, '-');
	attachments_format(out, result, style);
}

void failure_format(GString *out, const struct result *result, const struct style *style)
{
	failure_format_head(out, result->test_id, result->outcome, style);
	failure_format_rest(out, result, style);
}
