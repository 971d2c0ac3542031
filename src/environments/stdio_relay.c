#include "environments/stdio_relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "environments/callout_signals.h"
#include "environments/environments.h"

enum {
	COPY_BYTES = 65536,
	/* A pipe's largest capacity by default: once nothing is waited for, what comes after so
	 * much was written later. */
	REST_BYTES = 1048576,
};

/* What is looked for, and all that has come before it. */
struct relay_mark {
	const char *text; /* NULL: it has been found, or there is none */
	GString *before;
};

/* What of `bytes` comes after the mark. */
static struct bytes relay_after_mark(struct relay_mark *mark, struct bytes bytes)
{
	if (!mark->text)
		return bytes;
	size_t length = strlen(mark->text);
	g_string_append_len(mark->before, (const char *)bytes.data, (gssize)bytes.length);
	const char *found = memmem(mark->before->str, mark->before->len, mark->text, length);
	if (!found)
		return (struct bytes){bytes.data, 0};
	mark->text = NULL;
	size_t rest = mark->before->len - (size_t)(found - mark->before->str) - length;
	return (struct bytes){bytes.data + bytes.length - rest, rest};
}

/* Copies from stdin to stdout until there is nobody left to write, or nothing is waited for any
 * more and nothing left. */
static void copy_until_stopped(int stop, struct relay_mark mark)
{
	struct pollfd ends[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = stop}};
	static uint8_t data[COPY_BYTES];
	ssize_t rest = REST_BYTES;

	while (rest > 0 && poll(ends, G_N_ELEMENTS(ends), -1) > 0) {
		ssize_t length = ends[0].revents ? read(STDIN_FILENO, data, sizeof(data)) : 0;
		struct bytes bytes =
			relay_after_mark(&mark, (struct bytes){data, (size_t)MAX(length, 0)});
		if (length <= 0 || !file_write_all(STDOUT_FILENO, "output", bytes, NULL))
			break;
		if (ends[1].revents)
			rest -= length;
	}
}

/* The copier's whole life. It has nothing open but these three, so that it keeps no other pipe from
 * coming to its end; and signals are for the command, not for it. */
static G_GNUC_NORETURN void copy_and_exit(int from, int to, int stop, const char *mark)
{
	setpgid(0, 0);
	callout_signals_reset();
	dup2(to, STDOUT_FILENO);
	dup2(from, STDIN_FILENO);
	dup2(stop, STDERR_FILENO);
	closefrom(STDERR_FILENO + 1);
	copy_until_stopped(STDERR_FILENO, (struct relay_mark){mark, g_string_new(NULL)});
	_exit(0);
}

/* Starts the copier. -1 with errno set if that cannot be done. */
static pid_t start_copier(int from, int to, int stop, const char *mark)
{
	pid_t pid = fork();

	if (pid == 0)
		copy_and_exit(from, to, stop, mark);
	return pid;
}

struct stdio_relay *stdio_relay_open(int output, GError **error)
{
	return stdio_relay_open_after(output, NULL, error);
}

struct stdio_relay *stdio_relay_open_after(int output, const char *mark, GError **error)
{
	int ends[2] = {-1, -1};
	int stops[2] = {-1, -1};
	bool has_pipes = pipe2(ends, O_CLOEXEC) == 0 && pipe2(stops, O_CLOEXEC) == 0;
	pid_t pid = has_pipes ? start_copier(ends[0], output, stops[0], mark) : -1;

	if (pid < 0)
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "cannot start copying output: %s", g_strerror(errno));
	file_close(&ends[0]);
	file_close(&stops[0]);
	struct stdio_relay *relay = g_new(struct stdio_relay, 1);
	*relay = (struct stdio_relay){ends[1], stops[1], pid};
	if (pid < 0)
		g_clear_pointer(&relay, stdio_relay_free);
	return relay;
}

void stdio_relay_free(struct stdio_relay *relay)
{
	if (!relay)
		return;
	file_close(&relay->input);
	file_close(&relay->stop);
	while (relay->copier > 0 && waitpid(relay->copier, NULL, 0) < 0 && errno == EINTR)
		;
	g_free(relay);
}
