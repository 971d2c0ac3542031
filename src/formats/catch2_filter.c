#include "formats/catch2_filter.h"

/* The elements of versions 2 and 3. */
static const char *const catch2_elements[] = {
	"BenchmarkResults",
	"Catch",
	"Catch2TestRun",
	"Exception",
	"Expanded",
	"Expression",
	"Failure",
	"FatalErrorCondition",
	"Group",
	"Info",
	"Original",
	"OverallResult",
	"OverallResults",
	"OverallResultsCases",
	"Randomness",
	"Section",
	"Skip",
	"StdErr",
	"StdOut",
	"TestCase",
	"Warning",
	"failed",
	"mean",
	"outliers",
	"standardDeviation",
};

/* Text that is no tag of Catch2. */
static void catch2_filter_text(void *data, struct bytes bytes)
{
	struct catch2_filter *filter = data;

	while (bytes.length > 0) {
		const uint8_t *bracket =
			filter->xml->is_inside ? memchr(bytes.data, '<', bytes.length) : NULL;
		size_t length = bracket ? (size_t)(bracket - bytes.data) : bytes.length;

		xml_stream_feed(filter->xml, (struct bytes){bytes.data, length});
		if (bracket) {
			xml_stream_feed(filter->xml, (struct bytes){(const uint8_t *)"&lt;", 4});
			length++;
		}
		bytes.data += length;
		bytes.length -= length;
	}
}

void catch2_filter_init(struct catch2_filter *filter, struct xml_stream *xml)
{
	static const char *const behind[] = {" ", ">", "/>", "\n"};

	*filter = (struct catch2_filter){.xml = xml};
	filter->tags = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(filter->tags, g_strdup("<?xml "));
	for (size_t i = 0; i < G_N_ELEMENTS(catch2_elements); i++) {
		g_ptr_array_add(filter->tags, g_strdup_printf("</%s>", catch2_elements[i]));
		for (size_t j = 0; j < G_N_ELEMENTS(behind); j++)
			g_ptr_array_add(filter->tags,
					g_strconcat("<", catch2_elements[i], behind[j], NULL));
	}
	g_ptr_array_add(filter->tags, NULL);
	filter->finder = (struct root_finder){
		.roots = (const char *const *)filter->tags->pdata,
		.outside = catch2_filter_text,
		.data = filter,
	};
}

void catch2_filter_clear(struct catch2_filter *filter)
{
	g_clear_pointer(&filter->tags, g_ptr_array_unref);
}

void catch2_filter_feed(struct catch2_filter *filter, struct bytes bytes)
{
	while (bytes.length > 0) {
		const char *tag;
		size_t used = root_finder_feed(&filter->finder, bytes, &tag);

		if (tag)
			xml_stream_feed(filter->xml,
					(struct bytes){(const uint8_t *)tag, strlen(tag)});
		bytes.data += used;
		bytes.length -= used;
	}
}

void catch2_filter_end(struct catch2_filter *filter)
{
	root_finder_end(&filter->finder);
}
