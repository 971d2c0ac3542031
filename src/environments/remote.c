#include "environments/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/quote.h"
#include "environments/callout_child.h"
#include "environments/env_option.h"
#include "environments/exec_wrapper.h"
#include "environments/instance_tree.h"
#include "environments/path_mapping.h"
#include "environments/program.h"

const char *remote_wrapper(void)
{
	return exec_wrapper;
}

/* GNU's tar has a status of its own, 1, for files that have changed or gone while it read them. */
static bool is_tar_of_gnu(void)
{
	g_autoptr(GPtrArray) words = program_words("tar", "--version", NULL);
	g_autofree char *said = NULL;

	return program_run(words, &said, NULL) && strstr(said, "GNU tar");
}

bool remote_send(const struct remote *remote, const char *from, const char *const *paths,
		 const char *excluded, const char *folder, GError **error)
{
	g_autoptr(GPtrArray) pack = program_words("tar", "-C", from, NULL);
	const char *const unpack[] = {"tar", "-C", folder, "-xpf", "-", NULL};
	g_autoptr(GPtrArray) words = remote->words(remote->instance, unpack);

	if (excluded)
		program_add(pack, g_strconcat("--exclude=", excluded, NULL));
	program_append(pack, "-cf", "-", "--", NULL);
	program_append_all(pack, paths);
	return program_pipe(pack, words, excluded && is_tar_of_gnu() ? 1 : 0, error);
}

bool remote_send_project(const struct remote *remote, const char *tree, GError **error)
{
	static const char *const all[] = {".", NULL};
	g_autofree char *here = instance_tree(remote->instance);
	g_autofree char *repository =
		g_strconcat(".", instance_tree_place(remote->instance), "/.testrepository", NULL);

	return remote_send(remote, here, all, repository, tree, error);
}

/* Sends the files of `request`, each to its absolute path below the folder `files`. */
static bool remote_send_files(const struct remote *remote, const struct request *request,
			      GError **error)
{
	g_autofree char *folder = g_build_filename(remote->folder, "files", NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new();

	if (!request->files[0])
		return true;
	for (const char *const *file = request->files; *file; file++)
		g_ptr_array_add(paths, (char *)*file + 1);
	g_ptr_array_add(paths, NULL);
	return remote_send(remote, "/", (const char *const *)paths->pdata, NULL, folder, error);
}

/* The words of the command, with paths of this machine made into those there, quoted. */
static char *remote_command(const struct remote *remote, const struct request *request)
{
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree struct path_pair *pairs = NULL;
	size_t count = 0;

	const struct instance_record *instance = remote->instance;
	g_autofree char *tree = instance_tree(instance);
	size_t length = strlen(remote->source) - strlen(instance_tree_place(instance));
	g_autofree char *tree_there = g_strndup(remote->source, length);
	pairs = g_new0(struct path_pair, g_strv_length((char **)request->files) + 2);
	pairs[count++] = (struct path_pair){tree, tree_there};
	pairs[count++] = (struct path_pair){instance->project, remote->source};
	for (const char *const *file = request->files; *file; file++) {
		g_ptr_array_add(places, g_strconcat(remote->folder, "/files", *file, NULL));
		pairs[count++] = (struct path_pair){*file, places->pdata[places->len - 1]};
	}
	for (const char *const *word = request->words; *word; word++)
		g_ptr_array_add(words, path_mapping_apply(*word, pairs, count));
	g_ptr_array_add(words, NULL);
	return quote_words((const char *const *)words->pdata);
}

/* A limit that the shell can set. */
struct shell_limit {
	int resource;
	rlim_t unit;         /* in which the shell counts, bytes for instance */
	const char *letters; /* shells differ: each that is none is refused */
};

/* Soft limits as this process has them, as lines of `script`. What is above a hard limit there is
 * left as it is there. */
static void append_limits(GString *script)
{
	static const struct shell_limit limits[] = {
		{RLIMIT_CPU, 1, "t"},      {RLIMIT_FSIZE, 512, "f"},    {RLIMIT_DATA, 1024, "d"},
		{RLIMIT_STACK, 1024, "s"}, {RLIMIT_CORE, 512, "c"},     {RLIMIT_RSS, 1024, "m"},
		{RLIMIT_AS, 1024, "v"},    {RLIMIT_MEMLOCK, 1024, "l"}, {RLIMIT_NOFILE, 1, "n"},
		{RLIMIT_NPROC, 1, "pu"},
	};
	struct rlimit limit;

	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *number = NULL;
		if (getrlimit(limits[i].resource, &limit) != 0)
			continue;
		if (limit.rlim_cur != RLIM_INFINITY)
			number = g_strdup_printf("%" G_GUINT64_FORMAT,
						 (uint64_t)(limit.rlim_cur / limits[i].unit));
		for (const char *letter = limits[i].letters; *letter; letter++)
			g_string_append_printf(script, "ulimit -S -%c %s 2>/dev/null\n", *letter,
					       number ? number : "unlimited");
	}
}

