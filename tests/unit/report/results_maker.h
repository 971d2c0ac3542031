/* Makes results as a collector would, for the tests of what shows them. */
#ifndef TESTR_TESTS_REPORT_RESULTS_MAKER_H
#define TESTR_TESTS_REPORT_RESULTS_MAKER_H

#include "model/result.h"

static inline void attachment_free(void *data)
{
	struct attachment *attachment = data;

	g_free(attachment->name);
	g_free(attachment->mime_type);
	g_byte_array_unref(attachment->content);
	g_free(attachment);
}

/* A result without tags and attachments. `test_id` is borrowed. Clear it with unmake_result(). */
static inline struct result make_result(const char *test_id, enum outcome outcome)
{
	return (struct result){
		.test_id = (char *)test_id,
		.outcome = outcome,
		.started_ns = TIME_NONE,
		.ended_ns = TIME_NONE,
		.tags = g_ptr_array_new(),
		.attachments = g_ptr_array_new_with_free_func(attachment_free),
	};
}

static inline void attach(struct result *result, const char *name, const char *mime_type,
			  const char *content)
{
	struct attachment *attachment = g_new0(struct attachment, 1);

	attachment->name = g_strdup(name);
	attachment->mime_type = g_strdup(mime_type);
	attachment->content = g_byte_array_new();
	g_byte_array_append(attachment->content, (const uint8_t *)content, strlen(content));
	g_ptr_array_add(result->attachments, attachment);
}

static inline void unmake_result(struct result *result)
{
	g_ptr_array_unref(result->tags);
	g_ptr_array_unref(result->attachments);
}

#endif
