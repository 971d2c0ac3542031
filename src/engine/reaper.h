/*
 * The reaper: tells how the processes that were spawned on a loop ended. Each is asked for by its
 * number; other children of testr are left to whoever waits for them.
 *
 * It is libuv's uv_process_t without uv_spawn(): that forks, which costs a testr that knows many
 * tests more than all else about a child, and at each death asks after every child there is.
 */
#ifndef TESTR_ENGINE_REAPER_H
#define TESTR_ENGINE_REAPER_H

#include <uv.h>

#include "model/ending.h"

struct reaper;

/* Called from the loop, once: the process has ended, and is reaped. */
typedef void (*reaped_fn)(void *data, struct ending ending);

/* To be made before the first process is started. It keeps `loop` busy while it awaits any. */
struct reaper *reaper_new(uv_loop_t *loop);

/* Awaits the end of `pid`, a child of testr's that nobody else waits for. */
void reaper_await(struct reaper *reaper, int pid, reaped_fn reaped, void *data);

/*
 * `pid` is awaited for `data` no longer, if it was: it stays a zombie when it ends. A process that
 * has got the number of one that is reaped, and is awaited for somebody else, still is.
 */
void reaper_forget(struct reaper *reaper, int pid, const void *data);

/* Ends the watching; nothing may be awaited. The loop has to be run once more. */
void reaper_close(struct reaper *reaper);

/* After reaper_close() and a turn of the loop. NULL is accepted. */
void reaper_free(struct reaper *reaper);

#endif
