/*
 * The plan of a run: which of the listed tests are to run, with what is known of each. It is what
 * the engine calls back for once the tests have been listed.
 */
#ifndef TESTR_RUN_PLAN_H
#define TESTR_RUN_PLAN_H

#include <glib.h>

#include "config/config.h"
#include "select/select.h"
#include "store/repository.h"

struct plan {
	const struct selection *selection; /* borrowed */
	const struct config *config;       /* borrowed */
	GHashTable *durations;             /* as repository_durations() gives them */
	GRegex *group_regex;               /* NULL: no groups */
	GHashTable *failing;               /* set of char *; NULL: not asked for by `order` */
	/* Filled when it is made: */
	GPtrArray *ids;     /* of the tests to run, in running order (char *) */
	GPtrArray *groups;  /* strings that the tests refer to */
	GPtrArray *missing; /* ids of the load list that are no tests (char *, the list's) */
	GPtrArray *strays;  /* ids asked for that stand for no test (char *, the selection's) */
	size_t listed;      /* how many tests were listed */
	size_t chosen;      /* how many of them the selection let pass, in all shards */
};

/* A plan to run what `selection` (borrowed, as is `config`) lets pass. False with an error of the
 * repository (NULL: no duration is known), or G_REGEX_ERROR for a group_regex that cannot be used.
 */
bool plan_init(struct plan *plan, const struct selection *selection, const struct config *config,
	       struct repository *repository, GError **error);

/*
 * What struct engine_request wants as `plan`. Without `listed` the tests that were asked for by
 * id are taken at their word; and if none were, `*is_open` is set: run whatever there is. NULL with
 * G_REGEX_ERROR for a filter that is neither a listed id nor a regular expression.
 */
GArray *plan_make(struct plan *plan, GPtrArray *listed, bool *is_open, GError **error);

/* True if there are tests to run, but all of them in other shards. */
bool plan_is_empty_shard(const struct plan *plan);

/* Why there is nothing to run, in one line: for a plan without tests. Owned by the caller. */
char *plan_describe_nothing(const struct plan *plan);

/* One line that tells which ids of the load list are no tests; NULL: all are. Owned by the caller.
 */
char *plan_describe_missing(const struct plan *plan);

/* What to do about failing ids that stand for no test, in one line; NULL: none do. Owned by the
 * caller. */
char *plan_describe_strays(const struct plan *plan);

void plan_clear(struct plan *plan);

#endif
