/*
 * A liveness lock says that somebody still answers for what a process has entered in the ledger.
 * It is held for as long as anybody has its descriptor open. A process shares it with its guardian,
 * so what the process owns is not free until both are gone. For the files of this folder only.
 *
 * It locks one byte of `.testrepository/holds`, which stays empty; the byte tells whose lock it is.
 * The lock belongs to an open file and its copies (fcntl(2), F_OFD_SETLK). A system without such
 * locks has no liveness locks: there, what a process owns is free once that process is gone.
 */
#ifndef TESTR_STORE_LIVENESS_LOCK_H
#define TESTR_STORE_LIVENESS_LOCK_H

#include <glib.h>
#include <stdbool.h>

#include "base/process_identity.h"

/*
 * Takes the lock of `owner` in the repository of `folder`. Returns a descriptor, close-on-exec, to
 * be kept; -1 with REPOSITORY_ERROR_IO.
 */
int liveness_lock_take(const char *folder, const struct process_identity *owner, GError **error);

/* True if anybody has the lock of `owner`. */
bool liveness_lock_is_taken(const char *folder, const struct process_identity *owner);

#endif
