#include "formats/line_listing.h"

static void line_listing_take(const struct line_view *line, void *data)
{
	struct line_listing *listing = data;

	if (line->is_whole)
		listing->take(listing, line->text);
}

static void line_listing_feed(struct listing_reader *base, struct bytes bytes)
{
	struct line_listing *listing = (struct line_listing *)base;

	line_cutter_feed(&listing->cutter, bytes);
}

static GPtrArray *line_listing_end(struct listing_reader *base, GError **error)
{
	struct line_listing *listing = (struct line_listing *)base;

	line_cutter_end(&listing->cutter);
	return id_list_take(&listing->list, error);
}

static GPtrArray *line_listing_unloadable(struct listing_reader *base)
{
	return g_ptr_array_ref(((struct line_listing *)base)->unloadable);
}

static void line_listing_free(struct listing_reader *base)
{
	struct line_listing *listing = (struct line_listing *)base;

	line_cutter_clear(&listing->cutter);
	id_list_clear(&listing->list);
	g_ptr_array_unref(listing->unloadable);
	g_string_free(listing->context, TRUE);
	g_free(listing);
}

struct listing_reader *line_listing_new(void (*take)(struct line_listing *listing,
						     struct text line))
{
	static const struct listing_reader_methods methods = {.feed = line_listing_feed,
							      .end = line_listing_end,
							      .free = line_listing_free,
							      .unloadable =
								      line_listing_unloadable};
	struct line_listing *listing = g_new0(struct line_listing, 1);

	listing->base.methods = &methods;
	listing->take = take;
	listing->unloadable = unloadables_new();
	listing->context = g_string_new(NULL);
	line_cutter_init(&listing->cutter, line_listing_take, listing);
	id_list_init(&listing->list);
	return &listing->base;
}
