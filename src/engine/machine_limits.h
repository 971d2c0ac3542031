/*
 * Limits of the machine: how many children at a time testr can have. A worker that is started in
 * vain would fail the tests that it is given.
 */
#ifndef TESTR_ENGINE_MACHINE_LIMITS_H
#define TESTR_ENGINE_MACHINE_LIMITS_H

/* Descriptors that testr itself needs: streams, databases, the loop's own. */
#define OWN_DESCRIPTORS 32

/* What one child takes at most, with its id file and while it is being started. */
#define DESCRIPTORS_PER_CHILD 4

/*
 * How many children the hard limit of open files allows, and the soft limit of processes of this
 * user, of whom those count that are there now; at least 1. Sets `*which` to the limit that is the
 * lower one, in words.
 */
int machine_limits_children(const char **which);

#endif
