#include "subunit/packet.h"

#include "subunit/utf8.h"

/* A survey of more tags than this gives up, so that it takes constant time. */
#define SURVEY_TAGS_MAX 16

/* Signature, flags, a length of one byte, checksum. */
#define PACKET_MIN 8

static const char *const descriptions[] = {
	[FAULT_NONE] = "nothing is wrong",
	[FAULT_INCOMPLETE] = "the packet is cut short",
	[FAULT_VERSION] = "it is not a packet of version 2",
	[FAULT_RESERVED] = "a flag is set that version 2 does not have",
	[FAULT_LENGTH] = "the length is one that no packet has",
	[FAULT_FIELDS] = "the fields do not end where the length says",
	[FAULT_CHECKSUM] = "the checksum does not fit the bytes",
	[FAULT_TEXT] = "a text is not UTF-8 or holds NUL",
};

const char *packet_fault_describe(enum packet_fault fault)
{
	return descriptions[fault];
}

/* How many bytes the number has that begins with `first`: 1 to 4. */
static size_t encoded_number_size(uint8_t first)
{
	return 1 + (first >> 6);
}

static size_t number_value(const uint8_t *data, size_t size)
{
	size_t value = data[0] & 0x3F;

	for (size_t i = 1; i < size; i++)
		value = value << 8 | data[i];
	return value;
}

enum packet_fault packet_read_header(const uint8_t *data, size_t available,
				     struct packet_header *header)
{
	if (available >= 2 && (data[1] << 8 & FLAG_VERSION_MASK) != FLAG_VERSION_2)
		return FAULT_VERSION;
	if (available >= 3 && (data[2] & FLAG_RESERVED))
		return FAULT_RESERVED;
	if (available < 4)
		return FAULT_INCOMPLETE;
	size_t size = encoded_number_size(data[3]);
	if (size > 3)
		return FAULT_LENGTH;
	if (available < 3 + size)
		return FAULT_INCOMPLETE;
	header->flags = (unsigned)(data[1] << 8 | data[2]);
	header->size = 3 + size;
	header->length = number_value(data + 3, size);
	return header->length < MAX(PACKET_MIN, header->size + PACKET_CHECKSUM_SIZE) ? FAULT_LENGTH
										     : FAULT_NONE;
}

/* A walk over the fields of a packet of which not all bytes need be there. */
struct walk {
	const uint8_t *data;
	size_t position;  /* of the next byte, from the signature; may be beyond `available` */
	size_t end;       /* where the fields must end */
	size_t available; /* bytes that are there */
};

static enum packet_fault walk_number(struct walk *walk, size_t *value)
{
	if (walk->position >= walk->end)
		return FAULT_FIELDS;
	if (walk->position >= walk->available)
		return FAULT_INCOMPLETE;
	const uint8_t *number = walk->data + walk->position;
	size_t size = encoded_number_size(number[0]);
	if (size > walk->end - walk->position)
		return FAULT_FIELDS;
	if (walk->position + size > walk->available)
		return FAULT_INCOMPLETE;
	walk->position += size;
	*value = number_value(number, size);
	return FAULT_NONE;
}

/* A number of bytes, and the bytes. */
static enum packet_fault walk_bytes(struct walk *walk, struct bytes *bytes)
{
	size_t length;
	enum packet_fault fault = walk_number(walk, &length);

	if (fault)
		return fault;
	if (length > walk->end - walk->position)
		return FAULT_FIELDS;
	/* What is not there yet is passed over; a view of it would point beyond the buffer. */
	*bytes = (struct bytes){walk->data + MIN(walk->position, walk->available), length};
	walk->position += length;
	return FAULT_NONE;
}

static enum packet_fault walk_text(struct walk *walk, struct text *text)
{
	struct bytes bytes = {0};
	enum packet_fault fault = walk_bytes(walk, &bytes);

	if (!fault)
		*text = (struct text){(const char *)bytes.data, bytes.length};
	return fault;
}

static enum packet_fault walk_timestamp(struct walk *walk, int64_t *time_ns)
{
	const uint8_t *seconds = walk->data + walk->position;
	size_t nanoseconds;

