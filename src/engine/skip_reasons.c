#include "engine/skip_reasons.h"

#include "base/hash.h"
#include "engine/reason.h"
#include "model/relation.h"

/* More of one reason is not kept, in bytes. */
#define SKIP_REASON_MAX ((size_t)16 << 10)

static void free_skip_reason(void *reason)
{
	g_string_free(reason, true);
}

void skip_reasons_init(struct skip_reasons *reasons)
{
	reasons->by_id = g_hash_table_new_full(hash_string, g_str_equal, g_free, free_skip_reason);
}

void skip_reasons_note(struct skip_reasons *reasons, const struct event *event)
{
	struct fixture fixture;
	GString *reason;

	if (!text_is(event->file_name, REASON_FILE_NAME) || !event->test_id.data ||
	    !fixture_parse(event->test_id, &fixture))
		return;
	g_autofree char *id = g_strndup(event->test_id.data, event->test_id.length);
	reason = g_hash_table_lookup(reasons->by_id, id);
	if (!reason) {
		reason = g_string_new(NULL);
		(void)g_hash_table_insert(reasons->by_id, g_steal_pointer(&id), reason);
	}
	if (reason->len + event->file.length <= SKIP_REASON_MAX)
		g_string_append_len(reason, (const char *)event->file.data,
				    (ssize_t)event->file.length);
}

const char *skip_reasons_find(const struct skip_reasons *reasons, const char *id)
{
	const GString *reason = g_hash_table_lookup(reasons->by_id, id);

	return reason ? reason->str : NULL;
}

void skip_reasons_clear(struct skip_reasons *reasons)
{
	g_clear_pointer(&reasons->by_id, g_hash_table_unref);
}
