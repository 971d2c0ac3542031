/* The registry of formats, and the calls through their readers' tables. */
#include "formats/format.h"
#include "formats/unit_reader.h"
#include "model/unloadable.h"

extern const struct format format_auto;
extern const struct format format_bats;
extern const struct format format_catch2;
extern const struct format format_check;
extern const struct format format_ctest;
extern const struct format format_exit;
extern const struct format format_gotest;
extern const struct format format_gtest;
extern const struct format format_jest;
extern const struct format format_junit;
extern const struct format format_kyua;
extern const struct format format_libtest;
extern const struct format format_libtest_json;
extern const struct format format_meson;
extern const struct format format_meson_log;
extern const struct format format_minitest;
extern const struct format format_mocha;
extern const struct format format_pytest;
extern const struct format format_rspec;
extern const struct format format_subunit;
extern const struct format format_tap;
extern const struct format format_tap13;
extern const struct format format_teamcity;
extern const struct format format_unittest;

const struct format *const *formats(void)
{
	/* clang-format off */
	static const struct format *const table[] = {
		&format_subunit,
		&format_exit,
		&format_gotest,
		&format_gtest,
		&format_pytest,
		&format_unittest,
		&format_libtest,
		&format_libtest_json,
		&format_ctest,
		&format_kyua,
		&format_minitest,
		&format_teamcity,
		&format_rspec,
		&format_jest,
		&format_mocha,
		&format_catch2,
		&format_meson,
		&format_meson_log,
		&format_check,
		&format_junit,
		&format_tap13,
		&format_tap,
		&format_bats,
		&format_auto,
		NULL,
	};
	/* clang-format on */

	return table;
}

const struct format *format_find(const char *name)
{
	for (const struct format *const *each = formats(); *each; each++)
		if (strcmp((*each)->name, name) == 0)
			return *each;
	return NULL;
}

const struct format *format_default(void)
{
	return &format_subunit;
}

char *format_names(void)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const struct format *const *each = formats(); *each; each++)
		g_ptr_array_add(names, (char *)(*each)->name);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(", ", (char **)names->pdata);
}

const struct format *format_sniff(struct bytes bytes)
{
	for (const struct format *const *each = formats(); bytes.length > 0 && *each; each++)
		if ((*each)->sniff && (*each)->sniff(bytes))
			return *each;
	return NULL;
}

const struct format *format_sniff_listing(struct bytes bytes)
{
	for (const struct format *const *each = formats(); bytes.length > 0 && *each; each++)
		if ((*each)->sniff_listing && (*each)->sniff_listing(bytes))
			return *each;
	return NULL;
}

struct results_reader *format_results_new(const struct format *format,
					  const struct format_options *options, struct sink *sink)
{
	if (options->unit)
		return unit_reader_new(format, options, sink);
	return format->new_results(options, sink);
}

/* ---- results ---- */

bool results_reader_feed(struct results_reader *reader, struct bytes bytes, int64_t now_ns,
			 GError **error)
{
	return reader->methods->feed(reader, bytes, now_ns, error);
}

bool results_reader_end(struct results_reader *reader, const struct ending *ending, int64_t now_ns,
			struct stream_end *end, GError **error)
{
	return reader->methods->end(reader, ending, now_ns, end, error);
}

bool results_reader_pause(struct results_reader *reader, int64_t now_ns, GError **error)
{
	return !reader->methods->pause || reader->methods->pause(reader, now_ns, error);
}

void results_reader_free(struct results_reader *reader)
{
	if (reader)
		reader->methods->free(reader);
}

void stream_end_clear(struct stream_end *end)
{
	g_clear_pointer(&end->why, g_free);
	g_clear_pointer(&end->failure, g_free);
	g_clear_pointer(&end->skipped, g_free);
}

/* ---- listings ---- */

void listing_reader_feed(struct listing_reader *reader, struct bytes bytes)
{
	reader->methods->feed(reader, bytes);
}

GPtrArray *listing_reader_end(struct listing_reader *reader, GError **error)
{
	return reader->methods->end(reader, error);
}

GPtrArray *listing_reader_unloadable(struct listing_reader *reader)
{
	if (!reader->methods->unloadable)
		return unloadables_new();
	return reader->methods->unloadable(reader);
}

char *listing_reader_remarks(struct listing_reader *reader)
{
	return reader->methods->remarks ? reader->methods->remarks(reader) : NULL;
}

void listing_reader_free(struct listing_reader *reader)
{
	if (reader)
		reader->methods->free(reader);
}
