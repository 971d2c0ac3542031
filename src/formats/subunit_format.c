/* The format `subunit`, versions 1 and 2, as the readers of src/subunit/ read it. */
#include "formats/format.h"
#include "subunit/damage.h"
#include "subunit/listing.h"
#include "subunit/packet.h"
#include "subunit/reader.h"

struct subunit_results {
	struct results_reader base;
	struct sink sink;
	struct sink *target; /* borrowed */
	struct reader *reader;
	bool is_ending;
	bool is_cut;         /* the end of the stream is damage */
	bool has_recognized; /* something was about a test */
};

static bool subunit_event(struct sink *sink, const struct event *event, GError **error)
{
	struct subunit_results *results =
		(struct subunit_results *)(void *)((char *)sink -
						   offsetof(struct subunit_results, sink));

	if (event->test_id.data) {
		if (results->is_ending && text_is(event->test_id, DAMAGE_TEST_ID))
			results->is_cut = true;
		results->has_recognized = true;
	}
	return sink_event(results->target, event, error);
}

static bool subunit_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			 GError **error)
{
	struct subunit_results *results = (struct subunit_results *)base;

	(void)now_ns;
	return reader_feed(results->reader, bytes.data, bytes.length, error);
}

/* There is no end mark: which tests are in progress is known to who puts results together. */
static bool subunit_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
			struct stream_end *end, GError **error)
{
	struct subunit_results *results = (struct subunit_results *)base;
	bool is_killed = ending && !ending_is_success(*ending);

	(void)now_ns;
	results->is_ending = true;
	if (!(is_killed ? reader_cut : reader_end)(results->reader, error))
		return false;
	*end = (struct stream_end){0};
	if (results->is_cut) {
		end->completeness = STREAM_CUT;
		end->why = g_strdup("the last packet is cut short");
	} else if (!results->has_recognized) {
		end->completeness = STREAM_UNRECOGNIZED;
		end->why = g_strdup("there is no subunit in it");
	}
	return true;
}

static void subunit_free(struct results_reader *base)
{
	struct subunit_results *results = (struct subunit_results *)base;

	reader_free(results->reader);
	g_free(results);
}

static struct results_reader *subunit_results_new(const struct format_options *options,
						  struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = subunit_feed, .end = subunit_end, .free = subunit_free};
	struct subunit_results *results = g_new0(struct subunit_results, 1);

	(void)options;
	results->base.methods = &methods;
	results->sink.event = subunit_event;
	results->target = sink;
	results->reader = reader_new(READER_RESULTS, &results->sink);
	return &results->base;
}

/* ---- listings ---- */

struct subunit_listing {
	struct listing_reader base;
	struct listing *listing;
};

static void subunit_listing_feed(struct listing_reader *base, struct bytes bytes)
{
	listing_feed(((struct subunit_listing *)base)->listing, bytes.data, bytes.length);
}

static GPtrArray *subunit_listing_end(struct listing_reader *base, GError **error)
{
	return listing_end(((struct subunit_listing *)base)->listing, error);
}

static GPtrArray *subunit_listing_unloadable(struct listing_reader *base)
{
	return listing_unloadable(((struct subunit_listing *)base)->listing);
}

static char *subunit_listing_remarks(struct listing_reader *base)
{
	return listing_remarks(((struct subunit_listing *)base)->listing);
}

static void subunit_listing_free(struct listing_reader *base)
{
	struct subunit_listing *reader = (struct subunit_listing *)base;

	listing_free(reader->listing);
	g_free(reader);
}

static struct listing_reader *subunit_listing_new(const struct format_options *options)
{
	static const struct listing_reader_methods methods = {
		subunit_listing_feed, subunit_listing_end, subunit_listing_free,
		subunit_listing_unloadable, subunit_listing_remarks};
	struct subunit_listing *reader = g_new0(struct subunit_listing, 1);

	(void)options;
	reader->base.methods = &methods;
	reader->listing = listing_new();
	return &reader->base;
}

/* ---- recognizing ---- */

static bool has_v2_signature(struct bytes bytes)
{
	struct packet_header header;

	return packet_read_header(bytes.data, bytes.length, &header) == FAULT_NONE;
}

static bool subunit_sniff(struct bytes bytes)
{
	static const char *const directives[] = {"test: ", "time: ", "tags: ", "success: "};

	if (bytes.length > 0 && bytes.data[0] == PACKET_SIGNATURE)
		return has_v2_signature(bytes);
	for (size_t i = 0; i < G_N_ELEMENTS(directives); i++) {
		size_t length = strlen(directives[i]);

		if (bytes.length >= length && memcmp(bytes.data, directives[i], length) == 0)
			return true;
	}
	return false;
}

static bool subunit_sniff_listing(struct bytes bytes)
{
	return bytes.length > 0 && bytes.data[0] == PACKET_SIGNATURE && has_v2_signature(bytes);
}

const struct format format_subunit = {
	.name = "subunit",
	.summary = "subunit, versions 1 and 2; as a listing also plain lines, one id each",
	.new_results = subunit_results_new,
	.new_listing = subunit_listing_new,
	.sniff = subunit_sniff,
	.sniff_listing = subunit_sniff_listing,
	.is_open_ended = true,
};
