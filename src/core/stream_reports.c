#include "core/stream_reports.h"

#include "model/execution_announcement.h"
#include "model/outcome.h"

bool stream_reports_have(const struct event *event)
{
	if (!event->test_id.data ||
	    !(event->status == STATUS_INPROGRESS || status_is_final(event->status)))
		return false;
	for (size_t i = 0; i < event->tag_count; i++)
		if (text_is(event->tags[i], TAG_AGAIN))
			return false;
	return true;
}

static bool stream_reports_take(struct sink *sink, const struct event *event, GError **error)
{
	struct stream_reports *reports = (struct stream_reports *)sink;

	(void)error;
	if (stream_reports_have(event))
		stream_reports_add(reports, event->test_id, event->status,
				   execution_number_of(event), event->time_ns);
	return true;
}

void stream_reports_init(struct stream_reports *reports)
{
	*reports = (struct stream_reports){
		.sink = {stream_reports_take},
		.all = g_array_new(false, false, sizeof(struct stream_report)),
		.ids = g_string_chunk_new(4096),
	};
}

void stream_reports_clear(struct stream_reports *reports)
{
	g_clear_pointer(&reports->all, g_array_unref);
	g_clear_pointer(&reports->ids, g_string_chunk_free);
}

void stream_reports_add(struct stream_reports *reports, struct text test_id, enum status status,
			int execution, int64_t stamp_ns)
{
	g_autofree char *id = g_strndup(test_id.data, test_id.length);
	struct stream_report report = {
		.test_id = g_string_chunk_insert_const(reports->ids, id),
		.status = status,
		.execution = execution,
		.stamp_ns = stamp_ns,
	};

	g_array_append_val(reports->all, report);
}
