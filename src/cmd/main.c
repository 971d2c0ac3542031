/* The program: makes the process fit to run a command, and runs the one that is named. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/arguments.h"
#include "cmd/commands.h"
#include "cmd/memory.h"
#include "report/message.h"
#include "report/output.h"

/* A file opened later must not become what somebody believes to be stdout. */
static void open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			_exit(EXIT_CANNOT);
}

static bool is_capable_terminal(int fd)
{
	const char *term = g_getenv("TERM");

	return isatty(fd) && term && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

/* True if both are the same terminal. */
static bool share_terminal(int a, int b)
{
	struct stat first;
	struct stat second;

	return is_capable_terminal(a) && is_capable_terminal(b) && fstat(a, &first) == 0 &&
	       fstat(b, &second) == 0 && first.st_rdev == second.st_rdev;
}

/* Whoever started testr may have no use for it; without it no child of ours can be waited for. */
static void accept_sigchld(void)
{
	sigset_t child;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &child, NULL);
}

/* Unlike SIG_IGN, no program that is executed inherits it. */
static void outlive_signal(int number)
{
	(void)number;
}

static int run_command(struct context *context, char **argv)
{
	if (strcmp(argv[0], "--version") == 0) {
		output_string(context->output, "testr " TESTR_VERSION "\n");
		return EXIT_PASSED;
	}
	const struct command *command = command_find(argv[0]);
	if (!command) {
		message_usage(NULL, "there is no command '%s'", argv[0]);
		return EXIT_USAGE;
	}
	return command->run(context, argv);
}

/* Runs the command that `argv`, main's, names; `help` if it names none. */
static int run_named(struct context *context, char **argv)
{
	static const char *const help[] = {"help", NULL};

	if (arguments_bring_name_forward(argv) || g_strcmp0(argv[1], "--version") == 0)
		return run_command(context, argv + 1);
	return run_command(context, (char **)help);
}

int main(int argc, char **argv)
{
	struct context context = {0};
	g_autoptr(GError) error = NULL;

	(void)argc;
	open_standard_descriptors();
	/* How arguments are encoded. In numbers and words testr is alike everywhere. */
	setlocale(LC_CTYPE, "");
	/* A reader that goes away is an error of write(), told apart in output.c. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not grow any more (ulimit -f). What is executed is not told. */
	signal(SIGXFSZ, outlive_signal);
	memory_prepare();
	accept_sigchld();
	context.style.is_terminal = isatty(STDOUT_FILENO);
	context.style.is_coloured = is_capable_terminal(STDOUT_FILENO);
	context.has_terminal = share_terminal(STDOUT_FILENO, STDERR_FILENO);
	scoped(output) output = output_new(STDOUT_FILENO);
	context.output = output;
	int status = run_named(&context, argv);
	g_free(context.folder);
	if (!output_finish(output, &error)) {
		message_error(error);
		return EXIT_CANNOT;
	}
	return status;
}
