#include "formats/listing_doubt.h"

extern const struct format format_auto;

/* The ids that `format` finds in the beginning of `output`; NULL: it cannot be read so. */
static GPtrArray *read_beginning(const struct stray_output *output, const struct format *format)
{
	const struct format_options options = {0};
	scoped(listing_reader) reader = format->new_listing(&options);

	listing_reader_feed(reader, stray_output_beginning(output));
	return listing_reader_end(reader, NULL);
}

/* True if `other` finds tests in `output`, and other ones than have been `listed`. */
static bool finds_others(const struct stray_output *output, const struct format *other,
			 const GPtrArray *listed)
{
	g_autoptr(GPtrArray) found = read_beginning(output, other);
	bool is_all = stray_output_beginning(output).length < STRAY_BYTES_MAX;

	if (!found || found->len == 0)
		return false;
	return listed->len == 0 || strcmp(found->pdata[0], listed->pdata[0]) != 0 ||
	       (is_all && found->len != listed->len);
}

char *listing_doubt(const struct stray_output *output, const struct format *format,
		    const GPtrArray *listed)
{
	struct bytes beginning = stray_output_beginning(output);
	const struct format *other = format_sniff_listing(beginning);
	const struct format *results = format_sniff(beginning);
	g_autofree char *shown = stray_output_excerpt(output);

	if (beginning.length == 0)
		return NULL;
	if (format != &format_auto && other && other != format &&
	    finds_others(output, other, listed))
		return g_strdup_printf("the listing looks like %s: test_list_format=%s%s",
				       other->name, other->name, shown);
	if (results && results != format && results != other)
		return g_strdup_printf("the listing looks like results, in the format %s: does the "
				       "test command heed $LISTOPT?%s",
				       results->name, shown);
	if (listed->len > 0)
		return NULL;
	return g_strdup_printf(
		"the listing has %" G_GUINT64_FORMAT " lines, and no test in %s%s",
		stray_output_lines(output),
		format == &format_auto ? "any format that testr knows" : format->name, shown);
}
