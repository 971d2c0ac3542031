/* Delta debugging: which of many is to blame. Pure but for the probe. */
#ifndef TESTR_SELECT_CULPRITS_H
#define TESTR_SELECT_CULPRITS_H

#include <glib.h>
#include <stdbool.h>

/*
 * Sets `*fails` to whether `suspects` (char *, in the order of the candidates) bring about the
 * failure. Returns false with `error` set if that cannot be found out.
 */
typedef bool (*culprits_probe_fn)(const GPtrArray *suspects, bool *fails, void *data,
				  GError **error);

/*
 * A smallest part of `candidates` (char *) that brings about the failure, as far as removing any
 * one of it makes the failure go away, in their order. All of them together must bring it about;
 * that is not probed. About 2 log n probes when one candidate is to blame, n squared at worst.
 * The array is the caller's, the strings stay `candidates`'. NULL when a probe failed.
 */
GPtrArray *culprits_find(const GPtrArray *candidates, culprits_probe_fn probe, void *data,
			 GError **error);

#endif
