/*
 * The format `auto`: whatever the stream looks like. It holds the beginning of the stream until
 * that looks like some format, whose reader then gets all of it; and a listing until it is long
 * enough to tell.
 *
 * Where it looks depends on the stream alone and not on the pieces in which that comes: at ends of
 * lines, each an eighth further on than the last, so that looking costs no more than reading.
 */
#include "formats/emitter.h"
#include "formats/format.h"

/* How much of a stream is held: what looks like nothing by then is no format. */
#define AUTO_MAX ((size_t)256 << 10)

/* How much of a binary stream, which need have no lines, is looked at. */
#define AUTO_BINARY 64

struct auto_reader {
	struct results_reader base;
	const struct format_options *options; /* borrowed */
	struct sink *sink;                    /* borrowed */
	struct results_reader *inner;         /* NULL: not known yet, or none */
	GByteArray *held;                     /* NULL: no more */
	size_t looked;                        /* how much of `held` has been looked at */
	int64_t began_ns;                     /* when the first feed came; TIME_NONE: none has */
	struct emitter emitter;               /* of output, when it looks like nothing */
};

static bool auto_emit(struct auto_reader *reader, struct bytes bytes, int64_t now_ns,
		      GError **error)
{
	reader->emitter.now_ns = now_ns;
	emitter_output(&reader->emitter, bytes);
	return emitter_check(&reader->emitter, error);
}

/* What is held goes to the reader of `format`; NULL: it is output. */
static bool auto_settle(struct auto_reader *reader, const struct format *format, int64_t now_ns,
			GError **error)
{
	g_autoptr(GByteArray) held = g_steal_pointer(&reader->held);
	struct bytes bytes = {held->data, held->len};

	if (!format)
		return auto_emit(reader, bytes, now_ns, error);
	reader->inner = format->new_results(reader->options, reader->sink);
	return results_reader_feed(reader->inner, (struct bytes){bytes.data, 0}, reader->began_ns,
				   error) &&
	       results_reader_feed(reader->inner, bytes, now_ns, error);
}

/* Where to look next: behind the first newline from `looked` and an eighth on; 0: not there yet. */
static size_t auto_next_look(const struct auto_reader *reader)
{
	const GByteArray *held = reader->held;
	size_t from = reader->looked + reader->looked / 8;

	if (reader->looked == 0 && held->len >= AUTO_BINARY &&
	    !memchr(held->data, '\n', AUTO_BINARY))
		return AUTO_BINARY;
	if (from >= held->len)
		return 0;
	const uint8_t *newline = memchr(held->data + from, '\n', held->len - from);
	return newline ? (size_t)(newline + 1 - held->data) : 0;
}

/* The format that the beginning looks like; NULL: none so far. */
static const struct format *auto_look(struct auto_reader *reader)
{
	const struct format *format = NULL;
	size_t next;

	while (!format && (next = auto_next_look(reader)) > 0) {
		reader->looked = next;
		format = format_sniff((struct bytes){reader->held->data, next});
	}
	return format;
}

static bool auto_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
		      GError **error)
{
	struct auto_reader *reader = (struct auto_reader *)base;

	if (reader->began_ns == TIME_NONE)
		reader->began_ns = now_ns;
	if (reader->inner)
		return results_reader_feed(reader->inner, bytes, now_ns, error);
	if (!reader->held)
		return auto_emit(reader, bytes, now_ns, error);
	size_t taken = MIN(bytes.length, AUTO_MAX - reader->held->len);
	g_byte_array_append(reader->held, bytes.data, (guint)taken);
	const struct format *format = auto_look(reader);
	if (!format && reader->held->len < AUTO_MAX)
		return true;
	struct bytes rest = {bytes.data + taken, bytes.length - taken};
	return auto_settle(reader, format, now_ns, error) &&
	       (rest.length == 0 || auto_feed(base, rest, now_ns, error));
}

static bool auto_pause(struct results_reader *base, int64_t now_ns, GError **error)
{
	struct auto_reader *reader = (struct auto_reader *)base;

	return !reader->inner || results_reader_pause(reader->inner, now_ns, error);
}

