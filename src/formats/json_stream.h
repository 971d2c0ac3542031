/*
 * JSON as it arrives, parsed by yajl: one document after the other, with other text before, between
 * and behind them.
 *
 * Each value comes with its path: "examples[].exception.message" is the value of `message` in the
 * object `exception` in an element of the array `examples` of the document's object; the document
 * itself has the path "".
 *
 * A document that is not well-formed ends the reading: what follows is dropped, and `error` says
 * behind which place in it, where the last value, key or bracket ended. So does one that is nested
 * too deep, or has too long a string.
 */
#ifndef TESTR_FORMATS_JSON_STREAM_H
#define TESTR_FORMATS_JSON_STREAM_H

#include <glib.h>

#include "formats/root_finder.h"

/* Most bytes of one string or number, the only thing that is held. */
#define JSON_STRING_MAX ((size_t)16 << 20)

/* Most levels of objects and arrays. */
#define JSON_DEPTH_MAX 128

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING };

struct json_value {
	enum json_kind kind;
	struct text text; /* of a string: its content, any bytes; else as written */
};

/* All that they are given is valid during the call. Those that are NULL are not called. */
struct json_handlers {
	/* An object or array begins, and ends. */
	void (*begin)(void *data, const char *path);
	void (*end)(void *data, const char *path);
	void (*value)(void *data, const char *path, const struct json_value *value);
	/* What is in no document. */
	void (*outside)(void *data, struct bytes bytes);
};

/* A line of a document. */
struct json_line {
	uint64_t before; /* how many lines are before it */
	uint64_t begin;  /* its first byte in the document */
};

struct json_stream {
	const struct json_handlers *handlers; /* borrowed */
	void *data;
	struct root_finder finder;
	void *parser; /* yajl's; NULL outside of documents */
	GString *path;
	GArray *lengths;       /* of size_t: of the paths of the objects and arrays that are open */
	GByteArray *kinds;     /* of the same: '{' or '[' */
	size_t documents;      /* that have ended */
	uint64_t at;           /* bytes of the document before the piece that is parsed */
	uint64_t event_at;     /* where the latest value, key or bracket in it ended */
	struct json_line line; /* the line of event_at */
	struct json_line latest; /* the line in which the pieces so far end */
	char *error;             /* NULL: all was well-formed */
};

/* Documents begin with one of `roots` (formats/root_finder.h). All is borrowed. */
void json_stream_init(struct json_stream *stream, const struct json_handlers *handlers,
		      const char *const *roots, void *data);
void json_stream_clear(struct json_stream *stream);

/* Takes the next bytes. */
void json_stream_feed(struct json_stream *stream, struct bytes bytes);

/* The stream is over: what is held is outside text. */
void json_stream_end(struct json_stream *stream);

/*
 * Parses `text`, which is one document and nothing else. Returns false if it is not; what was
 * handled before that was seen is not taken back.
 */
bool json_parse(struct text text, const struct json_handlers *handlers, void *data);

/* The number that `value` is; `otherwise` if it is none. */
double json_number(const struct json_value *value, double otherwise);

#endif
