#include "environments/conduit.h"

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
	struct conduit *conduit = conduit_open(file, NULL);

	for (size_t i = 0; i < MUCH; i++)
		much[i] = (uint8_t)(i * i >> 3);
	g_assert_nonnull(conduit);
	g_assert_true(file_write_all(conduit->input, "conduit", (struct bytes){much, MUCH}, NULL));
	conduit_free(conduit);

	g_assert_true(g_file_get_contents(path, &found, &length, NULL));
	unlink(path);
	g_assert_cmpmem(found, length, much, MUCH);
}

static void who_might_still_write_is_not_waited_for(void)
{
	int ends[2];
	char word[8] = "";

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	struct conduit *conduit = conduit_open(ends[1], NULL);
	struct conduit *other = conduit_open(ends[1], NULL);
	int held = dup(conduit->input);

	g_assert_cmpint(write(held, "word", 4), ==, 4);
	conduit_free(conduit); /* this returns, although `held` and the other copier are there */
	conduit_free(other);

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
	struct conduit *conduit = conduit_open(ends[1], NULL);
	close(ends[0]);
	close(ends[1]);

	signal(SIGPIPE, SIG_IGN);
	while (write(conduit->input, "word", 4) == 4)
		;
	g_assert_cmpint(errno, ==, EPIPE);
	signal(SIGPIPE, SIG_DFL);
	conduit_free(conduit);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conduit/all-that-was-written-arrives", all_that_was_written_arrives);
	g_test_add_func("/conduit/who-might-still-write-is-not-waited-for",
			who_might_still_write_is_not_waited_for);
	g_test_add_func("/conduit/who-writes-is-told-that-nobody-reads",
			who_writes_is_told_that_nobody_reads);
	return g_test_run();
}
