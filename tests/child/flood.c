/* flood MEGABYTES: writes that many MB to stdout and as many to stderr, in turn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_all(int descriptor, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t written = write(descriptor, data, length);
		if (written < 0)
			return -1;
		data += written;
		length -= (size_t)written;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static char chunk[100000];
	int chunks = argc > 1 ? atoi(argv[1]) * 10 : 0;

	memset(chunk, 'x', sizeof chunk);
	chunk[sizeof chunk - 1] = '\n';
	for (int i = 0; i < chunks; i++)
		if (write_all(STDOUT_FILENO, chunk, sizeof chunk) != 0 ||
		    write_all(STDERR_FILENO, chunk, sizeof chunk) != 0)
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
