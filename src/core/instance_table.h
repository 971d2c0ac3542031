/*
 * The table of instances: every id that a provisioning callout printed, and what has become
 * of it. Each is given to a disposing callout exactly once, whatever happened to it before, or
 * kept.
 *
 * An id that cannot be used (base/instance_id.h) is a complaint about the callout, and not entered:
 * no action ever names it. So is an id that is printed again; while the first is still here it is
 * the same instance, and after its disposal began another one, which is disposed of like the
 * others.
 */
#ifndef TESTR_CORE_INSTANCE_TABLE_H
#define TESTR_CORE_INSTANCE_TABLE_H

#include <glib.h>

#include "core/task.h"

enum instance_life {
	LIFE_EXTRA,   /* nobody asked for it, or it cannot be used: never used */
	LIFE_IN_USE,  /* it has a worker */
	LIFE_LOST,    /* its probe failed */
	LIFE_LEAVING, /* a disposing callout has been given it */
	LIFE_KEPT,    /* it is kept for the user, and not to be touched any more */
};

struct instance {
	char *id;
	enum instance_life life;
	int worker;      /* LIFE_IN_USE: whose it is */
	bool was_used;   /* something was executed in it */
	bool has_failed; /* and something failed */
	struct task probe;
};

struct instance_table {
	GPtrArray *all;    /* of struct instance *, in order of printing */
	GHashTable *by_id; /* char * to the last struct instance * of that id */
	char *complaint;   /* what is wrong with the first id that cannot be used; NULL: nothing */
	size_t here_count; /* how many are neither leaving nor kept */
	int extra_count;
};

void instance_table_init(struct instance_table *instances);

/*
 * Enters `id` (copied) as an extra. Returns it, or NULL with `complaint` set when the id cannot be
 * used.
 */
struct instance *instance_table_add(struct instance_table *instances, const char *id);

/* The instance with this number, from 0 in order of printing; NULL if there is none. */
struct instance *instance_table_get(const struct instance_table *instances, int number);

/* Something is executed in the instance with this number, or has failed in it. None: no matter. */
void instance_table_note_use(struct instance_table *instances, int number);
void instance_table_note_failure(struct instance_table *instances, int number);

/*
 * All that are in use and meet `is_wanted` are kept from now on. Returns their ids as
 * instance_table_leave_all() does.
 */
const char **instance_table_keep(struct instance_table *instances,
				 bool (*is_wanted)(const struct instance *instance));

/* `instance` is about to be disposed of. Must not be leaving already. */
void instance_table_leave(struct instance_table *instances, struct instance *instance);

/*
 * All that are here are about to be disposed of. Returns their ids, in order of printing,
 * NULL-terminated, borrowed from `instances`; the array is the caller's.
 */
const char **instance_table_leave_all(struct instance_table *instances);

void instance_table_clear(struct instance_table *instances);

#endif
