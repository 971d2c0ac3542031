/*
 * What an open repository is, for the files of this folder only.
 *
 * Locks (lock.h). Who records a run has its live stream locked until the run is stored, so a live
 * stream that can be locked is one that a killed testr left. The lock of the repository is held
 * while a number is taken and while runs are recovered, and is always taken before that of a
 * stream. Queries need no lock.
 */
#ifndef TESTR_STORE_OPEN_REPOSITORY_H
#define TESTR_STORE_OPEN_REPOSITORY_H

#include "store/database.h"

struct repository {
	char *folder; /* the project's */
	bool is_writable;
	struct database
		*index; /* in memory if the folder cannot be written to and lacks a good one */
};

#endif
