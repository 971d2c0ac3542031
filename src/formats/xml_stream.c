#include "formats/xml_stream.h"

/* ---- expat's callbacks ---- */

static void xml_on_start(void *data, const char *name, const char **attributes)
{
	struct xml_stream *stream = data;

	stream->depth++;
	stream->handlers->start(stream->data, name, attributes);
}

static void xml_on_end(void *data, const char *name)
{
	struct xml_stream *stream = data;

	stream->handlers->end(stream->data, name);
	stream->depth--;
	/* What follows is not of this document, and the parser would not have it. */
	if (stream->depth == 0)
		XML_StopParser(stream->parser, XML_FALSE);
}

static void xml_on_text(void *data, const char *text, int length)
{
	struct xml_stream *stream = data;

	stream->handlers->text(stream->data, (struct text){text, (size_t)length});
}

static void xml_refuse(struct xml_stream *stream, const char *why)
{
	if (!stream->error)
		stream->error = g_strdup_printf(
			"not well-formed XML at line %lu, column %lu: %s",
			(unsigned long)XML_GetCurrentLineNumber(stream->parser),
			(unsigned long)XML_GetCurrentColumnNumber(stream->parser) + 1, why);
	stream->is_inside = false;
}

static void xml_on_document_type(void *data, const char *name, const char *system_id,
				 const char *public_id, int has_internal_subset)
{
	struct xml_stream *stream = data;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	xml_refuse(stream, "it has a document type");
	XML_StopParser(stream->parser, XML_FALSE);
}

/* ---- documents ---- */

static void xml_begin_document(struct xml_stream *stream)
{
	XML_ParserReset(stream->parser, NULL);
	XML_SetUserData(stream->parser, stream);
	XML_SetElementHandler(stream->parser, xml_on_start, xml_on_end);
	XML_SetCharacterDataHandler(stream->parser, xml_on_text);
	XML_SetStartDoctypeDeclHandler(stream->parser, xml_on_document_type);
	stream->is_inside = true;
	stream->depth = 0;
	stream->fed = 0;
}

/* Gives the parser `bytes`. Returns how many of them it took: fewer when the document ended. */
static size_t xml_parse(struct xml_stream *stream, struct bytes bytes)
{
	enum XML_Status status =
		XML_Parse(stream->parser, (const char *)bytes.data, (int)bytes.length, XML_FALSE);
	uint64_t at = (uint64_t)XML_GetCurrentByteIndex(stream->parser);

	if (status == XML_STATUS_OK) {
		stream->fed += bytes.length;
		if (stream->fed - at > XML_TAG_MAX)
			xml_refuse(stream, "a tag is too long");
		return bytes.length;
	}
	if (XML_GetErrorCode(stream->parser) != XML_ERROR_ABORTED) {
		xml_refuse(stream, XML_ErrorString(XML_GetErrorCode(stream->parser)));
		return bytes.length;
	}
	if (stream->error)
		return bytes.length;
	stream->is_inside = false;
	stream->documents++;
	at += (uint64_t)XML_GetCurrentByteCount(stream->parser);
	return (size_t)(at - stream->fed);
}

/* Takes outside text up to where a document begins. Returns how much. */
static size_t xml_look_for_document(struct xml_stream *stream, struct bytes bytes)
{
	const char *root;
	size_t used = root_finder_feed(&stream->finder, bytes, &root);

	if (root) {
		xml_begin_document(stream);
		xml_parse(stream, (struct bytes){(const uint8_t *)root, strlen(root)});
	}
	return used;
}

/* ---- the stream ---- */

void xml_stream_init(struct xml_stream *stream, const struct xml_handlers *handlers,
		     const char *const *roots, void *data)
{
	*stream = (struct xml_stream){.handlers = handlers, .data = data};
	stream->finder =
		(struct root_finder){.roots = roots, .outside = handlers->outside, .data = data};
	stream->parser = XML_ParserCreate(NULL);
	if (!stream->parser)
		g_error("out of memory");
}

void xml_stream_clear(struct xml_stream *stream)
{
	XML_ParserFree(stream->parser);
	stream->parser = NULL;
	g_clear_pointer(&stream->error, g_free);
}

void xml_stream_feed(struct xml_stream *stream, struct bytes bytes)
{
	while (bytes.length > 0 && !stream->error) {
		/* The parser takes an int. */
		struct bytes piece = {bytes.data, MIN(bytes.length, XML_TAG_MAX)};
		size_t used = stream->is_inside ? xml_parse(stream, piece)
						: xml_look_for_document(stream, piece);

		bytes.data += used;
		bytes.length -= used;
	}
}

void xml_stream_end(struct xml_stream *stream)
{
	root_finder_end(&stream->finder);
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}
