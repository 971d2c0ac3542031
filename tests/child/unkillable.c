/*
 * Cannot be seen to die: a process in a session of its own traces it, prints its own id and does
 * nothing, so that the death stays its secret until it is killed itself. Prints `no` if the system
 * allows no tracing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

static void trace(pid_t traced)
{
	(void)setsid();
	if (ptrace(PTRACE_SEIZE, traced, 0, 0) == 0)
		printf("%ld\n", (long)getpid());
	else
		(void)puts("no");
	(void)fclose(stdout);
	(void)fclose(stderr);
	for (;;)
		(void)pause();
}

int main(void)
{
	pid_t traced = getpid();

	(void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	if (fork() == 0)
		trace(traced);
	for (;;)
		(void)pause();
}
