#include "cmd/memory.h"

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/context.h"

/* More stack than any command needs, libraries included. */
#define STACK_BYTES ((size_t)512 << 10)
#define PAGE_BYTES 4096

/* Writes without asking for memory. */
static void say(const char *words)
{
	ssize_t written = write(STDERR_FILENO, words, strlen(words));

	(void)written;
}

static G_GNUC_NORETURN void exit_without_memory(const char *what)
{
	say("testr: out of memory");
	if (what) {
		say(": ");
		say(what);
	}
	say("\n");
	_exit(EXIT_CANNOT);
}

static const char *message_of(const GLogField *fields, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (strcmp(fields[i].key, "MESSAGE") == 0)
			return fields[i].value;
	return "";
}

static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize count,
				  void *data)
{
	const char *message = message_of(fields, count);

	if ((level & G_LOG_LEVEL_ERROR) &&
	    (strstr(message, "failed to allocate") || strstr(message, "memory")))
		exit_without_memory(message);
	return g_log_writer_default(level, fields, count, data);
}

/* Each page is touched, from the top: so the stack grows to all of it now. */
static void __attribute__((noinline)) grow_stack(void)
{
	char stack[STACK_BYTES];
	volatile char *pages = stack;

	for (size_t i = STACK_BYTES; i >= PAGE_BYTES; i -= PAGE_BYTES)
		pages[i - 1] = 0;
}

void memory_prepare(void)
{
	/* A stack that cannot grow is a fault; a mapping that cannot be had is told. */
	void *probe = mmap(NULL, 2 * STACK_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (probe == MAP_FAILED)
		exit_without_memory(NULL);
	(void)munmap(probe, 2 * STACK_BYTES);
	grow_stack();
	g_log_set_writer_func(write_log, NULL, NULL);
}
