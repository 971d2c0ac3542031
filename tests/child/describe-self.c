/*
 * Prints what a process inherited, one `name=value` a line: whether it leads its process group
 * and its session, which descriptors are open, which signals are ignored or blocked, the limit of
 * open files, and how many bytes its stdin gives.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static void print_descriptors(void)
{
	printf("descriptors=");
	for (int descriptor = 0; descriptor < 4096; descriptor++)
		if (fcntl(descriptor, F_GETFD) != -1)
			printf("%d ", descriptor);
	printf("\n");
}

static void print_signals(void)
{
	sigset_t blocked;
	(void)sigprocmask(SIG_SETMASK, NULL, &blocked);

	printf("signals=");
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;
		if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			printf("ignored-%d ", number);
		if (sigismember(&blocked, number) == 1)
			printf("blocked-%d ", number);
	}
	printf("\n");
}

int main(void)
{
	struct rlimit limit;
	(void)getrlimit(RLIMIT_NOFILE, &limit);

	printf("group=%s\n", getpgrp() == getpid() ? "own" : "other");
	printf("session=%s\n", getsid(0) == getpid() ? "own" : "other");
	print_descriptors();
	print_signals();
	printf("files=%llu\n", (unsigned long long)limit.rlim_cur);
	printf("stdin=%zu\n", fread((char[16]){0}, 1, 16, stdin));
	return EXIT_SUCCESS;
}
