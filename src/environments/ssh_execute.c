/* One execution on another machine, under the wrapper that keeper.sh is. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/quote.h"
#include "environments/foreground.h"
#include "environments/paths.h"
#include "environments/program.h"
#include "environments/ssh.h"
#include "environments/variables.h"

/* Sends the files of `request` into `folder`, each at its absolute path below it. */
static bool send_files(const struct instance *instance, const struct request *request,
		       const char *folder, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();

	if (!request->files[0])
		return true;
	for (const char *const *file = request->files; *file; file++)
		g_ptr_array_add(paths, (char *)*file + 1);
	g_ptr_array_add(paths, NULL);
	return ssh_send(instance, "/", (const char *const *)paths->pdata, NULL, folder, error);
}

/* The words of the command, with paths of this machine made into the host's. */
static char *adjusted_words(const struct instance *instance, const struct request *request,
			    const char *files, const char *source)
{
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree struct path_pair *pairs = NULL;
	size_t count = 0;

	pairs = g_new0(struct path_pair, g_strv_length((char **)request->files) + 1);
	pairs[count++] = (struct path_pair){instance->project, source};
	for (const char *const *file = request->files; *file; file++) {
		g_ptr_array_add(places, g_strconcat(files, *file, NULL));
		pairs[count++] = (struct path_pair){*file, places->pdata[places->len - 1]};
	}
	for (const char *const *word = request->words; *word; word++)
		g_ptr_array_add(words, paths_adjust(*word, pairs, count));
	g_ptr_array_add(words, NULL);
	return quote_words((const char *const *)words->pdata);
}

/* The command as a script for the keeper: see there. */
static char *make_script(const struct instance *instance, const struct request *request,
			 const char *folder)
{
	g_autofree char *files = g_build_filename(folder, "files", NULL);
	g_autofree char *source = g_build_filename(folder, "source", NULL);
	g_autofree char *place = quote_word(source);
	g_autofree char *words = adjusted_words(instance, request, files, source);
	g_auto(GStrv) variables = variables_from(instance->options);
	g_autoptr(GString) script = g_string_new(NULL);

	g_string_append_printf(script, "cd %s || exit 255\n", place);
	for (char **variable = variables; *variable; variable++) {
		g_autofree char *assignment = quote_word(*variable);
		g_string_append_printf(script, "export %s\n", assignment);
	}
	g_string_append_printf(script, "exec %s", words);
	g_auto(GStrv) lines = g_strsplit(script->str, "\n", -1);
	g_autofree char *joined = g_strjoinv("\n ", lines);
	return g_strconcat(" ", joined, "\n.\n", NULL);
}

/* The way to the keeper: a pipe into ssh. Once its end is closed, the keeper ends the command. */
struct line {
	int ends[2];
	const char *script;
};

/* A line that is cut is no error here: ssh then ends, and says how. */
static void say(const struct line *line, const char *text)
{
	struct bytes bytes = {(const uint8_t *)text, strlen(text)};

	file_write_all(line->ends[1], "ssh", bytes, NULL);
}

static void send_script(pid_t child, void *data)
{
	struct line *line = data;

	(void)child;
	close(line->ends[0]); /* so that writing to an ssh that has ended fails */
	line->ends[0] = -1;
	say(line, line->script);
}

static void send_signal(pid_t child, int signal, void *data)
{
	g_autofree char *text = g_strconcat(sigabbrev_np(signal), "\n", NULL);

	(void)child;
	say(data, text);
}

/* Runs ssh with the keeper at its other end. */
static int run_keeper(const struct instance *instance, const struct request *request,
		      const char *folder, struct line *line, GError **error)
{
	g_autofree char *keeper = g_build_filename(folder, "keeper", NULL);
	const char *const remote_words[] = {"exec", "/bin/sh", keeper, NULL};
	g_autofree char *remote = quote_words(remote_words);
	g_autoptr(GPtrArray) words = ssh_words(instance, remote);
	struct foreground foreground = {.words = words,
					.input = line->ends[0],
					.output = request->output,
					.started = send_script,
					.forward = send_signal,
					.data = line};
	int wait_status = 0;

	if (!foreground_run(&foreground, &wait_status, error))
		return STATUS_LOST;
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) != STATUS_LOST)
		return WEXITSTATUS(wait_status);
	g_autofree char *host = instance_get(instance, SSH_HOST);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "host %s: the connection was lost, or could not be made", host);
	return STATUS_LOST;
}

int ssh_execute(const struct instance *instance, const struct request *request, GError **error)
{
	g_autofree char *folder = instance_get(instance, SSH_FOLDER);
	struct line line = {.ends = {-1, -1}};

	if (!folder) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "'%s' was never ready", instance->id);
		return STATUS_LOST;
	}
	g_autofree char *files = g_build_filename(folder, "files", NULL);
	g_autofree char *script = make_script(instance, request, folder);
	line.script = script;
	if (!send_files(instance, request, files, error))
		return STATUS_LOST;
	if (pipe2(line.ends, O_CLOEXEC) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "cannot make a pipe: %s", g_strerror(errno));
		return STATUS_LOST;
	}
	int status = run_keeper(instance, request, folder, &line, error);
	for (size_t i = 0; i < G_N_ELEMENTS(line.ends); i++)
		if (line.ends[i] >= 0)
			close(line.ends[i]);
	return status;
}
