#include "base/process_identity.h"

#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(void)
{
	pid_t child = fork();

	if (child == 0)
		for (;;)
			pause();
	return child;
}

static void a_running_process_is_alive_until_it_ends(void)
{
	pid_t child = start();
	g_autofree char *identity = process_identity_text(child);

	g_assert_nonnull(identity);
	g_assert_true(process_identity_text_is_alive(identity));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	g_assert_false(process_identity_text_is_alive(identity));
}

static void another_process_with_its_number_is_not_it(void)
{
	g_autofree char *identity = process_identity_text(getpid());
	g_autofree char *earlier = g_strdup_printf("%d 1 some-boot", (int)getpid());

	g_assert_true(process_identity_text_is_alive(identity));
	g_assert_false(process_identity_text_is_alive(earlier));
	g_assert_false(process_identity_text_is_alive(NULL));
	g_assert_false(process_identity_text_is_alive(""));
}

static void ending_it_waits_for_its_end(void)
{
	pid_t child = start();
	g_autofree char *identity = process_identity_text(child);
	int wait_status = 0;

	process_identity_text_end(identity, 5000);

	g_assert_false(process_identity_text_is_alive(identity));
	g_assert_cmpint(waitpid(child, &wait_status, 0), ==, child);
	g_assert_cmpint(WTERMSIG(wait_status), ==, SIGTERM);
}

static void one_that_ignores_TERM_is_killed(void)
{
	void (*before)(int) = signal(SIGTERM, SIG_IGN);
	pid_t child = start();
	signal(SIGTERM, before);
	g_autofree char *identity = process_identity_text(child);
	int wait_status = 0;

	process_identity_text_end(identity, 50);

	g_assert_cmpint(waitpid(child, &wait_status, 0), ==, child);
	g_assert_cmpint(WTERMSIG(wait_status), ==, SIGKILL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/process_identity/alive", a_running_process_is_alive_until_it_ends);
	g_test_add_func("/process_identity/reused", another_process_with_its_number_is_not_it);
	g_test_add_func("/process_identity/end", ending_it_waits_for_its_end);
	g_test_add_func("/process_identity/kill", one_that_ignores_TERM_is_killed);
	return g_test_run();
}
