/*
 * A project's own three callouts as an environment, which a pool can wrap. It is not in the table
 * of environments: whoever wants no pool has the callouts themselves.
 *
 * --provision, --execute and --dispose are commands, split into words as a shell does and started
 * without one, in the project's folder; what each is about follows as further words, as in
 * testr-environment(1): a COUNT, which is 1; INSTANCE FILE... -- COMMAND...; INSTANCE. --refresh,
 * which gets INSTANCE, brings the project's present tree into one that is used again.
 */
#ifndef TESTR_ENVIRONMENTS_POOL_CUSTOM_CALLOUTS_H
#define TESTR_ENVIRONMENTS_POOL_CUSTOM_CALLOUTS_H

#include "environments/environments.h"

extern const struct environment custom_callouts_environment;

#endif
