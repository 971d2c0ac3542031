#include "shell.h"

#include <glib/gstdio.h>
#include <string.h>

const char *const hostile_strings[] = {
	"a b",
	"",
	"  ",
	"$(touch ran)",
	"`touch ran`",
	";touch ran;",
	"; touch ran #",
	"& touch ran &",
	"| touch ran",
	"|| touch ran ||",
	"&& touch ran &&",
	"\ntouch ran\n",
	"'; touch ran; '",
	"\"; touch ran; \"",
	"'\"; touch ran; \"'",
	"\\'; touch ran; \\'",
	"\\\"; touch ran; \\\"",
	"'$(touch ran)'",
	"\"$(touch ran)\"",
	"')(touch ran)('",
	"`touch ran",
	"\\`touch ran\\`",
	"\\$(touch ran)",
	"\\\\$(touch ran)",
	"$((touch ran))",
	"${x:=$(touch ran)}",
	"> ran",
	">ran",
	"2>ran",
	"<(touch ran)",
	"(touch ran)",
	"{touch,ran}",
	"{ touch ran; }",
	"a'b",
	"a\"b",
	"a\\",
	"\\",
	"'",
	"\"",
	"`",
	"$",
	"$$",
	"$HOME",
	"$COMMAND",
	"$IDFILE",
	"$INSTANCE_ID",
	"~",
	"~root",
	"*",
	"[a-z]*",
	"?how",
	"!",
	"!!",
	"#touch ran",
	"a #b",
	"=ls",
	"A=b",
	"-n",
	"--",
	"if",
	"done",
	"}",
	"a\tb",
	"a\rb",
	"\x01\x02\x7f",
	"\x81\x82\x83\x88",
	"h\xc3\xa9llo \xe6\xbc\xa2",
	"2",
	"EOF",
	"\nEOF\ntouch ran\n",
	"test.module.Class.test_x(a=1, b='c')",
	NULL,
};

/* As a function it costs no process; as a program it is there for shells in shells. */
#define SHOW "for argument; do printf '%s\\0' \"$argument\"; done >>shown; printf 'end\\0' >>shown"

static void make_show(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "show", NULL);

	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, "#!/bin/sh\n" SHOW "\n", -1, NULL));
	g_assert_cmpint(g_chmod(path, 0700), ==, 0);
}

bool shell_init(struct shell *shell, const char *program)
{
	g_autoptr(GError) error = NULL;

	*shell = (struct shell){.program = program};
	if (!g_file_test(program, G_FILE_TEST_IS_EXECUTABLE))
		return false;
	shell->folder = g_dir_make_tmp("testr-shell-XXXXXX", &error);
	g_assert_no_error(error);
	shell->programs = g_strconcat(shell->folder, "-programs", NULL);
	make_show(shell->programs);
	return true;
}

/* Splits what `show` kept at its NUL bytes. */
static char **take_shown(const struct shell *shell)
{
	g_autofree char *path = g_build_filename(shell->folder, "shown", NULL);
	g_autofree char *content = NULL;
	GPtrArray *arguments = g_ptr_array_new();
	size_t length = 0;

	if (g_file_get_contents(path, &content, &length, NULL))
		for (const char *at = content; at < content + length; at += strlen(at) + 1)
			g_ptr_array_add(arguments, g_strdup(at));
	g_ptr_array_add(arguments, NULL);
	g_unlink(path);
	return (char **)g_ptr_array_free(arguments, FALSE);
}

char **shell_show(const struct shell *shell, const char *command)
{
	g_auto(GStrv) environment = g_get_environ();
	g_autofree char *path = g_strconcat(shell->programs, ":/usr/bin:/bin", NULL);
	g_autofree char *script = g_strconcat("show() { " SHOW "; }\n", command, NULL);
	const char *argv[] = {shell->program, "-c", script, NULL};
	g_autoptr(GError) error = NULL;

	environment = g_environ_setenv(environment, "PATH", path, TRUE);
	environment = g_environ_setenv(environment, "HOME", "/nowhere", TRUE);
	g_spawn_sync(shell->folder, (char **)argv, environment,
		     G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
		     NULL, NULL, &error);
	g_assert_no_error(error);
	return take_shown(shell);
}

bool shell_has_run_hostile(const struct shell *shell)
{
	g_autofree char *path = g_build_filename(shell->folder, "ran", NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void remove_folder(char *folder)
{
	g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);

	for (const char *name; (name = g_dir_read_name(names));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_unlink(path);
	}
	g_rmdir(folder);
	g_free(folder);
}

void shell_clear(struct shell *shell)
{
	remove_folder(shell->folder);
	remove_folder(shell->programs);
}
