/* Event loops: libuv aborts where it cannot have the descriptors that a loop needs, so they are
 * asked for before. */
#ifndef TESTR_ENGINE_EVENT_LOOP_H
#define TESTR_ENGINE_EVENT_LOOP_H

#include <glib.h>
#include <stdbool.h>
#include <uv.h>

/*
 * Initialises `loop`, with descriptors left to watch signals and to start a first child. False with
 * ENGINE_ERROR_SYSTEM, and `loop` as it was.
 */
bool event_loop_open(uv_loop_t *loop, GError **error);

#endif
