#include "subunit/listing.h"

#include "base/hash.h"
#include "model/unloadable.h"
#include "subunit/damage.h"
#include "subunit/import_errors.h"
#include "subunit/plain.h"
#include "subunit/reader.h"
#include "subunit/utf8.h"

G_DEFINE_QUARK(testr_listing_error, listing_error)

/* Test ids in order of first appearance, each once. */
struct listed_ids {
	GPtrArray *array;    /* of char *, owned */
	GHashTable *present; /* the same, borrowed */
	size_t bytes;        /* of all */
};

struct listing {
	struct sink sink;
	struct reader *reader;
	bool has_packets;          /* then lines are noise */
	struct listed_ids packets; /* from `exists` events */
	struct listed_ids lines;   /* from plain lines */
	GByteArray *line;          /* the line that has not ended yet */
	bool is_line_broken;       /* a line is no UTF-8 */
	char *damage;              /* what is wrong with the first damaged packet; NULL: none is */
	bool is_too_long;
	GString *import_errors; /* at most UNLOADABLE_BYTES_MAX */
	bool is_in_errors;      /* the lines are import errors from here on */
	size_t stand_ins;       /* listed tests that stand for import errors */
	GString *remarks;       /* at most LISTING_REMARKS_MAX */
	char *remarked;         /* the file to which the last of them belongs; NULL: none */
};

static void listed_ids_init(struct listed_ids *ids)
{
	ids->array = g_ptr_array_new_with_free_func(g_free);
	ids->present = g_hash_table_new(hash_string, g_str_equal);
}

static void listed_ids_clear(struct listed_ids *ids)
{
	g_clear_pointer(&ids->present, g_hash_table_unref);
	g_clear_pointer(&ids->array, g_ptr_array_unref);
}

static void add_listed_id(struct listing *listing, struct listed_ids *ids, struct text id)
{
	g_autofree char *copy = g_strndup(id.data, id.length);

	if (g_hash_table_contains(ids->present, copy))
		return;
	ids->bytes += id.length;
	if (ids->bytes > LISTING_MAX) {
		listing->is_too_long = true;
		return;
	}
	listing->stand_ins += g_str_has_prefix(copy, IMPORT_ERROR_ID_PREFIX);
	g_hash_table_add(ids->present, copy);
	g_ptr_array_add(ids->array, g_steal_pointer(&copy));
}

/* ---- what is no id ---- */

static void append_bounded(GString *string, struct text text, size_t most)
{
	g_string_append_len(string, text.data, (gssize)MIN(text.length, most - string->len));
}

/* A piece of the file `name`, for people. */
static void add_remark(struct listing *listing, struct text name, struct text text)
{
	GString *remarks = listing->remarks;

	if (!listing->remarked || !text_is(name, listing->remarked)) {
		g_free(listing->remarked);
		listing->remarked = g_strndup(name.data, name.length);
		if (remarks->len > 0 && remarks->str[remarks->len - 1] != '\n')
			append_bounded(remarks, text_of("\n"), LISTING_REMARKS_MAX);
		if (!text_is(name, PLAIN_FILE_NAME)) {
			append_bounded(remarks, name, LISTING_REMARKS_MAX);
			append_bounded(remarks, text_of(":\n"), LISTING_REMARKS_MAX);
		}
	}
	append_bounded(remarks, text, LISTING_REMARKS_MAX);
}

static void add_file(struct listing *listing, const struct event *event)
{
	struct text text = {(const char *)event->file.data, event->file.length};

	if (!event->file_name.data)
		return;
	add_remark(listing, event->file_name, text);
	if (!event->test_id.data && text_is(event->file_name, IMPORT_ERRORS_FILE_NAME))
		append_bounded(listing->import_errors, text, UNLOADABLE_BYTES_MAX);
}

static void add_error_line(struct listing *listing, struct text line)
{
	append_bounded(listing->import_errors, line, UNLOADABLE_BYTES_MAX);
	append_bounded(listing->import_errors, text_of("\n"), UNLOADABLE_BYTES_MAX);
}

/* ---- plain lines ---- */

static bool is_blank(struct text text)
{
	size_t length = 0;

	while (length < text.length && g_ascii_isspace(text.data[length]))
		length++;
	return length == text.length;
}

