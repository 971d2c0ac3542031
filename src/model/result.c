#include "model/result.h"

#include "model/execution_announcement.h"
#include "model/record.h"

#define UNFINISHED "the stream ended before this test did\n"

struct collector {
	struct sink sink;
	result_fn on_result;
	void *data;
	GQueue order;           /* of struct record: the tests in progress, oldest first */
	GHashTable *records;    /* of the same, each its own key; but the latest may be missing */
	struct record *latest;  /* that of the latest event: the next is likely about it too */
	struct record *spare;   /* of no test, so that not each needs a new one; or NULL */
	GHashTable *executions; /* of char *: the routes of announced executions */
	size_t content_bytes;   /* held by all records */
};

int64_t result_duration_ns(const struct result *result)
{
	if (result->started_ns == TIME_NONE || result->ended_ns == TIME_NONE)
		return 0;
	return MAX(result->ended_ns - result->started_ns, 0);
}

const struct attachment *result_attachment(const struct result *result, const char *name)
{
	for (unsigned i = 0; i < result->attachments->len; i++) {
		const struct attachment *attachment = result->attachments->pdata[i];

		if (strcmp(attachment->name, name) == 0)
			return attachment;
	}
	return NULL;
}

/* ---- the tests in progress ---- */

/* Splits the route code of `event` into the announced execution's part and the rest. */
static struct text split_route(const struct collector *collector, const struct event *event,
			       struct text *rest)
{
	struct text execution = execution_route(event->route_code);

	*rest = event->route_code;
	if (!execution.data || g_hash_table_size(collector->executions) == 0)
		return (struct text){0};
	g_autofree char *name = g_strndup(execution.data, execution.length);
	if (!g_hash_table_contains(collector->executions, name))
		return (struct text){0};
	*rest = (struct text){0};
	if (execution.length < event->route_code.length)
		*rest = (struct text){execution.data + execution.length + 1,
				      event->route_code.length - execution.length - 1};
	return execution;
}

/* The latest will not be that any more: from here on the table has it. */
static void leave_latest(struct collector *collector)
{
	struct record *record = g_steal_pointer(&collector->latest);

	if (!record || record->is_tabled)
		return;
	g_hash_table_insert(collector->records, &record->key, record);
	record->is_tabled = true;
}

static struct record *begin_record(struct collector *collector, const struct record_key *key,
				   struct text execution)
{
	struct record *record =
		collector->spare ? g_steal_pointer(&collector->spare) : record_new();

	record_begin(record, key, execution);
	g_queue_push_tail_link(&collector->order, &record->link);
	return record;
}

/* The record of the test that `event` is about, which becomes the latest. */
static struct record *find_record(struct collector *collector, const struct event *event)
{
	struct text route;
	struct text execution = split_route(collector, event, &route);
	struct record *record = collector->latest;

	if (!record || !record_is_about(record, route, event->test_id)) {
		const struct record_key key = record_key_of(route, event->test_id);

		leave_latest(collector);
		record = g_hash_table_lookup(collector->records, &key);
		if (!record)
			record = begin_record(collector, &key, execution);
		collector->latest = record;
	}
	if (!record_is_of(record, execution)) {
		collector->content_bytes -= record->content_bytes;
		record_restart(record, execution);
	}
	return record;
}

static void drop_record(struct collector *collector, struct record *record)
{
	collector->content_bytes -= record->content_bytes;
	g_queue_unlink(&collector->order, &record->link);
	if (record->is_tabled)
		g_hash_table_remove(collector->records, &record->key);
	record->is_tabled = false;
	if (collector->latest == record)
		collector->latest = NULL;
	record_free(collector->spare);
	collector->spare = record;
}

/* ---- events ---- */

/* Keeps of the file that `event` bears as much as `room` allows. */
static void attach(struct collector *collector, struct record *record, const struct event *event,
		   size_t room)
{
	size_t before = record->content_bytes;

	record_attach(record, event->file_name, event->mime_type, event->file, room);
	collector->content_bytes += record->content_bytes - before;
}

static size_t room_for(const struct collector *collector, const struct record *record)
{
	return MIN(RESULT_CONTENT_MAX - record->content_bytes,
		   COLLECTOR_CONTENT_MAX - collector->content_bytes);
}

static void remember_execution(struct collector *collector, const struct event *event)
{
	struct text route = execution_route(event->route_code);

	if (route.data)
		g_hash_table_add(collector->executions, g_strndup(route.data, route.length));
}

static bool complete(struct collector *collector, struct record *record, GError **error)
{
	bool is_taken = collector->on_result(&record->result, collector->data, error);

	drop_record(collector, record);
	return is_taken;
}

static bool collector_event(struct sink *sink, const struct event *event, GError **error)
{
	struct collector *collector = (struct collector *)sink;

	if (execution_announcement_is_in(event))
		remember_execution(collector, event);
	/* A listing says nothing of results. */
	if (!event->test_id.data || (event->status == STATUS_EXISTS && !event->file_name.data))
		return true;
	struct record *record = find_record(collector, event);
	record_add_tags(record, event->tags, event->tag_count);
	if (event->file_name.data)
		attach(collector, record, event, room_for(collector, record));
	if (event->status == STATUS_INPROGRESS) {
		record->is_started = true;
		record->result.started_ns = event->time_ns;
	}
	if (!status_is_final(event->status))
		return true;
	record->result.outcome = outcome_of_event(event);
	record->result.is_retried = outcome_is_provisional(event);
	record->result.ended_ns = event->time_ns;
	if (record->result.outcome == OUTCOME_UNDECIDED) {
		drop_record(collector, record);
		return true;
	}
	return complete(collector, record, error);
}

/* ---- the collector ---- */

struct collector *collector_new(result_fn on_result, void *data)
{
	struct collector *collector = g_new0(struct collector, 1);

	collector->sink.event = collector_event;
	collector->on_result = on_result;
	collector->data = data;
	collector->records = g_hash_table_new(record_key_hash, record_key_equal);
	collector->executions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return collector;
}

struct sink *collector_sink(struct collector *collector)
{
	return &collector->sink;
}

static bool complete_unfinished(struct collector *collector, struct record *record,
				enum outcome outcome, GError **error)
{
	struct event event = EVENT_INIT;

	event.file_name = text_of("reason");
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)UNFINISHED, strlen(UNFINISHED)};
	attach(collector, record, &event, event.file.length);
	record->result.outcome = outcome;
	record->result.is_unfinished = true;
	return complete(collector, record, error);
}

bool collector_end(struct collector *collector, bool was_interrupted, GError **error)
{
	enum outcome outcome = was_interrupted ? OUTCOME_NOT_RUN : OUTCOME_FAIL;

	while (collector->order.head) {
		struct record *record = collector->order.head->data;

		if (!record->is_started)
			drop_record(collector, record);
		else if (!complete_unfinished(collector, record, outcome, error))
			return false;
	}
	return true;
}

void collector_free(struct collector *collector)
{
	if (!collector)
		return;
	while (collector->order.head)
		drop_record(collector, collector->order.head->data);
	record_free(collector->spare);
	g_hash_table_unref(collector->records);
	g_hash_table_unref(collector->executions);
	g_free(collector);
}
