/* Reads a text in a format, and tells what came of it as text that tests can compare. */
#ifndef TESTR_UNIT_FORMATS_READING_H
#define TESTR_UNIT_FORMATS_READING_H

#include "formats/format.h"
#include "model/unloadable.h"
#include "support/transcript.h"

/* An ending with status 0. */
static const struct ending ended_well = {ENDING_EXITED, 0};

/* What `end` says, a line each: "complete", "cut: why"; "failure: ...", "skipped: ...". */
static inline void reading_append_end(GString *said, const struct stream_end *end)
{
	static const char *const names[] = {"complete", "cut",         "refused",     "open",
					    "lost",     "end-missing", "unrecognized"};

	g_string_append(said, names[end->completeness]);
	if (end->why)
		g_string_append_printf(said, ": %s", end->why);
	g_string_append_c(said, '\n');
	if (end->failure)
		g_string_append_printf(said, "failure: %s\n", end->failure);
	if (end->skipped)
		g_string_append_printf(said, "skipped: %s\n", end->skipped);
}

/*
 * The transcript of reading `text` in pieces of `piece` bytes, all at `now_ns`, and the end.
 * "runnable" is left out. Owned by the caller.
 */
static inline char *reading_of_pieces(const char *name, const struct format_options *options,
				      const char *text, const struct ending *ending, int64_t now_ns,
				      size_t piece)
{
	struct transcript transcript;
	struct stream_end end = {0};
	size_t length = strlen(text);

	transcript_init(&transcript);
	scoped(results_reader) reader =
		format_results_new(format_find(name), options, &transcript.sink);
	for (size_t at = 0; at < length; at += piece)
		g_assert_true(results_reader_feed(
			reader, (struct bytes){(const uint8_t *)text + at, MIN(piece, length - at)},
			now_ns, NULL));
	g_assert_true(results_reader_end(reader, ending, now_ns, &end, NULL));
	GString *said = g_string_new(transcript_text(&transcript));
	g_string_replace(said, ", runnable", "", 0);
	g_string_replace(said, " (text/plain;charset=utf8)", "", 0);
	reading_append_end(said, &end);
	transcript_clear(&transcript);
	stream_end_clear(&end);
	return g_string_free(said, FALSE);
}

/* `text`, in one piece and byte by byte, says `expected`. */
static inline void reading_check_with(const char *name, const struct format_options *options,
				      const char *text, const struct ending *ending, int64_t now_ns,
				      const char *expected)
{
	g_autofree char *whole =
		reading_of_pieces(name, options, text, ending, now_ns, SIZE_MAX / 2);
	g_autofree char *bytes = reading_of_pieces(name, options, text, ending, now_ns, 1);

	g_assert_cmpstr(whole, ==, expected);
	g_assert_cmpstr(bytes, ==, expected);
}

/* The same without options and times, of a program that ended with status 0. */
static inline void reading_check(const char *name, const char *text, const char *expected)
{
	const struct format_options options = {0};

	reading_check_with(name, &options, text, &ended_well, TIME_NONE, expected);
}

/* The ids that the listing `text` has, joined by '|'. Owned by the caller. */
static inline char *reading_of_listing(const char *name, const char *text)
{
	const struct format_options options = {0};
	scoped(listing_reader) reader = format_find(name)->new_listing(&options);

	listing_reader_feed(reader, (struct bytes){(const uint8_t *)text, strlen(text)});
	g_autoptr(GPtrArray) ids = listing_reader_end(reader, NULL);
	g_assert_nonnull(ids);
	g_ptr_array_add(ids, NULL);
	return g_strjoinv("|", (char **)ids->pdata);
}

/* What the listing `text` could not load, "ID: WHY" joined by '|'. Owned by the caller. */
static inline char *reading_of_unloadable(const char *name, const char *text)
{
	const struct format_options options = {0};
	scoped(listing_reader) reader = format_find(name)->new_listing(&options);
	GString *said = g_string_new(NULL);

	listing_reader_feed(reader, (struct bytes){(const uint8_t *)text, strlen(text)});
	g_ptr_array_unref(listing_reader_end(reader, NULL));
	g_autoptr(GPtrArray) unloadable = listing_reader_unloadable(reader);
	for (guint i = 0; i < unloadable->len; i++) {
		const struct unloadable *each = unloadable->pdata[i];
		g_string_append_printf(said, "%s%s: %s", i > 0 ? "|" : "", each->id,
				       each->why->str);
	}
	return g_string_free(said, FALSE);
}

/* What a reader of `name` says of `begun`, when no more is there for now. Owned by the caller. */
static inline char *reading_of_pause(const char *name, const char *begun)
{
	const struct format_options options = {0};
	struct transcript transcript;

	transcript_init(&transcript);
	scoped(results_reader) reader =
		format_results_new(format_find(name), &options, &transcript.sink);
	g_assert_true(results_reader_feed(
		reader, (struct bytes){(const uint8_t *)begun, strlen(begun)}, TIME_NONE, NULL));
	g_assert_true(results_reader_pause(reader, TIME_NONE, NULL));
	GString *said = g_string_new(transcript_text(&transcript));
	g_string_replace(said, ", runnable", "", 0);
	transcript_clear(&transcript);
	return g_string_free(said, FALSE);
}

#endif
