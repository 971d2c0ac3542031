/*
 * What Catch2's XML reporter writes, told from what tests print in between. It escapes each `<` in
 * texts, so one that begins none of its tags was printed by a test: it is escaped here, for the
 * parser would take it for a tag.
 */
#ifndef TESTR_FORMATS_CATCH2_FILTER_H
#define TESTR_FORMATS_CATCH2_FILTER_H

#include <glib.h>

#include "formats/root_finder.h"
#include "formats/xml_stream.h"

struct catch2_filter {
	struct root_finder finder;
	GPtrArray *tags; /* of char *: what its tags begin with, and NULL */
	struct xml_stream *xml;
};

/* Passes on to `xml`, which is borrowed. */
void catch2_filter_init(struct catch2_filter *filter, struct xml_stream *xml);
void catch2_filter_clear(struct catch2_filter *filter);

/* Takes the next bytes. */
void catch2_filter_feed(struct catch2_filter *filter, struct bytes bytes);

/* The stream is over: passes on what is held. */
void catch2_filter_end(struct catch2_filter *filter);

#endif
