#include "report/failure.h"

#include "report/attachments.h"

#define RULE_COLUMNS 70

static void append_rule(GString *out, char stroke)
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

void failure_format(GString *out, const struct result *result, const struct style *style)
{
	bool is_success = result->outcome == OUTCOME_UXSUCCESS;

	append_rule(out, '=');
	terminal_append_tinted(out, is_success ? "UNEXPECTED SUCCESS" : "FAIL", TINT_BAD, style);
	g_string_append(out, ": ");
	terminal_append(out, text_of(result->test_id), style);
	g_string_append_c(out, '\n');
	append_tags(out, result->tags, style);
	append_rule(out, '-');
	attachments_format(out, result, style);
}
