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

/* ---- asking ---- */

/* No argument is called so. */
#define END_OF_COMMAND "==end of command=="
#define HOSTILE_RAN "==hostile string ran=="

const char shell_without_processes[] = "sh() {\n"
				       "  while :; do\n"
				       "    case $1 in\n"
				       "    -*c) shift; break;;\n"
				       "    -*) shift;;\n"
				       "    *) return 2;;\n"
				       "    esac\n"
				       "  done\n"
				       "  code=$1\n"
				       "  shift\n"
				       "  [ $# -eq 0 ] || shift\n"
				       "  eval \"$code\"\n"
				       "}\n";

/* Writes the script that runs all commands. Returns its path, owned by the caller. */
static char *write_script(const struct shell *shell, const GPtrArray *commands)
{
	g_autoptr(GString) script = g_string_new("show() { " SHOW "; }\n");
	char *path = g_build_filename(shell->programs, "script", NULL);

	for (unsigned int i = 0; i < commands->len; i++) {
		g_autofree char *quoted = g_shell_quote(commands->pdata[i]);
		g_string_append_printf(script,
				       "( eval %s )\n"
				       "[ ! -e ran ] || printf '" HOSTILE_RAN "\\0' >>shown\n"
				       "printf '" END_OF_COMMAND "\\0' >>shown\n",
				       quoted);
	}
	g_assert_true(g_file_set_contents(path, script->str, (gssize)script->len, NULL));
	return path;
}

static void run_script(const struct shell *shell, const char *script)
{
	g_auto(GStrv) environment = g_get_environ();
	g_autofree char *path = g_strconcat(shell->programs, ":/usr/bin:/bin", NULL);
	const char *argv[] = {shell->program, script, NULL};
	g_autoptr(GError) error = NULL;

	environment = g_environ_setenv(environment, "PATH", path, TRUE);
	environment = g_environ_setenv(environment, "HOME", "/nowhere", TRUE);
	g_spawn_sync(shell->folder, (char **)argv, environment,
		     G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
		     NULL, NULL, &error);
	g_assert_no_error(error);
}

static void reading_clear(void *reading)
{
	g_strfreev(((struct shell_reading *)reading)->shown);
}

/* Splits what was kept at its NUL bytes, and then by command. */
static GArray *take_readings(const char *kept, size_t length)
{
	GArray *readings = g_array_new(FALSE, FALSE, sizeof(struct shell_reading));
	GPtrArray *shown = g_ptr_array_new();
	bool has_run_hostile = false;

	g_array_set_clear_func(readings, reading_clear);
	for (const char *at = kept; at < kept + length; at += strlen(at) + 1) {
		if (strcmp(at, HOSTILE_RAN) == 0) {
			has_run_hostile = true;
		} else if (strcmp(at, END_OF_COMMAND) == 0) {
			g_ptr_array_add(shown, NULL);
			struct shell_reading reading = {(char **)g_ptr_array_free(shown, FALSE),
							has_run_hostile};
			g_array_append_val(readings, reading);
			shown = g_ptr_array_new();
		} else {
			g_ptr_array_add(shown, g_strdup(at));
		}
	}
	g_ptr_array_unref(shown);
	return readings;
}

GArray *shell_read(const struct shell *shell, const GPtrArray *commands)
{
	g_autofree char *script = write_script(shell, commands);
	g_autofree char *path = g_build_filename(shell->folder, "shown", NULL);
	g_autofree char *kept = NULL;
	size_t length;

	run_script(shell, script);
	g_assert_true(g_file_get_contents(path, &kept, &length, NULL));
	g_unlink(path);
	GArray *readings = take_readings(kept, length);
	/* Otherwise a command has ended the shell that was to run the others. */
	g_assert_cmpuint(readings->len, ==, commands->len);
	return readings;
}

const struct shell_reading *shell_reading_at(const GArray *readings, size_t index)
{
	g_assert_cmpuint(index, <, readings->len);
	return &g_array_index(readings, struct shell_reading, index);
}

/* ---- the end ---- */

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
