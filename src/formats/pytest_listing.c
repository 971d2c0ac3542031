#include "formats/pytest_listing.h"

#include "formats/line_listing.h"
#include "formats/text_reader.h"

#define PYTEST_ERROR_TITLE "_ ERROR collecting "

/* Where the reader is, as its context tells it. */
#define PYTEST_BEHIND_IDS "behind"
#define PYTEST_IN_ERROR "error"

/* The file that "____ ERROR collecting test_c.py ____" names; of no length: the line is no such. */
static struct text pytest_error_title(struct text line)
{
	size_t begin = text_find(line, PYTEST_ERROR_TITLE);
	struct text name = text_after(line, MIN(begin + strlen(PYTEST_ERROR_TITLE), line.length));

	if (!text_has_prefix(line, "_") || begin == line.length)
		return text_part(line, 0, 0);
	return text_part(name, 0, text_find(name, " _"));
}

static bool is_pytest_rule(struct text line)
{
	return text_has_prefix(line, "=====") || text_has_prefix(line, "_____");
}

/* A line up to the first empty one. */
static void pytest_take_id(struct line_listing *listing, struct text line)
{
	if (text_find(line, "::") < line.length)
		id_list_add(&listing->list, line);
	else if (line.length == 0 && listing->list.ids->len > 0)
		g_string_assign(listing->context, PYTEST_BEHIND_IDS);
}

/* A line of what is said of a file. */
static void pytest_take_reason(struct line_listing *listing, struct text line)
{
	if (is_pytest_rule(line))
		g_string_assign(listing->context, PYTEST_BEHIND_IDS);
	else
		unloadables_explain(listing->unloadable, line);
}

static void pytest_listing_take(struct line_listing *listing, struct text line)
{
	struct text broken = pytest_error_title(line);

	if (broken.length > 0) {
		unloadables_add(listing->unloadable, broken);
		g_string_assign(listing->context, PYTEST_IN_ERROR);
	} else if (strcmp(listing->context->str, PYTEST_IN_ERROR) == 0) {
		pytest_take_reason(listing, line);
	} else if (listing->context->len == 0) {
		pytest_take_id(listing, line);
	}
}

struct listing_reader *pytest_listing_new(const struct format_options *options)
{
	(void)options;
	return line_listing_new(pytest_listing_take);
}