	if (walk->end - walk->position < 4)
		return FAULT_FIELDS;
	if (walk->position + 4 > walk->available)
		return FAULT_INCOMPLETE;
	walk->position += 4;
	enum packet_fault fault = walk_number(walk, &nanoseconds);
	if (!fault)
		*time_ns = (int64_t)((uint32_t)seconds[0] << 24 | (uint32_t)seconds[1] << 16 |
				     (uint32_t)seconds[2] << 8 | seconds[3]) *
				   1000000000 +
			   (int64_t)nanoseconds;
	return fault;
}

/* Into `tags`, or, when that is NULL, nowhere and not too many. */
static enum packet_fault walk_tags(struct walk *walk, GArray *tags)
{
	size_t count;
	enum packet_fault fault = walk_number(walk, &count);

	for (size_t i = 0; !fault && i < count; i++) {
		struct text tag;

		if (!tags && i == SURVEY_TAGS_MAX)
			return FAULT_INCOMPLETE;
		fault = walk_text(walk, &tag);
		if (!fault && tags)
			g_array_append_val(tags, tag);
	}
	return fault;
}

/* All fields, in their order on the wire. */
static enum packet_fault walk_fields(struct walk *walk, unsigned flags, GArray *tags,
				     struct event *event)
{
	enum packet_fault fault = FAULT_NONE;

	if (flags & FLAG_TIMESTAMP)
		fault = walk_timestamp(walk, &event->time_ns);
	if (!fault && (flags & FLAG_TEST_ID))
		fault = walk_text(walk, &event->test_id);
	if (!fault && (flags & FLAG_TAGS))
		fault = walk_tags(walk, tags);
	if (!fault && (flags & FLAG_MIME_TYPE))
		fault = walk_text(walk, &event->mime_type);
	if (!fault && (flags & FLAG_FILE_CONTENT)) {
		fault = walk_text(walk, &event->file_name);
		if (!fault)
			fault = walk_bytes(walk, &event->file);
	}
	if (!fault && (flags & FLAG_ROUTE_CODE))
		fault = walk_text(walk, &event->route_code);
	return fault;
}

static struct walk walk_begin(const uint8_t *data, size_t available,
			      const struct packet_header *header)
{
	return (struct walk){data, header->size, header->length - PACKET_CHECKSUM_SIZE, available};
}

enum packet_fault packet_survey(const uint8_t *data, size_t available,
				const struct packet_header *header, size_t *extent)
{
	struct walk walk = walk_begin(data, available, header);
	struct event event = EVENT_INIT;
	enum packet_fault fault = walk_fields(&walk, header->flags, NULL, &event);
	bool ends_early = !fault && walk.position < walk.end;

	*extent = ends_early ? walk.position + PACKET_CHECKSUM_SIZE : header->length;
	return ends_early ? FAULT_FIELDS : fault;
}

uint32_t packet_stored_checksum(const uint8_t *data, const struct packet_header *header)
{
	const uint8_t *stored = data + header->length - PACKET_CHECKSUM_SIZE;

	return (uint32_t)stored[0] << 24 | (uint32_t)stored[1] << 16 | (uint32_t)stored[2] << 8 |
	       stored[3];
}

static bool texts_are_valid(const struct event *event)
{
	if (!utf8_is_valid(event->test_id) || !utf8_is_valid(event->mime_type) ||
	    !utf8_is_valid(event->file_name) || !utf8_is_valid(event->route_code))
		return false;
	for (size_t i = 0; i < event->tag_count; i++)
		if (!utf8_is_valid(event->tags[i]))
			return false;
	return true;
}

enum packet_fault packet_decode(const uint8_t *data, const struct packet_header *header,
				GArray *tags, struct event *event)
{
	struct walk walk = walk_begin(data, header->length, header);

	*event = EVENT_INIT;
	event->status = (enum status)(header->flags & FLAG_STATUS_MASK);
	event->is_runnable = header->flags & FLAG_RUNNABLE;
	event->is_end_of_file = header->flags & FLAG_END_OF_FILE;
	g_array_set_size(tags, 0);
	enum packet_fault fault = walk_fields(&walk, header->flags, tags, event);
	if (fault || walk.position != walk.end)
		return FAULT_FIELDS;
	event->tags = (const struct text *)(const void *)tags->data;
	event->tag_count = tags->len;
	return texts_are_valid(event) ? FAULT_NONE : FAULT_TEXT;
}
