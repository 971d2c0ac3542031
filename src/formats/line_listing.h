/*
 * Readers of listings that come in lines: each format says only what the lines mean.
 */
#ifndef TESTR_FORMATS_LINE_LISTING_H
#define TESTR_FORMATS_LINE_LISTING_H

#include "formats/format.h"
#include "formats/id_list.h"
#include "formats/lines.h"
#include "model/unloadable.h"

struct line_listing {
	struct listing_reader base;
	struct line_cutter cutter;
	struct id_list list;
	GPtrArray *unloadable; /* of struct unloadable * */
	GString *context;      /* whatever the lines before are worth knowing for; at first empty */
	void (*take)(struct line_listing *listing, struct text line);
};

/* A reader that gives each line to `take`, which adds to its list. Owned by the caller. */
struct listing_reader *line_listing_new(void (*take)(struct line_listing *listing,
						     struct text line));

#endif
