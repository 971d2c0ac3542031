/*
 * Instance ids out of what a provisioning callout prints, byte by byte: separated by any white
 * space, each known as soon as the byte after it has come.
 */
#ifndef TESTR_ENGINE_ID_SCANNER_H
#define TESTR_ENGINE_ID_SCANNER_H

#include <glib.h>

#include "base/bytes.h"
#include "base/instance_id.h"

/* Called with each id, NUL-terminated and valid during the call. It holds no white space. */
typedef void (*id_found_fn)(void *data, const char *id);

struct id_scanner {
	GString *word; /* the id that has begun */
	bool is_too_long;
	id_found_fn on_id;
	void *data;
};

void id_scanner_init(struct id_scanner *scanner, id_found_fn on_id, void *data);

/*
 * Takes the next bytes. Returns false as soon as an id has been too long, and from then on; ids
 * after it are found all the same.
 */
bool id_scanner_feed(struct id_scanner *scanner, struct bytes bytes);

/* The output is over: an id that it ends with is one, too. Returns like id_scanner_feed(). */
bool id_scanner_end(struct id_scanner *scanner);

void id_scanner_clear(struct id_scanner *scanner);

#endif
