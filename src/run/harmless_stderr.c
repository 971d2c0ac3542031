#include "run/harmless_stderr.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/file.h"
#include "report/terminal.h"

#define PIECE_BYTES 4096

static void write_shown(const GString *shown)
{
	(void)file_write_all(STDERR_FILENO, "stderr",
			     (struct bytes){(const uint8_t *)shown->str, shown->len}, NULL);
}

/* Passes on what the pipe holds. False when nothing more will come. */
static bool pass_on_piece(int fd, struct terminal_stream *stream)
{
	char piece[PIECE_BYTES];
	g_autoptr(GString) shown = g_string_new(NULL);
	ssize_t length = read(fd, piece, sizeof piece);

	if (length <= 0)
		return length < 0 && errno == EINTR;
	terminal_stream_append(stream, shown, (struct text){piece, (size_t)length});
	write_shown(shown);
	return true;
}

static void *pass_on_errors(void *data)
{
	const struct harmless_stderr *errors = data;
	struct terminal_stream stream = {0};
	struct pollfd waiting[] = {{.fd = errors->reading, .events = POLLIN},
				   {.fd = errors->stop[0], .events = POLLIN}};
	g_autoptr(GString) rest = g_string_new(NULL);

	/* What it has written comes first; when it has ended and there is nothing, that is all. */
	while (poll(waiting, G_N_ELEMENTS(waiting), -1) > 0 || errno == EINTR) {
		if (waiting[0].revents ? !pass_on_piece(errors->reading, &stream)
				       : waiting[1].revents != 0)
			break;
	}
	terminal_stream_end(&stream, rest);
	write_shown(rest);
	return NULL;
}

void harmless_stderr_open(struct harmless_stderr *errors)
{
	int ends[2] = {-1, -1};

	*errors = (struct harmless_stderr){STDERR_FILENO, -1, {-1, -1}, NULL};
	if (!isatty(STDERR_FILENO) || pipe2(ends, O_CLOEXEC) != 0)
		return;
	if (pipe2(errors->stop, O_CLOEXEC) != 0) {
		file_close(&ends[0]);
		file_close(&ends[1]);
		return;
	}
	errors->reading = ends[0];
	errors->writing = ends[1];
}

void harmless_stderr_begin(struct harmless_stderr *errors)
{
	sigset_t all, before;

	if (errors->reading < 0)
		return;
	file_close(&errors->writing);
	/* Signals are for the thread that waits for them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errors->thread = g_thread_new("stderr", pass_on_errors, errors);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void harmless_stderr_end(struct harmless_stderr *errors)
{
	if (errors->reading < 0)
		return;
	file_close(&errors->stop[1]);
	g_thread_join(errors->thread);
	file_close(&errors->stop[0]);
	file_close(&errors->reading);
}
