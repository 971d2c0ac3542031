/* Ignores SIGTERM, says `ready`, and waits to be killed. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	(void)puts("ready");
	(void)fflush(stdout);
	for (;;)
		(void)pause();
}
