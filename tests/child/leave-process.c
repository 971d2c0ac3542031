/*
 * leave-process [quiet]: prints the id of a process that it leaves behind, and ends. That process
 * waits to be killed; it holds stdout and stderr, or with `quiet` neither.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	pid_t pid = fork();

	if (pid < 0)
		return EXIT_FAILURE;
	if (pid > 0) {
		printf("%ld\n", (long)pid);
		return EXIT_SUCCESS;
	}
	if (argc > 1 && strcmp(argv[1], "quiet") == 0) {
		(void)close(STDOUT_FILENO);
		(void)close(STDERR_FILENO);
	}
	for (;;)
		(void)pause();
}
