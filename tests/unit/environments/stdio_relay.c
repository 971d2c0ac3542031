#include "environments/stdio_relay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { MUCH = 3000000 };

static void all_that_was_written_arrives(void)
{
	g_autofree char *path = NULL;
	g_autofree uint8_t *much = g_malloc(MUCH);
	g_autofree char *found = NULL;
	size_t length = 0;
	scoped_fd file = g_file_open_tmp("testr-XXXXXX", &path, NULL);
	struct stdio_relay *relay = stdio_relay_open(file, NULL);

	for (size_t i = 0; i < MUCH; i++)
		much[i] = (uint8_t)(i * i >> 3);
	g_assert_nonnull(relay);
	g_assert_true(file_write_all(relay->input, "relay", (struct bytes){much, MUCH}, NULL));
	stdio_relay_free(relay);

	g_assert_true(g_file_get_contents(path, &found, &length, NULL));
	unlink(path);
	g_assert_cmpmem(found, length, much, MUCH);
}

static void what_comes_before_the_mark_goes_nowhere(void)
{
	int ends[2];
	char word[16] = "";

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	struct stdio_relay *relay = stdio_relay_open_after(ends[1], "mark\n", NULL);
	g_assert_cmpint(write(relay->input, "welcome ma", 10), ==, 10);
	g_assert_cmpint(write(relay->input, "rk\nword mark\n", 13), ==, 13);
	stdio_relay_free(relay);
	close(ends[1]);

	g_assert_cmpint(read(ends[0], word, sizeof(word)), ==, 10);
	g_assert_cmpstr(word, ==, "word mark\n");
	close(ends[0]);
}

static void who_might_still_write_is_not_waited_for(void)
{
	int ends[2];
	char word[8] = "";

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	struct stdio_relay *relay = stdio_relay_open(ends[1], NULL);
	struct stdio_relay *other = stdio_relay_open(ends[1], NULL);
	int held = dup(relay->input);

	g_assert_cmpint(write(held, "word", 4), ==, 4);
	stdio_relay_free(relay); /* this returns, although `held` and the other copier are there */
	stdio_relay_free(other);

	g_assert_cmpint(read(ends[0], word, sizeof(word)), ==, 4);
	g_assert_cmpstr(word, ==, "word");
	close(held);
	close(ends[0]);
	close(ends[1]);
}

static void who_writes_is_told_that_nobody_reads(void)
{
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	struct stdio_relay *relay = stdio_relay_open(ends[1], NULL);
	close(ends[0]);
	close(ends[1]);

	signal(SIGPIPE, SIG_IGN);
	while (write(relay->input, "word", 4) == 4)
		;
	g_assert_cmpint(errno, ==, EPIPE);
	signal(SIGPIPE, SIG_DFL);
	stdio_relay_free(relay);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stdio_relay/mark", what_comes_before_the_mark_goes_nowhere);
	g_test_add_func("/stdio_relay/all-that-was-written-arrives", all_that_was_written_arrives);
	g_test_add_func("/stdio_relay/who-might-still-write-is-not-waited-for",
			who_might_still_write_is_not_waited_for);
	g_test_add_func("/stdio_relay/who-writes-is-told-that-nobody-reads",
			who_writes_is_told_that_nobody_reads);
	return g_test_run();
}
