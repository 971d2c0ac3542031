/*
 * The writer: events to subunit v2 packets (docs/design/subunit.md, "Version 2").
 */
#ifndef TESTR_SUBUNIT_WRITER_H
#define TESTR_SUBUNIT_WRITER_H

#include <glib.h>

#include "model/event.h"
#include "subunit/packet.h" /* PACKET_MAX */

/*
 * Appends `event` to `out` as one packet, or as several when its file content does not fit one
 * (then only the last bears the status' finality and the end-of-file flag). Returns false with
 * WRITER_ERROR_TOO_LONG, `out` unchanged, when what is not file content does not fit a packet.
 */
bool writer_append(GByteArray *out, const struct event *event, GError **error);

/*
 * True if writer_append() can write `event`, whatever time it is given before. Else false with
 * WRITER_ERROR_TOO_LONG.
 */
bool writer_fits(const struct event *event, GError **error);

enum writer_error { WRITER_ERROR_TOO_LONG };
GQuark writer_error_quark(void);
#define WRITER_ERROR writer_error_quark()

#endif