/* The umask of this process. */
static mode_t present_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/* The token and the command as a script for the wrapper: see there. */
static char *wrapper_script(const struct remote *remote, const struct request *request,
			    const char *token)
{
	g_autofree char *source = quote_word(remote->source);
	g_autofree char *words = remote_command(remote, request);
	g_auto(GStrv) variables = env_option_variables(remote->instance->options);
	g_autoptr(GString) script = g_string_new(NULL);

	if (remote->mark)
		g_string_append_printf(script, "echo %.*s\n", (int)strcspn(remote->mark, "\n"),
				       remote->mark);
	g_string_append_printf(script, "cd %s || exit 255\n", source);
	append_limits(script);
	g_string_append_printf(script, "umask %03o\n", (unsigned)present_umask());
	for (char **variable = variables; *variable; variable++) {
		g_autofree char *assignment = quote_word(*variable);
		g_string_append_printf(script, "export %s\n", assignment);
	}
	g_string_append_printf(script, "exec %s", words);
	g_auto(GStrv) lines = g_strsplit(script->str, "\n", -1);
	g_autofree char *joined = g_strjoinv("\n ", lines);
	return g_strconcat(token, "\n ", joined, "\n.\n", NULL);
}

/* The way to the wrapper: a pipe into the program that leads there. Once its end is closed, the
 * wrapper ends the command. */
struct wrapper_line {
	int ends[2];
	const char *script;
};

/* A line that is cut is no error here: the program then ends, and says how. */
static void say_to_wrapper(const struct wrapper_line *line, const char *text)
{
	struct bytes bytes = {(const uint8_t *)text, strlen(text)};

	file_write_all(line->ends[1], "the way there", bytes, NULL);
}

static void send_wrapper_script(pid_t child, void *data)
{
	struct wrapper_line *line = data;

	(void)child;
	close(line->ends[0]); /* so that writing to a program that has ended fails */
	line->ends[0] = -1;
	say_to_wrapper(line, line->script);
}

static void send_wrapper_signal(pid_t child, int signal, void *data)
{
	g_autofree char *text = g_strconcat(sigabbrev_np(signal), "\n", NULL);

	(void)child;
	say_to_wrapper(data, text);
}

bool remote_execute(const struct remote *remote, const struct request *request, const char *token,
		    int *wait_status, GError **error)
{
	g_autofree char *path = g_build_filename(remote->folder, REMOTE_WRAPPER_FILE, NULL);
	const char *const wrapper[] = {"/bin/sh", path, NULL};
	g_autoptr(GPtrArray) words = remote->words(remote->instance, wrapper);
	g_autofree char *script = wrapper_script(remote, request, token);
	struct wrapper_line line = {.ends = {-1, -1}, .script = script};

	if (!remote_send_files(remote, request, error))
		return false;
	if (pipe2(line.ends, O_CLOEXEC) != 0) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "cannot make a pipe: %s", g_strerror(errno));
		return false;
	}
	struct callout_child program = {.words = words,
					.input = line.ends[0],
					.output = request->output,
					.error = remote->error,
					.started = send_wrapper_script,
					.forward = send_wrapper_signal,
					.data = &line};
	bool is_done = callout_child_run(&program, wait_status, error);
	for (size_t i = 0; i < G_N_ELEMENTS(line.ends); i++)
		if (line.ends[i] >= 0)
			close(line.ends[i]);
	return is_done;
}

bool remote_confirms(const struct remote *remote, const char *token, int status)
{
	g_autofree char *path = g_build_filename(remote->folder, "status", NULL);
	const char *const command[] = {"cat", path, NULL};
	g_autoptr(GPtrArray) words = remote->words(remote->instance, command);
	g_autofree char *expected = g_strdup_printf("%s %d\n", token, status);
	g_autofree char *found = NULL;

	return program_run(words, &found, NULL) && strcmp(found, expected) == 0;
}
