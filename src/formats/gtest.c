/*
 * The format `gtest`: the text of GoogleTest, and of those that print as it does: cmocka (STDOUT)
 * and busted (-o gtest).
 *
 * An outcome counts if it names the test that is in progress, wherever in the line it stands, for a
 * test may have printed something without a newline.
 */
#include "formats/duration_text.h"
#include "formats/line_listing.h"
#include "formats/text_reader.h"

#define GTEST_RUN "[ RUN      ] "
#define GTEST_DISABLED "[ DISABLED ] "
#define GTEST_BAR "[==========] "
#define GTEST_SUITE "[----------]"
#define GTEST_FAILED "[  FAILED  ] "

/* Longest reason of a skip that is kept. */
#define GTEST_REASON_MAX ((size_t)4 << 10)

struct gtest_state {
	GString *reason;   /* what stands behind "FILE:LINE: Skipped"; NULL: that was not there */
	GString *location; /* FILE:LINE of the first failure; NULL: none yet */
};

static const struct {
	const char *mark;
	enum status status;
} gtest_outcomes[] = {
	{"[       OK ] ", STATUS_SUCCESS}, {GTEST_FAILED, STATUS_FAIL},
	{"[  SKIPPED ] ", STATUS_SKIP},    {"[ SKIPPED  ] ", STATUS_SKIP},
	{"[  ERROR   ] ", STATUS_FAIL},
};

static void gtest_forget_details(struct gtest_state *state)
{
	if (state->reason)
		g_string_free(state->reason, TRUE);
	if (state->location)
		g_string_free(state->location, TRUE);
	*state = (struct gtest_state){0};
}

static void gtest_clear(void *state)
{
	gtest_forget_details(state);
}

/* The duration in `rest`, which follows the name: " (3 ms)", ", where ... (3 ms)" or nothing. */
static bool gtest_parse_rest(struct text rest, int64_t *duration_ns)
{
	size_t open = rest.length;

	*duration_ns = DURATION_NONE;
	if (rest.length == 0)
		return true;
	if (!text_has_prefix(rest, " (") && !text_has_prefix(rest, ", where "))
		return false;
	while (open > 0 && rest.data[open - 1] != '(')
		open--;
	size_t end = text_find(text_after(rest, open), " ms)");
	if (open > 0 && open + end < rest.length)
		*duration_ns = duration_text_ns(text_part(rest, open, open + end), NS_PER_MS);
	return true;
}

static void gtest_finish(struct text_reader *reader, enum status status, int64_t duration_ns)
{
	struct gtest_state *state = reader->state;
	struct test_end end = test_end_of(NULL, status);

	end.duration_ns = duration_ns;
	if (status == STATUS_SKIP && state->reason)
		end.reason = text_strip((struct text){state->reason->str, state->reason->len});
	if (status == STATUS_FAIL && state->location)
		emitter_attach(&reader->emitter, reader->open_id, "location",
			       text_of(state->location->str));
	text_reader_finish(reader, end);
}

/* If `line` tells the outcome of the test in progress, ends that; what stands before is output. */
static bool gtest_take_outcome(struct text_reader *reader, const struct line_view *line)
{
	if (!reader->open_name || !memchr(line->raw.data, '[', line->raw.length))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(gtest_outcomes); i++) {
		g_autofree char *mark =
			g_strconcat(gtest_outcomes[i].mark, reader->open_name, NULL);
		size_t at = text_find(line->text, mark);
		int64_t duration_ns;

		if (at == line->text.length ||
		    !gtest_parse_rest(text_after(line->text, at + strlen(mark)), &duration_ns))
			continue;
		text_reader_output(reader, text_part(line->text, 0, at));
		gtest_finish(reader, gtest_outcomes[i].status, duration_ns);
		return true;
	}
	return false;
}

/* Keeps what output tells: the place of a failure, the reason of a skip. */
static void gtest_look_at_output(struct gtest_state *state, struct text text)
{
	size_t failure = text_find(text, ": Failure");

	if (failure < text.length && failure + strlen(": Failure") == text.length &&
	    !state->location)
		state->location = g_string_new_len(text.data, (ssize_t)failure);
	if (state->reason && state->reason->len < GTEST_REASON_MAX) {
		g_string_append_len(state->reason, text.data, (ssize_t)text.length);
		g_string_append_c(state->reason, '\n');
	} else if (!state->reason && text_find(text, ": Skipped") < text.length) {
		state->reason = g_string_new(NULL);
	}
}

