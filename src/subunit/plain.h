/*
 * Plain output: what a runner prints that is no subunit. It becomes events without test id whose
 * file is named `stdout`, as python-subunit's readers do. A character is never torn by the border
 * of two feeds: its beginning is held until the rest has come.
 */
#ifndef TESTR_SUBUNIT_PLAIN_H
#define TESTR_SUBUNIT_PLAIN_H

#include "model/sink.h"
#include "subunit/utf8.h"

#define PLAIN_FILE_NAME "stdout"

struct plain {
	struct sink *sink; /* borrowed */
	uint8_t held[UTF8_CHARACTER_MAX];
	size_t held_length; /* 0 to 3 */
};

/* Emits `text`, which may be empty, but for a character that it leaves unfinished. */
bool plain_add(struct plain *plain, struct bytes text, GError **error);

/* Something else comes now: emits what is held, unfinished as it is. */
bool plain_flush(struct plain *plain, GError **error);

#endif
