#include "environments/callout_signals.h"

#include <errno.h>
#include <glib.h>
#include <stddef.h>
#include <time.h>

static const int steering[] = {SIGTERM, SIGINT,  SIGHUP,  SIGQUIT, SIGUSR1,
			       SIGUSR2, SIGTSTP, SIGCONT, SIGCHLD};

static void steering_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < G_N_ELEMENTS(steering); i++)
		sigaddset(set, steering[i]);
}

void callout_signals_hold(sigset_t *before)
{
	sigset_t set;

	signal(SIGCHLD, SIG_DFL); /* it may have been inherited as ignored */
	steering_set(&set);
	sigprocmask(SIG_BLOCK, &set, before);
}

int callout_signals_next(int limit_ms)
{
	struct timespec limit = {limit_ms / 1000, limit_ms % 1000 * 1000000L};
	sigset_t set;
	int signal = -1;

	steering_set(&set);
	do {
		signal = limit_ms < 0 ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &limit);
	} while (signal < 0 && errno == EINTR);
	return signal < 0 ? 0 : signal;
}

bool callout_signals_is_ending(int signal)
{
	return signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

void callout_signals_reset(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
