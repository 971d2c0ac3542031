/* Folders that cannot be written to, also by root. */
#ifndef TESTR_TESTS_STORE_READ_ONLY_H
#define TESTR_TESTS_STORE_READ_ONLY_H

#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>

#include "fixture.h"

/* What a child exits with that could not make its folder read-only. */
#define CANNOT_MAKE_READ_ONLY 77

/*
 * Makes `folder` read-only for this process alone, by a mount of its own. False where that is not
 * allowed: it takes root.
 */
static inline bool make_read_only(const char *folder)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount(folder, folder, NULL, MS_BIND, NULL) == 0 &&
	       mount("none", folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0;
}

/* Runs `work` in a child; skips the test where it says that it cannot. */
static inline void run_read_only(int (*work)(void *data), void *data)
{
	int status = await_child(start_child(work, data));

	if (status == CANNOT_MAKE_READ_ONLY)
		g_test_skip("only root can make a folder read-only for a test");
	else
		g_assert_cmpint(status, ==, 0);
}

#endif
