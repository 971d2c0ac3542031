/* How many CPUs this process may use. */
#ifndef TESTR_BASE_CPUS_H
#define TESTR_BASE_CPUS_H

/*
 * The CPUs that the process may run on (its affinity), or fewer if the quota of a control group
 * that it is in allows fewer (cgroups(7), version 1 or 2; a part of a CPU counts as one). At least
 * 1. `root` is the folder in which `proc` and `sys` are looked for: "/".
 */
int cpus_usable(const char *root);

#endif
