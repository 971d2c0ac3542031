/* Which of the listed tests to run. Pure: lists in, lists out. */
#ifndef TESTR_SELECT_SELECT_H
#define TESTR_SELECT_SELECT_H

#include <glib.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "select/shard.h"

/* What the user asked for. Any member may be NULL: no restriction. A test has to pass them all.
 */
struct selection {
	GPtrArray *filters; /* of GRegex *: a test is in if any is found anywhere in its id */
	/* What the first of them were compiled from by selection_compile_words(), NULL-terminated,
	 * borrowed: one that is the id of a listed test stands for that test alone. */
	char **words;
	GPtrArray *excludes;  /* of GRegex *: and if none of these is */
	GHashTable *only;     /* set of char *: and if it is one of these (--failing) */
	GPtrArray *load_list; /* of char *: only these, in this order (--load-list) */
	/* Of those that have passed only the ones in this shard, as shard_take() tells. */
	struct shard shard;
	GHashTable *shard_durations; /* for it (--shard-from); NULL: those that are recorded */
};

/*
 * Compiles `patterns` (NULL-terminated, Python `re.search` semantics: see base/pattern.h) into an
 * array for `filters` or `excludes`, owned by the caller. NULL with G_REGEX_ERROR.
 */
GPtrArray *selection_compile(const char *const *patterns, GError **error);

/*
 * As selection_compile(); a word that is no regular expression, but may be an id, is no error: for
 * that see selection_check_words().
 */
GPtrArray *selection_compile_words(char **words);

/* False with G_REGEX_ERROR if one of the words is neither a `listed` id nor a regular expression.
 */
bool selection_check_words(const struct selection *selection, const GPtrArray *listed,
			   GError **error);

/*
 * Compiles the one in `line` of a list of them and adds it to `filters` (of GRegex *). White space
 * around it is dropped, as is a comment: from a `#` that begins the line or follows white space.
 * Nothing is added if nothing is left. False with G_REGEX_ERROR.
 */
bool selection_compile_line(GPtrArray *filters, struct text line, GError **error);

/*
 * The ids of `listed` (char *) that `selection` lets pass, the shard left aside, in listing order,
 * or in the order of the load list if there is one; each once. The array is the caller's; the
 * strings stay `listed`'s.
 */
GPtrArray *selection_apply(const struct selection *selection, const GPtrArray *listed);

/*
 * The ids of `only` that stand for no listed test, sorted. An id stands for the listed test that
 * bears it, or from whose id it is derived, and that of a fixture for the tests below it
 * (model/relation.h). The array is the caller's; the strings stay the selection's.
 */
GPtrArray *selection_strays(const struct selection *selection, const GPtrArray *listed);

/*
 * The ids of the load list that are not `listed` (char *), each once: the caller has to say that
 * they will not be run. The array is the caller's; the strings stay the load list's. Empty if there
 * is no load list.
 */
GPtrArray *selection_missing(const struct selection *selection, const GPtrArray *listed);

/* True if it has filters or excludes: they need something to choose from. */
bool selection_has_filters(const struct selection *selection);

/* True if `selection` restricts nothing: the run is full. */
bool selection_is_everything(const struct selection *selection);

/*
 * The part of `test_id` by which `group_regex` (pattern_compile) groups it: group(0) of Python's
 * re.match, or NULL if that does not match or is empty (the test is a group of its own). Owned by
 * the caller.
 */
char *selection_group(const GRegex *group_regex, const char *test_id);

#endif
