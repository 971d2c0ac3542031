/*
 * The reasons of an execution's skipped fixtures: the tests below a fixture (model/relation.h) that
 * was skipped are told the same reason.
 */
#ifndef TESTR_ENGINE_SKIP_REASONS_H
#define TESTR_ENGINE_SKIP_REASONS_H

#include <glib.h>

#include "model/event.h"

struct skip_reasons {
	GHashTable *by_id; /* id of a fixture -> its reason so far: GString * */
};

/* None yet. */
void skip_reasons_init(struct skip_reasons *reasons);

/* Takes a piece of a reason, if `event` is one, of a fixture. Of each, 16 KiB are kept. */
void skip_reasons_note(struct skip_reasons *reasons, const struct event *event);

/* Why the fixture called `id` was skipped; NULL: not known. Borrowed, valid until the next note. */
const char *skip_reasons_find(const struct skip_reasons *reasons, const char *id);

void skip_reasons_clear(struct skip_reasons *reasons);

#endif
