#include "model/ending.h"

#include <glib.h>
#include <signal.h>
#include <sys/wait.h>

/* Names as people know them from manuals and shells; strsignal() has none of these. */
static const struct {
	int number;
	const char *name;
} signals[] = {
	{SIGHUP, "SIGHUP"},   {SIGINT, "SIGINT"},   {SIGQUIT, "SIGQUIT"}, {SIGILL, "SIGILL"},
	{SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
	{SIGKILL, "SIGKILL"}, {SIGUSR1, "SIGUSR1"}, {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
	{SIGPIPE, "SIGPIPE"}, {SIGALRM, "SIGALRM"}, {SIGTERM, "SIGTERM"}, {SIGXCPU, "SIGXCPU"},
	{SIGXFSZ, "SIGXFSZ"}, {SIGSYS, "SIGSYS"},
};

static const char *find_signal(int number)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		if (signals[i].number == number)
			return signals[i].name;
	return NULL;
}

struct ending ending_of_wait(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return (struct ending){ENDING_SIGNALLED, WTERMSIG(wait_status)};
	return (struct ending){ENDING_EXITED, WEXITSTATUS(wait_status)};
}

char *ending_signal_name(int number)
{
	const char *name = find_signal(number);

	return name ? g_strdup(name) : g_strdup_printf("signal %d", number);
}

/* Shells and ssh pass a death by signal N on as status 128+N. */
static char *describe_status(int status)
{
	const char *name = find_signal(status - 128);

	if (name)
		return g_strdup_printf("exited with status %d (%s)", status, name);
	return g_strdup_printf("exited with status %d", status);
}

bool ending_is_success(struct ending ending)
{
	return ending.kind == ENDING_EXITED && ending.code == 0;
}

char *ending_describe(struct ending ending)
{
	g_autofree char *name = NULL;

	switch (ending.kind) {
	case ENDING_EXITED:
		return describe_status(ending.code);
	case ENDING_SIGNALLED:
		name = ending_signal_name(ending.code);
		return g_strdup_printf("was killed by %s", name);
	case ENDING_NOT_STARTED:
		return g_strdup_printf("could not be started: %s", g_strerror(ending.code));
	case ENDING_TIMED_OUT:
		break;
	}
	return g_strdup("ran out of time");
}
