/*
 * Memory: what happens when there is none left (ulimit -v, a full machine). GLib and testr end the
 * process then, by a signal; here that becomes a message and an exit status. What testr cannot tidy
 * up itself any more the guardian does, as if testr had been killed.
 */
#ifndef TESTR_CMD_MEMORY_H
#define TESTR_CMD_MEMORY_H

/*
 * Exits with EXIT_CANNOT and a message when memory cannot be had from now on, or already cannot be
 * had for the stack, which could not grow later on without a fault.
 */
void memory_prepare(void);

#endif
