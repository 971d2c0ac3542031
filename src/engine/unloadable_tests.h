/*
 * What could not be loaded when the tests were listed (model/unloadable.h): each is a test that the
 * plan may choose; those that it chooses have failed before anything runs.
 */
#ifndef TESTR_ENGINE_UNLOADABLE_TESTS_H
#define TESTR_ENGINE_UNLOADABLE_TESTS_H

#include "engine/driver.h"

/* Adds to `listed` (char *, owned) those of `unloadable` that are not in it, to be chosen from. */
void unloadable_tests_offer(GPtrArray *listed, const GPtrArray *unloadable);

/* The ids of `listed` (char *, owned) without those of `unloadable`, about which the user is told
 * instead. Owned by the caller. */
GPtrArray *unloadable_tests_leave_out(struct driver *driver, const GPtrArray *listed,
				      const GPtrArray *unloadable);

/* Takes those of `unloadable` that the driver's plan has chosen out of it, and tells the stream
 * that they have failed, and why; tells the user which were not asked for. */
void unloadable_tests_fail(struct driver *driver, const GPtrArray *unloadable);

/* True if the stream has been told that `test_id` failed in this way. */
bool unloadable_tests_have(const struct driver *driver, struct text test_id);

#endif
