/* Culprits: a smallest set of tests that makes another one fail, found by delta debugging. Pure,
 * but for the trials that the caller runs. */
#ifndef TESTR_SELECT_CULPRITS_H
#define TESTR_SELECT_CULPRITS_H

#include <glib.h>
#include <stdbool.h>

/*
 * Sets `*first` to the number of the first of `count` sets (of char *, in the order of the
 * candidates) that brings about the failure, to `count` if none does. They may be tried at the
 * same time. Returns false with `error` set if that cannot be found out.
 */
typedef bool (*culprits_trial_fn)(GPtrArray *const *sets, size_t count, size_t *first, void *data,
				  GError **error);

/*
 * A smallest part of `candidates` (char *) that brings about the failure, as far as removing any
 * one of it makes the failure go away, in their order. All of them together must bring it about;
 * that is not tried. About 2 log n trials when one candidate is to blame, n squared at worst.
 * At most `width` (at least 1) sets are tried at once, for the same answer. The array is the
 * caller's, the strings stay `candidates`'. NULL when a trial failed.
 */
GPtrArray *culprits_find(const GPtrArray *candidates, size_t width, culprits_trial_fn try_sets,
			 void *data, GError **error);

#endif
