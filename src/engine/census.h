/*
 * A census: which process groups have somebody alive. kill(2) counts the dead as well until their
 * parent has asked how they ended, and that may be late: process 1, which inherits them, takes its
 * time in some containers, and never does it in others.
 *
 * To take a census is to read all of /proc, so one serves whoever asks within CENSUS_MS.
 */
#ifndef TESTR_ENGINE_CENSUS_H
#define TESTR_ENGINE_CENSUS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CENSUS_MS 100

struct census {
	GHashTable *groups; /* set of those that have */
	bool sees_all;      /* process 1 is in it, so that nobody seems to be hidden */
	int64_t taken_us;   /* by g_get_monotonic_time() */
};

void census_init(struct census *census);

void census_clear(struct census *census);

/*
 * True if process group `group`, which was there at `since_us` by g_get_monotonic_time() (a census
 * from before may not know it), has somebody alive, or had within the last CENSUS_MS. Where there
 * is no /proc, or it hides the processes of others (proc(5), hidepid), the dead count as well.
 */
bool census_has(struct census *census, int group, int64_t since_us);

#endif
