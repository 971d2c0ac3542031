#include "formats/gotest_listing.h"

#include "formats/gotest_line.h"
#include "formats/line_listing.h"

/* Benchmarks are listed too, but do not run. */
static bool gotest_is_test(const char *name)
{
	return g_str_has_prefix(name, "Test") || g_str_has_prefix(name, "Example") ||
	       g_str_has_prefix(name, "Fuzz");
}

static void gotest_listing_take(struct line_listing *listing, struct text text)
{
	struct gotest_line line;

	if (gotest_line_parse(text, &line) && line.package && strcmp(line.action, "output") == 0 &&
	    gotest_is_test(line.output->str)) {
		g_strchomp(line.output->str);
		g_autofree char *id = g_strconcat(line.package, ".", line.output->str, NULL);

		id_list_add(&listing->list, text_of(id));
	}
	gotest_line_clear(&line);
}

struct listing_reader *gotest_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(gotest_listing_take);
}
