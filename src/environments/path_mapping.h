/* Mapping paths in commands: what is at one path on this machine may be at another in an instance.
 */
#ifndef TESTR_ENVIRONMENTS_PATH_MAPPING_H
#define TESTR_ENVIRONMENTS_PATH_MAPPING_H

#include <glib.h>
#include <stdbool.h>

struct path_pair {
	const char *here;  /* absolute, without a slash at its end */
	const char *there; /* the same in the instance */
};

/*
 * `word` with each `here` of the `count` pairs replaced by its `there`, as a whole path or as the
 * beginning of one (/a/b in --list=/a/b/c, but not in /a/bc). Where several fit the longest counts;
 * what has been put in is not looked at again. Owned by the caller.
 */
char *path_mapping_apply(const char *word, const struct path_pair *pairs, size_t count);

#endif
