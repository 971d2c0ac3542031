/*
 * The parts of a test's id, as the key `test_id_parts` takes it apart: the name, by which the
 * runner knows the test, and the group, of tests that one execution can run: `PACKAGE.Name` for Go.
 */
#ifndef TESTR_CONFIG_ID_PARTS_H
#define TESTR_CONFIG_ID_PARTS_H

#include "config/config.h"

struct id_parts {
	char *name;  /* the id itself if the expression does not match it */
	char *group; /* likewise; NULL if the expression has no group of that name */
};

/* Of `id`; where there is no test_id_parts the name is the id. Clear it with id_parts_clear(). */
struct id_parts id_parts_of(const struct config *config, const char *id);
void id_parts_clear(struct id_parts *parts);

/* The names of `ids` (NULL-terminated), without those that are empty. Owned by the caller. */
char **id_parts_names(const struct config *config, const char *const *ids);

/* True if tests have groups, so that an execution is of one of them only. */
bool id_parts_has_groups(const struct config *config);

/*
 * The expression `text`, compiled. NULL with G_REGEX_ERROR if it is none, or has no group `name`.
 */
GRegex *id_parts_compile(const char *text, GError **error);

#endif
