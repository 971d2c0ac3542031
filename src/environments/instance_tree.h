/* The folder that instances see or get a copy of: the project's, or one around it (--tree). */
#ifndef TESTR_ENVIRONMENTS_INSTANCE_TREE_H
#define TESTR_ENVIRONMENTS_INSTANCE_TREE_H

#include "environments/instance_record.h"

/* The folder that is copied, absolute. Owned by the caller. */
char *instance_tree(const struct instance_record *instance);

/* Where the project is in it: "" if it is that, else a path that begins with a slash. Borrowed from
 * `instance`. */
const char *instance_tree_place(const struct instance_record *instance);

#endif
