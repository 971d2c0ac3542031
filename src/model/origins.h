/*
 * The origins of events: from which announced execution (model/execution_announcement.h) each
 * comes, and what route code the runner gave it. Nothing is compared by text twice: an origin is
 * two numbers.
 */
#ifndef TESTR_MODEL_ORIGINS_H
#define TESTR_MODEL_ORIGINS_H

#include <glib.h>

#include "model/execution_announcement.h"

/* Where an event comes from. */
struct origin {
	int execution; /* in origins->executions; -1: in none that was announced */
	int route;     /* number of the route code but for the execution's part; 0: none */
};

struct origins {
	GPtrArray *executions; /* of struct execution_announcement *, each with its own instance, by
				  arrival */

	/* ---- for origins.c only ---- */
	GPtrArray *route_names;    /* of char *: the route of each of `executions`; or NULL */
	GHashTable *by_route;      /* one of them to its place, plus 1, as a pointer */
	GPtrArray *routes;         /* of char *: by their numbers; the first is NULL */
	GHashTable *route_numbers; /* one of them to its number, as a pointer */
	int latest;                /* execution found; -1: none */
	int latest_route;          /* 0: none */
};

void origins_init(struct origins *origins);

/* Takes `event`, which announces an execution. If it makes no sense it is passed over. */
void origins_announce(struct origins *origins, const struct event *event);

/* Where `event` comes from. */
struct origin origins_of(struct origins *origins, const struct event *event);

/*
 * True if both come from one execution, or both from none. One that is announced again, under the
 * same route code, is the same one.
 */
bool origins_are_of_one_execution(const struct origins *origins, const struct origin *a,
				  const struct origin *b);

/* What was announced of the execution; NULL: nothing. */
const struct execution_announcement *origins_execution(const struct origins *origins,
						       const struct origin *origin);

/* The route code of events from `origin`. NULL: they have none. Owned by the caller. */
char *origins_route(const struct origins *origins, const struct origin *origin);

/* Frees what it holds; it may be all zero. */
void origins_clear(struct origins *origins);

#endif
