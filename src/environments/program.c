#include "environments/program.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "environments/signals.h"

enum { EVIDENCE_BYTES = 1000 };

G_DEFINE_QUARK(testr - program, program_error)

static void append_arguments(GPtrArray *words, const char *word, va_list more)
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
	append_arguments(words, first, more);
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
	append_arguments(words, va_arg(more, const char *), more);
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

static void set_up_child(void *unused)
{
	(void)unused;
	program_end_with_parent();
	signals_reset();
}

/* The end of what a program said, in one piece that fits a message. */
static const char *evidence(char *said)
{
	g_strchomp(said);
	size_t length = strlen(said);
	return length > EVIDENCE_BYTES ? said + length - EVIDENCE_BYTES : said;
}

bool program_run(const GPtrArray *words, char **output, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *kept = NULL;
	g_autofree char *said = NULL;
	int wait_status = 0;
	GSpawnFlags flags = G_SPAWN_SEARCH_PATH | (output ? 0 : G_SPAWN_STDOUT_TO_DEV_NULL);

	if (!g_spawn_sync(NULL, (char **)words->pdata, NULL, flags, set_up_child, NULL,
			  output ? &kept : NULL, &said, &wait_status, &reason)) {
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "%s", reason->message);
		return false;
	}
	if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
		g_autofree char *ending = program_ending(wait_status);
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_FAILED, "%s: %s%s%s",
			    (const char *)words->pdata[0], ending, *said ? ": " : "",
			    evidence(said));
		return false;
	}
	if (output)
		*output = g_steal_pointer(&kept);
	return true;
}

bool program_find(const char *name, const char *remedy, GError **error)
{
	g_autofree char *path = g_find_program_in_path(name);

	if (!path)
		g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_MISSING, "%s is not installed: %s",
			    name, remedy);
	return path != NULL;
}