static bool auto_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		     struct stream_end *end, GError **error)
{
	struct auto_reader *reader = (struct auto_reader *)base;

	if (reader->held) {
		struct bytes held = {reader->held->data, reader->held->len};

		if (!auto_settle(reader, format_sniff(held), now_ns, error))
			return false;
	}
	if (reader->inner)
		return results_reader_end(reader->inner, ending, now_ns, end, error);
	*end = (struct stream_end){
		.completeness = STREAM_UNRECOGNIZED,
		.why = g_strdup("it looks like no format that testr knows"),
	};
	return true;
}

static void auto_free(struct results_reader *base)
{
	struct auto_reader *reader = (struct auto_reader *)base;

	results_reader_free(reader->inner);
	g_clear_pointer(&reader->held, g_byte_array_unref);
	emitter_clear(&reader->emitter);
	g_free(reader);
}

static struct results_reader *auto_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = auto_feed, .end = auto_end, .free = auto_free, .pause = auto_pause};
	struct auto_reader *reader = g_new0(struct auto_reader, 1);

	reader->base.methods = &methods;
	reader->options = options;
	reader->sink = sink;
	reader->held = g_byte_array_new();
	reader->began_ns = TIME_NONE;
	emitter_init(&reader->emitter, sink);
	return &reader->base;
}

/* ---- listings ---- */

struct auto_listing {
	struct listing_reader base;
	const struct format_options *options; /* borrowed */
	struct listing_reader *inner;         /* NULL: not known yet */
	GByteArray *held;                     /* until then */
};

static void auto_listing_settle(struct auto_listing *listing)
{
	struct bytes held = {listing->held->data, listing->held->len};
	const struct format *format = format_sniff_listing(held);

	listing->inner = (format ? format : format_default())->new_listing(listing->options);
	listing_reader_feed(listing->inner, held);
	g_byte_array_set_size(listing->held, 0);
}

static void auto_listing_feed(struct listing_reader *base, struct bytes bytes)
{
	struct auto_listing *listing = (struct auto_listing *)base;
	size_t taken = listing->inner ? 0 : MIN(bytes.length, AUTO_MAX - listing->held->len);

	g_byte_array_append(listing->held, bytes.data, (guint)taken);
	if (!listing->inner && listing->held->len == AUTO_MAX)
		auto_listing_settle(listing);
	if (listing->inner)
		listing_reader_feed(listing->inner,
				    (struct bytes){bytes.data + taken, bytes.length - taken});
}

static GPtrArray *auto_listing_end(struct listing_reader *base, GError **error)
{
	struct auto_listing *listing = (struct auto_listing *)base;

	if (!listing->inner)
		auto_listing_settle(listing);
	return listing_reader_end(listing->inner, error);
}

static GPtrArray *auto_listing_unloadable(struct listing_reader *base)
{
	return listing_reader_unloadable(((struct auto_listing *)base)->inner);
}

static char *auto_listing_remarks(struct listing_reader *base)
{
	return listing_reader_remarks(((struct auto_listing *)base)->inner);
}

static void auto_listing_free(struct listing_reader *base)
{
	struct auto_listing *listing = (struct auto_listing *)base;

	listing_reader_free(listing->inner);
	g_byte_array_unref(listing->held);
	g_free(listing);
}

static struct listing_reader *auto_listing_new(const struct format_options *options)
{
	static const struct listing_reader_methods methods = {
		auto_listing_feed, auto_listing_end, auto_listing_free, auto_listing_unloadable,
		auto_listing_remarks};
	struct auto_listing *listing = g_new0(struct auto_listing, 1);

	listing->base.methods = &methods;
	listing->options = options;
	listing->held = g_byte_array_new();
	return &listing->base;
}

const struct format format_auto = {
	.name = "auto",
	.summary = "whichever of them the output looks like",
	.new_results = auto_new,
	.new_listing = auto_listing_new,
};
