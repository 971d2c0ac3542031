/*
 * Instance ids out of what a provisioning callout prints, byte by byte: separated by any white
 * space, each known as soon as the byte after it has come.
 */
#ifndef TESTR_ENGINE_IDS_H
#define TESTR_ENGINE_IDS_H

#include <glib.h>

#include "base/bytes.h"

/* Most bytes in an id. What is longer is no id but noise. */
#define INSTANCE_ID_BYTES_MAX ((size_t)4096)

/* Called with each id, NUL-terminated and valid during the call. It holds no white space. */
typedef void (*id_fn)(void *data, const char *id);

struct ids {
	GString *word; /* the id that has begun */
	bool is_too_long;
	id_fn on_id;
	void *data;
};

void ids_init(struct ids *ids, id_fn on_id, void *data);

/*
 * Takes the next bytes. Returns false as soon as an id has been too long, and from then on; ids
 * after it are found all the same.
 */
bool ids_feed(struct ids *ids, struct bytes bytes);

/* The output is over: an id that it ends with is one, too. Returns like ids_feed(). */
bool ids_end(struct ids *ids);

void ids_clear(struct ids *ids);

#endif
