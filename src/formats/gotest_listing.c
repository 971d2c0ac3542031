#include "formats/gotest_listing.h"

#include "formats/gotest_line.h"
#include "formats/line_listing.h"
#include "formats/text_reader.h"

/* What follows the name of a package that does not compile. */
#define GOTEST_BROKEN " failed]"

/* Benchmarks are listed too, but do not run. */
static bool gotest_is_test(const char *name)
{
	return g_str_has_prefix(name, "Test") || g_str_has_prefix(name, "Example") ||
	       g_str_has_prefix(name, "Fuzz");
}

/* A line that a package's program printed: the name of a test, or what it said before it failed. */
static void gotest_listing_take_output(struct line_listing *listing, const struct gotest_line *line)
{
	if (!gotest_is_test(line->output->str)) {
		g_string_append(listing->context, line->output->str);
		return;
	}
	g_strchomp(line->output->str);
	g_autofree char *id = g_strconcat(line->package, ".", line->output->str, NULL);
	id_list_add(&listing->list, text_of(id));
}

/* Its tests are not known, but for those that it has listed before. */
static void gotest_listing_take_end(struct line_listing *listing, const struct gotest_line *line)
{
	bool has_failed = strcmp(line->action, "fail") == 0;

	if (has_failed) {
		g_strchomp(listing->context->str);
		unloadables_add(listing->unloadable, text_of(line->package));
		unloadables_explain(listing->unloadable, text_of(listing->context->str));
	}
	if (has_failed || strcmp(line->action, "pass") == 0)
		g_string_truncate(listing->context, 0);
}

/* "FAIL\tPACKAGE [build failed]", which is no JSON before go 1.24; why, stderr tells. */
static void gotest_listing_take_text(struct line_listing *listing, struct text text)
{
	size_t space = text_find(text, " [");
	struct text rest = text_after(text, MIN(space, text.length));

	if (!text_has_prefix(text, "FAIL\t") || text_find(rest, GOTEST_BROKEN) == rest.length)
		return;
	unloadables_add(listing->unloadable, text_part(text, strlen("FAIL\t"), space));
	unloadables_explain(listing->unloadable, text);
}

static void gotest_listing_take(struct line_listing *listing, struct text text)
{
	struct gotest_line line;

	if (!gotest_line_parse(text, &line))
		gotest_listing_take_text(listing, text);
	else if (line.package && line.output && strcmp(line.action, "output") == 0)
		gotest_listing_take_output(listing, &line);
	else if (line.package && !line.test)
		gotest_listing_take_end(listing, &line);
	gotest_line_clear(&line);
}

struct listing_reader *gotest_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(gotest_listing_take);
}
