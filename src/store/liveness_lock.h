/*
 * A hold on what a process has entered in the ledger. It is had for as long as anybody has the
 * descriptor open: so the process shares it with its guardian, and what it owns is not free until
 * both are gone. For the files of this folder only.
 *
 * Holds are locks on bytes of `.testrepository/holds`, which stays empty, of the kind that belongs
 * to an open file and its copies (fcntl(2), F_OFD_SETLK). The byte tells whose hold it is. A system
 * without such locks has no holds: there, what a process owns is free once that process is gone.
 */
#ifndef TESTR_STORE_LIVENESS_LOCK_H
#define TESTR_STORE_LIVENESS_LOCK_H

#include <glib.h>
#include <stdbool.h>

#include "base/process_identity.h"

/*
 * Takes the hold of `owner` in the repository of `folder`. Returns a descriptor, close-on-exec, to
 * be kept; -1 with REPOSITORY_ERROR_IO.
 */
int liveness_lock_take(const char *folder, const struct process_identity *owner, GError **error);

/* True if anybody has the hold of `owner`. */
bool liveness_lock_is_taken(const char *folder, const struct process_identity *owner);

#endif
