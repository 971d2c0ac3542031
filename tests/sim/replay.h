/* Replays journals: runs the core over what it was told, and sees whether it asks for the same. */
#ifndef TESTR_SIM_REPLAY_H
#define TESTR_SIM_REPLAY_H

#include <glib.h>

#include "base/bytes.h"
#include "core/stream_reports.h"

/*
 * Replays `journal`, which belongs to the stream with these `reports`. Returns NULL if the core
 * comes to the same actions, else the first difference, some lines owned by the caller. What
 * happens is appended to `trace`, which may be NULL. If it is no journal, `error` is set, and the
 * result is NULL.
 */
char *replay_journal(struct bytes journal, const struct stream_reports *reports, GString *trace,
		     GError **error);

/*
 * The same for a file: runs/N.journal.zst, with the stream N.subunit.zst beside it, or
 * runs/N.journal with N.subunit.
 */
char *replay_file(const char *path, GString *trace, GError **error);

#endif
