/*
 * XML as it arrives, parsed by libexpat: one document, or several with other text before, between
 * and behind them, as when a report comes on a program's standard output.
 *
 * A document that is not well-formed ends the reading: what follows is dropped, and `error` names
 * line and column. So does one with a document type, which no report has, and a tag of more than
 * XML_TAG_MAX bytes.
 */
#ifndef TESTR_FORMATS_XML_STREAM_H
#define TESTR_FORMATS_XML_STREAM_H

#include <expat.h>
#include <glib.h>

#include "formats/root_finder.h"

/* Most bytes of one tag, which is the only thing that is held. */
#define XML_TAG_MAX ((size_t)16 << 20)

struct xml_handlers {
	/* `attributes`: name, value, name, value, ..., NULL. All are valid during the call. */
	void (*start)(void *data, const char *name, const char **attributes);
	void (*end)(void *data, const char *name);
	/* Character data, in pieces. */
	void (*text)(void *data, struct text text);
	/* What is in no document. */
	void (*outside)(void *data, struct bytes bytes);
};

struct xml_stream {
	const struct xml_handlers *handlers; /* borrowed */
	void *data;
	struct root_finder finder;
	XML_Parser parser;
	bool is_inside;   /* a document is being read */
	size_t depth;     /* of elements, in it */
	size_t documents; /* that have ended */
	uint64_t fed;     /* bytes of the document that the parser has been given */
	char *error;      /* NULL: all was well-formed */
};

/*
 * Documents begin with one of `roots` (formats/root_finder.h). Handlers and roots are borrowed; the
 * handlers are called with `data`.
 */
void xml_stream_init(struct xml_stream *stream, const struct xml_handlers *handlers,
		     const char *const *roots, void *data);
void xml_stream_clear(struct xml_stream *stream);

/* Takes the next bytes. */
void xml_stream_feed(struct xml_stream *stream, struct bytes bytes);

/* The stream is over: what is held is outside text. A document that has begun stays inside. */
void xml_stream_end(struct xml_stream *stream);

/* The value of `name` among `attributes`; NULL if there is none. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
