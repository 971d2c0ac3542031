#include "environments/program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/file.h"
#include "environments/callout_signals.h"

enum { STDERR_BYTES = 1000, READ_BYTES = 4096 };

G_DEFINE_QUARK(testr_program, program_error)

static void append_word_list(GPtrArray *words, const char *word, va_list more)
{
	for (; word; word = va_arg(more, const char *))
		program_add(words, g_strdup(word));
}

GPtrArray *program_words(const char *first, ...)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	va_list more;

	g_ptr_array_add(words, NULL);
	va_start(more, first);
	append_word_list(words, first, more);
	va_end(more);
	return words;
}

void program_add(GPtrArray *words, char *word)
{
	g_ptr_array_insert(words, (int)words->len - 1, word);
}

void program_append(GPtrArray *words, ...)
{
	va_list more;

	va_start(more, words);
	append_word_list(words, va_arg(more, const char *), more);
	va_end(more);
}

void program_append_all(GPtrArray *words, const char *const *more)
{
	for (; *more; more++)
		program_add(words, g_strdup(*more));
}

char *program_ending(int wait_status)
{
	if (WIFEXITED(wait_status))
		return g_strdup_printf("exit status %d", WEXITSTATUS(wait_status));
	int signal = WTERMSIG(wait_status);
	return g_strdup_printf("killed by SIG%s (%s)", sigabbrev_np(signal), strsignal(signal));
}

void program_end_with_parent(void)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* A pipe that nobody writes to, rather than /dev/null: OCI runtimes give stdin to another user. */
static void set_empty_input(void)
{
	int ends[2];

	if (pipe(ends) != 0)
		return;
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
}

static void begin_program_child(void *data)
{
	(void)data;
	program_end_with_parent();
	callout_signals_reset();
}

static void set_up_program_child(void *data)
{
	const int *input = data;

	begin_program_child(NULL);
	if (*input >= 0)
		dup2(*input, STDIN_FILENO);
	else
		set_empty_input();
}

/* The end of what a program said, in one piece that fits a message. */
static const char *end_of_stderr(char *said)
{
	g_strchomp(said);
	size_t length = strlen(said);
	return length > STDERR_BYTES ? said + length - STDERR_BYTES : said;
}

/* Fails unless the program ended with status 0; `said` is what it wrote to stderr. */
static bool expect_success(const GPtrArray *words, int wait_status, char *said, GError **error)
{
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
		return true;
	g_autofree char *ending = program_ending(wait_status);
	g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_FAILED, "%s: %s%s%s",
		    (const char *)words->pdata[0], ending, *said ? ": " : "", end_of_stderr(said));
	return false;
}

/* As program_run_with; what the program wrote to stderr becomes `*said`, which is NULL if it has
 * not been started. */
static bool spawn_program(const GPtrArray *words, int input, char **output, char **said,
			  GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *kept = NULL;
	int wait_status = 0;

	*said = NULL;
	/* Output that nobody wants is kept, too, rather than sent to /dev/null: see above. */
	if (!g_spawn_sync(NULL, (char **)words->pdata, NULL, G_SPAWN_SEARCH_PATH,
			  set_up_program_child, &input, &kept, said, &wait_status, &reason)) {
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "%s", reason->message);
		return false;
	}
	if (!expect_success(words, wait_status, *said, error))
		return false;
	if (output)
		*output = g_steal_pointer(&kept);
	return true;
}

bool program_run_with(const GPtrArray *words, int input, char **output, GError **error)
{
	g_autofree char *said = NULL;

	return spawn_program(words, input, output, &said, error);
}

bool program_run_told(const GPtrArray *words, char **said, GError **error)
{
	return spawn_program(words, -1, NULL, said, error);
}

bool program_run(const GPtrArray *words, char **output, GError **error)
{
	return program_run_with(words, -1, output, error);
}

bool program_feed(const GPtrArray *words, const char *text, char **output, GError **error)
{
	g_autofree char *path = NULL;
	int file = g_file_open_tmp("testr-XXXXXX", &path, error);

	if (file < 0)
		return false;
	unlink(path);
	struct bytes content = {(const uint8_t *)text, strlen(text)};
	bool is_done = file_write_all(file, path, content, error) &&
		       lseek(file, 0, SEEK_SET) == 0 &&
		       program_run_with(words, file, output, error);
	close(file);
	return is_done;
}

/* Appends what comes from `input` to `text`, to the end or until it ends with `end`. */
static void read_until(int input, GString *text, const char *end)
{
	char data[READ_BYTES];
	ssize_t length;

	while ((!end || !g_str_has_suffix(text->str, end)) &&
	       (length = read(input, data, sizeof(data))) > 0)
		g_string_append_len(text, data, length);
}

/* What program_hold does once the program has been started; its ends are those of this process. */
static void converse_with_program(int input, int output, const char *text, program_told_fn told,
				  void *data)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct bytes bytes = {(const uint8_t *)text, strlen(text)};

	file_write_all(input, "the program", bytes, NULL);
	read_until(output, heard, PROGRAM_END);
	if (g_str_has_suffix(heard->str, PROGRAM_END)) {
		g_string_truncate(heard, heard->len - strlen(PROGRAM_END));
		told(heard->str, data);
	}
}

bool program_hold(const GPtrArray *words, const char *text, program_told_fn told, void *data,
		  GError **error)
{
	g_autoptr(GString) said = g_string_new(NULL);
	int ends[3] = {-1, -1, -1};
	int wait_status = 0;
	GPid pid = -1;

	if (!g_spawn_async_with_pipes(
		    NULL, (char **)words->pdata, NULL,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES,
		    begin_program_child, NULL, &pid, &ends[0], &ends[1], &ends[2], error))
		return false;
	/* The program may have ended already, and says why. */
	void (*on_broken_pipe)(int) = signal(SIGPIPE, SIG_IGN);
	converse_with_program(ends[0], ends[1], text, told, data);
	close(ends[0]);
	read_until(ends[2], said, NULL);
	close(ends[1]);
	close(ends[2]);
	waitpid(pid, &wait_status, 0);
	signal(SIGPIPE, on_broken_pipe);
	return expect_success(words, wait_status, said->str, error);
}

bool program_pipe(const GPtrArray *from, const GPtrArray *to, int harmless, GError **error)
{
	int nothing = -1;
	int middle = -1;
	GPid pid = -1;
	int wait_status = 0;

	if (!g_spawn_async_with_pipes(NULL, (char **)from->pdata, NULL,
				      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
				      set_up_program_child, &nothing, &pid, NULL, &middle, NULL,
				      error))
		return false;
	fcntl(middle, F_SETFD, FD_CLOEXEC);
	bool is_done = program_run_with(to, middle, NULL, error);
	close(middle);
	waitpid(pid, &wait_status, 0);
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == harmless)
		wait_status = 0;
	if (is_done && wait_status != 0) {
		g_autofree char *ending = program_ending(wait_status);
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_FAILED, "%s: %s",
			    (const char *)from->pdata[0], ending);
	}
	return is_done && wait_status == 0;
}

bool program_find(const char *name, const char *hint, GError **error)
{
	g_autofree char *path = g_find_program_in_path(name);

	if (!path)
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "%s is not installed: %s",
			    name, hint);
	return path != NULL;
}
