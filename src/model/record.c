#include "model/record.h"

#include "base/hash.h"

/* ---- keys ---- */

struct record_key record_key_of(struct text route, struct text test_id)
{
	unsigned hash = (unsigned)hash_text(route.data ? hash_text(0, route) : 0, test_id);

	return (struct record_key){route, test_id, hash};
}

unsigned record_key_hash(const void *key)
{
	return ((const struct record_key *)key)->hash;
}

int record_key_equal(const void *a, const void *b)
{
	const struct record_key *this = a;
	const struct record_key *that = b;

	return text_equal(this->test_id, that->test_id) && text_equal(this->route, that->route);
}

/* ---- records ---- */

static char *copy_record_text(struct text text)
{
	return text.data ? g_strndup(text.data, text.length) : NULL;
}

static void attachment_free(void *data)
{
	struct attachment *attachment = data;

	g_free(attachment->name);
	g_free(attachment->mime_type);
	g_byte_array_unref(attachment->content);
	g_free(attachment);
}

/* Empties the result, but for its test id and the memory of its arrays. */
static void forget_result(struct result *result)
{
	g_ptr_array_set_size(result->tags, 0);
	g_ptr_array_set_size(result->attachments, 0);
	*result = (struct result){
		.test_id = result->test_id,
		.started_ns = TIME_NONE,
		.ended_ns = TIME_NONE,
		.tags = result->tags,
		.attachments = result->attachments,
	};
}

struct record *record_new(void)
{
	struct record *record = g_new0(struct record, 1);

	record->result.tags = g_ptr_array_new_with_free_func(g_free);
	record->result.attachments = g_ptr_array_new_with_free_func(attachment_free);
	record->link.data = record;
	return record;
}

void record_begin(struct record *record, const struct record_key *key, struct text execution)
{
	g_free(record->route);
	record->route = copy_record_text(key->route);
	if (key->test_id.length >= record->id_room) {
		record->id_room = 2 * key->test_id.length + 1;
		record->result.test_id = g_realloc(record->result.test_id, record->id_room);
	}
	memcpy(record->result.test_id, key->test_id.data, key->test_id.length);
	record->result.test_id[key->test_id.length] = '\0';
	record->key = *key;
	record->key.route.data = record->route;
	record->key.test_id.data = record->result.test_id;
	record_restart(record, execution);
}

void record_free(struct record *record)
{
	if (!record)
		return;
	g_ptr_array_unref(record->result.tags);
	g_ptr_array_unref(record->result.attachments);
	g_free(record->result.test_id);
	g_free(record->route);
	g_free(record->execution);
	g_free(record);
}

void record_restart(struct record *record, struct text execution)
{
	forget_result(&record->result);
	g_free(record->execution);
	record->execution = copy_record_text(execution);
	record->content_bytes = 0;
	record->is_started = false;
}

bool record_is_about(const struct record *record, struct text route, struct text test_id)
{
	return text_equal(record->key.test_id, test_id) && text_equal(record->key.route, route);
}

bool record_is_of(const struct record *record, struct text execution)
{
	return text_is(execution, record->execution);
}

/* As strcmp. */
static int compare_text(struct text text, const char *string)
{
	int comparison = strncmp(text.data, string, text.length);

	return comparison != 0 || string[text.length] == '\0' ? comparison : -1;
}

/* Where `tag` stands among the sorted `tags`, or would stand. */
static unsigned find_tag(const GPtrArray *tags, struct text tag, bool *is_present)
{
	unsigned low = 0;
	unsigned high = tags->len;

	*is_present = false;
	while (low < high && !*is_present) {
		unsigned middle = low + (high - low) / 2;
		int comparison = compare_text(tag, tags->pdata[middle]);

		*is_present = comparison == 0;
		if (comparison > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return high;
}

void record_add_tags(struct record *record, const struct text *tags, size_t count)
{
	GPtrArray *present = record->result.tags;

	for (size_t i = 0; i < count && present->len < RESULT_TAGS_MAX; i++) {
		bool is_present;
		unsigned place = find_tag(present, tags[i], &is_present);

		if (!is_present)
			g_ptr_array_insert(present, (int)place, copy_record_text(tags[i]));
	}
}

/* The attachment called `name`, made if there is room for another; else NULL. */
static struct attachment *find_attachment(struct record *record, struct text name)
{
	GPtrArray *attachments = record->result.attachments;

	for (unsigned i = 0; i < attachments->len; i++) {
		struct attachment *attachment = attachments->pdata[i];

		if (text_is(name, attachment->name))
			return attachment;
	}
	if (attachments->len == RESULT_ATTACHMENTS_MAX)
		return NULL;
	struct attachment *made = g_new0(struct attachment, 1);
	made->name = copy_record_text(name);
	made->content = g_byte_array_new();
	g_ptr_array_add(attachments, made);
	return made;
}

void record_attach(struct record *record, struct text name, struct text mime_type,
		   struct bytes content, size_t room)
{
	struct attachment *attachment = find_attachment(record, name);
	size_t kept = attachment ? MIN(content.length, room) : 0;

	record->result.dropped_bytes += content.length - kept;
	record->content_bytes += kept;
	if (!attachment)
		return;
	g_byte_array_append(attachment->content, content.data, (unsigned)kept);
	if (!attachment->mime_type)
		attachment->mime_type = copy_record_text(mime_type);
}
