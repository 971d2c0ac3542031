/*
 * What the tests of the store share: a project folder of their own, and children that do
 * something in it and are killed.
 */
#ifndef TESTR_TESTS_STORE_FIXTURE_H
#define TESTR_TESTS_STORE_FIXTURE_H

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Removes `path` and all that is in it. */
static inline void remove_tree(const char *path)
{
	g_autoptr(GDir) folder =
		g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_tree(inner);
	}
	g_remove(path);
}

/*
 * A new empty folder, to be removed with remove_project(). In memory where that is possible: tests
 * that kill processes at each moment sync thousands of times.
 */
static inline char *make_project(void)
{
	const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();
	char *folder = g_build_filename(parent, "testr-store-XXXXXX", NULL);

	g_assert_nonnull(g_mkdtemp(folder));
	return folder;
}

static inline void remove_project(char **folder)
{
	remove_tree(*folder);
	g_free(*folder);
}

/* A path of a new folder, which is removed when it goes out of scope. */
#define scoped_project __attribute__((cleanup(remove_project))) char *

/* Runs the SQL `script` in the database `path`, behind the back of who keeps it. Frees `path`. */
static inline void tamper(char *path, const char *script)
{
	sqlite3 *connection;

	g_assert_cmpint(sqlite3_open(path, &connection), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(connection, script, NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_close(connection), ==, SQLITE_OK);
	g_free(path);
}

/*
 * Forks a child that runs `work` and, if that returns, exits with what it returns. A failing
 * assertion kills it. The child is not to use what the parent has opened.
 */
static inline pid_t start_child(int (*work)(void *data), void *data)
{
	pid_t child = fork();

	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		_exit(work(data));
	return child;
}

/* Waits until `child` has ended; returns its exit status, or minus the signal that ended it. */
static inline int await_child(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		g_assert_cmpint(errno, ==, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* The same for a child that is to have succeeded. */
static inline void run_child(int (*work)(void *data), void *data)
{
	g_assert_cmpint(await_child(start_child(work, data)), ==, 0);
}

/* For the last line of a child: dies as if killed from outside. */
static inline int die(void)
{
	kill(getpid(), SIGKILL);
	return 1;
}

#endif