/* `[==========] Running N tests`, and `[==========] N tests ran`. */
static void gtest_take_bar(struct text_reader *reader, struct text text)
{
	reader->is_recognized = true;
	reader->has_ended = !text_has_prefix(text, "Running ");
}

static void gtest_take(struct text_reader *reader, const struct line_view *line)
{
	struct gtest_state *state = reader->state;
	struct text text = line->text;

	if (text_has_prefix(text, GTEST_RUN)) {
		gtest_forget_details(state);
		text_reader_begin(reader, text_after(text, strlen(GTEST_RUN)));
	} else if (gtest_take_outcome(reader, line)) {
		return;
	} else if (text_has_prefix(text, GTEST_BAR) && !reader->open_id) {
		gtest_take_bar(reader, text_after(text, strlen(GTEST_BAR)));
	} else if (text_has_prefix(text, GTEST_DISABLED) && !reader->open_id) {
		text_reader_report(reader, text_after(text, strlen(GTEST_DISABLED)),
				   test_end_of(NULL, STATUS_SKIP));
	} else if (reader->has_ended && text_has_prefix(text, GTEST_FAILED) &&
		   text_find(text, ": SetUpTestSuite or") < text.length) {
		g_free(reader->failure);
		text = text_after(text, strlen(GTEST_FAILED));
		reader->failure = g_strdup_printf("%.*s failed", TEXT_ARGS(text));
	} else if (!text_has_prefix(text, GTEST_SUITE) || reader->open_id) {
		gtest_look_at_output(state, text);
		text_reader_output_line(reader, line);
	}
}

static struct results_reader *gtest_new(const struct format_options *options, struct sink *sink)
{
	static const struct text_format format = {
		.take = gtest_take,
		.clear = gtest_clear,
		.state_size = sizeof(struct gtest_state),
		.is_missing = "there is no output of GoogleTest in it",
		.has_no_end = "the line `[==========] N tests ran` is missing",
	};

	return text_reader_new(&format, options, sink);
}

/* ---- the listing ---- */

/* "Suite.  # TypeParam = x", and within it "  Name  # GetParam() = y". */
static void gtest_listing_take(struct line_listing *listing, struct text line)
{
	bool is_test = text_has_prefix(line, "  ");
	struct text name = text_after(line, is_test ? 2 : 0);

	name.length = text_find(name, "  #");
	name = text_strip(name);
	if (!is_test) {
		bool is_suite = name.length > 0 && name.data[name.length - 1] == '.' &&
				text_find(name, " ") == name.length;

		g_string_truncate(listing->context, 0);
		if (is_suite)
			g_string_append_len(listing->context, name.data, (ssize_t)name.length);
		return;
	}
	/* Disabled tests do not run. */
	if (listing->context->len == 0 || text_has_prefix(name, "DISABLED_") ||
	    g_str_has_prefix(listing->context->str, "DISABLED_"))
		return;
	g_autofree char *id = g_strdup_printf("%s%.*s", listing->context->str, TEXT_ARGS(name));
	id_list_add(&listing->list, text_of(id));
}

static struct listing_reader *gtest_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(gtest_listing_take);
}

static bool gtest_sniff(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, "[==========] Running ") < text.length ||
	       text_find(text, GTEST_RUN) < text.length;
}

/* "Suite.", and below it "  Name". */
static bool gtest_sniff_listing(struct bytes bytes)
{
	struct text text = {(const char *)bytes.data, bytes.length};

	return text_find(text, ".\n  ") < text.length;
}

const struct format format_gtest = {
	.name = "gtest",
	.summary = "the text of GoogleTest; also cmocka's and busted's",
	.new_results = gtest_new,
	.new_listing = gtest_listing_new,
	.sniff = gtest_sniff,
	.sniff_listing = gtest_sniff_listing,
};