static void take_listed_line(struct listing *listing)
{
	struct text line = {(const char *)listing->line->data, listing->line->len};

	/* Blanks at its ends are the id's; a carriage return is the line's. */
	if (line.length > 0 && line.data[line.length - 1] == '\r')
		line.length--;
	/* testtools.run prints them behind the ids. */
	if (!listing->is_in_errors)
		listing->is_in_errors = import_error_begins(line);
	if (listing->is_in_errors)
		add_error_line(listing, line);
	else if (!utf8_is_valid(line))
		listing->is_line_broken = true;
	else if (!is_blank(line))
		add_listed_id(listing, &listing->lines, line);
	g_byte_array_set_size(listing->line, 0);
}

static void add_listed_text(struct listing *listing, struct bytes text)
{
	while (text.length > 0 && !listing->is_too_long) {
		const uint8_t *newline = memchr(text.data, '\n', text.length);
		size_t length = newline ? (size_t)(newline - text.data) : text.length;
		size_t used = newline ? length + 1 : length;

		if (listing->line->len + length > LISTING_MAX) {
			listing->is_too_long = true;
			return;
		}
		g_byte_array_append(listing->line, text.data, (unsigned)length);
		if (newline)
			take_listed_line(listing);
		text.data += used;
		text.length -= used;
	}
}

/* ---- events ---- */

static bool is_damage(const struct event *event)
{
	return event->status == STATUS_FAIL && text_is(event->test_id, DAMAGE_TEST_ID) &&
	       text_is(event->file_name, DAMAGE_REASON_NAME);
}

static bool listing_event(struct sink *sink, const struct event *event, GError **error)
{
	struct listing *listing = (struct listing *)sink;

	(void)error;
	add_file(listing, event);
	if (!event->test_id.data && text_is(event->file_name, PLAIN_FILE_NAME)) {
		if (!listing->has_packets)
			add_listed_text(listing, event->file);
		return true;
	}
	listing->has_packets = true;
	if (is_damage(event) && !listing->damage)
		listing->damage = g_strndup((const char *)event->file.data, event->file.length);
	if (event->status == STATUS_EXISTS && event->test_id.data)
		add_listed_id(listing, &listing->packets, event->test_id);
	return true;
}

/* ---- the listing ---- */

struct listing *listing_new(void)
{
	struct listing *listing = g_new0(struct listing, 1);

	listing->sink.event = listing_event;
	listing->reader = reader_new(READER_LISTING, &listing->sink);
	listing->line = g_byte_array_new();
	listing->import_errors = g_string_new(NULL);
	listing->remarks = g_string_new(NULL);
	listed_ids_init(&listing->packets);
	listed_ids_init(&listing->lines);
	return listing;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	reader_free(listing->reader);
	g_byte_array_unref(listing->line);
	listed_ids_clear(&listing->packets);
	listed_ids_clear(&listing->lines);
	g_free(listing->damage);
	g_string_free(listing->import_errors, TRUE);
	g_string_free(listing->remarks, TRUE);
	g_free(listing->remarked);
	g_free(listing);
}

void listing_feed(struct listing *listing, const uint8_t *data, size_t length)
{
	/* The sink never fails, so the reader does not either. */
	if (!listing->is_too_long)
		reader_feed(listing->reader, data, length, NULL);
}

/* Sets the error, if the output cannot be trusted. */
static bool is_sound(const struct listing *listing, GError **error)
{
	if (listing->is_too_long) {
		g_set_error(error, LISTING_ERROR, LISTING_ERROR_TOO_LONG,
			    "the listing is longer than %zu MiB", LISTING_MAX >> 20);
		return false;
	}
	if (listing->damage) {
		g_set_error(error, LISTING_ERROR, LISTING_ERROR_DAMAGED,
			    "the listing is damaged: %s", listing->damage);
		return false;
	}
	if (listing->is_line_broken && !listing->has_packets) {
		g_set_error_literal(error, LISTING_ERROR, LISTING_ERROR_DAMAGED,
				    "the listing has a line that is not UTF-8 or holds NUL");
		return false;
	}
	return true;
}

GPtrArray *listing_end(struct listing *listing, GError **error)
{
	reader_end(listing->reader, NULL);
	take_listed_line(listing);
	if (!is_sound(listing, error))
		return NULL;
	struct listed_ids *ids = listing->has_packets ? &listing->packets : &listing->lines;
	return g_steal_pointer(&ids->array);
}

GPtrArray *listing_unloadable(const struct listing *listing)
{
	struct text errors = {listing->import_errors->str, listing->import_errors->len};

	return import_errors_split(errors, listing->stand_ins);
}

char *listing_remarks(const struct listing *listing)
{
	return listing->has_packets ? g_strndup(listing->remarks->str, listing->remarks->len)
				    : NULL;
}
