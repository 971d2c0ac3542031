/*
 * Verification: does the index agree with the streams? (`testr fsck`.) Opening the repository has
 * recovered what killed processes left; this looks for what should never happen.
 */
#ifndef TESTR_STORE_VERIFICATION_H
#define TESTR_STORE_VERIFICATION_H

#include "store/repository.h"

/*
 * Reads every stream and compares what it says with the index. Appends to `problems` (char *, a
 * line each) what is wrong: streams that are missing or damaged, runs whose results the index has
 * not or has otherwise, tests that are failing and should not be or the other way round. Runs that
 * other processes finish meanwhile are left out. Returns false if it could not be done.
 */
bool repository_verify(struct repository *repository, GPtrArray *problems, GError **error);

/*
 * Makes the index anew from the streams, whatever state it is in; other processes may be using
 * it. Appends to `notices` (char *, a line each; may be NULL) what could not be read. Results
 * whose stream is missing are no longer in the index then.
 */
bool repository_rebuild(struct repository *repository, GPtrArray *notices, GError **error);

#endif
