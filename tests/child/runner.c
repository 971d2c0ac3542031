/*
 * A test runner whose tests do what their names say, for tests that need a real one:
 *
 *	runner SUITE [--list] [--load-list FILE] [ID...]
 *
 * SUITE is a file with one test id a line. Without ids all of them run, in that order. Subunit v2
 * goes to stdout, at the latest before a test does anything but pass or fail.
 * What an id does is the part before its first '.', a number in it included: see `behaviours`.
 *
 * RUNNER_LOG=FILE in the environment: appends a line "PID: ID ID..." for each execution.
 */
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runner_output.h"

/* ---- what the tests do: each is called after `inprogress`; `number` is -1 if the id has none */

static void pass(const char *id, long number)
{
	(void)number;
	say(id, SUCCESS);
}

static void fail(const char *id, long number)
{
	(void)number;
	g_autofree char *traceback = g_strdup_printf("%s: as it should\n", id);
	attach(id, "traceback", traceback);
	say(id, FAIL);
}

static void skip(const char *id, long number)
{
	(void)number;
	attach(id, "reason", "not today");
	say(id, SKIP);
}

static void expected_failure(const char *id, long number)
{
	(void)number;
	say(id, XFAIL);
}

static void unexpected_success(const char *id, long number)
{
	(void)number;
	say(id, UXSUCCESS);
}

static void sleep_then_pass(const char *id, long number)
{
	g_usleep((gulong)number * 1000);
	say(id, SUCCESS);
}

static void hang(const char *id, long number)
{
	(void)id;
	(void)number;
	for (;;)
		pause();
}

/* Ignores TERM, so that only KILL ends it. */
static void hang_on(const char *id, long number)
{
	signal(SIGTERM, SIG_IGN);
	hang(id, number);
}

static void crash(const char *id, long number)
{
	(void)id;
	(void)number;
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void exit_early(const char *id, long number)
{
	(void)id;
	_exit(number < 0 ? 0 : (int)number);
}

/* Ends with its test started and nothing more said of it. */
static void say_nothing_more(const char *id, long number)
{
	(void)id;
	(void)number;
}

static void report_twice(const char *id, long number)
{
	(void)number;
	say(id, SUCCESS);
	fail(id, -1);
}

static void report_stranger(const char *id, long number)
{
	(void)number;
	g_autofree char *stranger = g_strconcat("stranger-of-", id, NULL);
	fail(stranger, -1);
	say(id, SUCCESS);
}

static void speak_to_stderr(const char *id, long number)
{
	(void)number;
	fprintf(stderr, "%s speaks\n", id);
	say(id, SUCCESS);
}

static void speak_to_stdout(const char *id, long number)
{
	(void)number;
	g_autofree char *words = g_strdup_printf("%s prints\n", id);
	put((const uint8_t *)words, strlen(words));
	say(id, SUCCESS);
}

/* Ten bytes of a packet that lies about its length, then a good one. */
static void damage(const char *id, long number)
{
	(void)number;
	static const uint8_t lie[] = {0xB3, 0x2B, 0x03, 0x3f, 0x61, 0x62, 0x63, 0x64, 0x65, 0x0a};
	put(lie, sizeof lie);
	say(id, SUCCESS);
}

/* Attaches the folder and what testr tells in the environment, then fails, so that it is shown. */
static void show_surroundings(const char *id, long number)
{
	static const char *const names[] = {"TESTR_RUN", "TESTR_WORKER", "TESTR_INSTANCE_ID"};
	g_autofree char *folder = g_get_current_dir();
	g_autoptr(GString) text = g_string_new(NULL);

	(void)number;
	g_string_append_printf(text, "folder=%s\n", folder);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_getenv(names[i]))
			g_string_append_printf(text, "%s=%s\n", names[i], g_getenv(names[i]));
	attach(id, "surroundings", text->str);
	say(id, FAIL);
}

/* Attaches `number` KiB and fails. */
static void attach_much(const char *id, long number)
{
	g_autofree char *content = g_malloc((gsize)number * 1024 + 1);
	memset(content, 'x', (size_t)number * 1024);
	content[number * 1024] = '\0';
	attach(id, "much", content);
	say(id, FAIL);
}

/* Fails with terminal control sequences in its words. */
static void colour(const char *id, long number)
{
	(void)number;
	attach(id, "traceback", "\033[31mred\033[0m and \033]0;title\007 rung\n");
	say(id, FAIL);
}

/* Leaves a process behind that holds stdout for `number` seconds. */
static void leak(const char *id, long number)
{
	say(id, SUCCESS);
	if (fork() == 0) {
		sleep((unsigned)number);
		_exit(0);
	}
}

static long poisons;

static void poison(const char *id, long number)
{
	poisons++;
	pass(id, number);
}

/* Fails if a test `poison`, or `number` of them, ran before it in the same process. */
static void victim(const char *id, long number)
{
	(poisons >= MAX(number, 1) ? fail : pass)(id, number);
}

/* How often a test has been run in this folder. */
static long count_times(const char *id)
{
	g_autofree char *path = g_strconcat(id, ".times", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, ".", 1) != 1)
		exit(96);
	return (long)lseek(fd, 0, SEEK_END);
}

/* True the first time that a test is run in this folder, or the first `number` times. */
static bool is_first(const char *id, long number)
{
	return count_times(id) <= MAX(number, 1);
}

/* Fails after a poison, but not each `number`-th time. */
static void waver(const char *id, long number)
{
	(poisons > 0 && count_times(id) % number != 0 ? fail : pass)(id, number);
}

/* What these are called after they do the first times. */
static void fail_first(const char *id, long number)
{
	(is_first(id, number) ? fail : pass)(id, number);
}

static void pass_first(const char *id, long number)
{
	(is_first(id, number) ? pass : fail)(id, number);
}

static void crash_first(const char *id, long number)
{
	(is_first(id, number) ? crash : pass)(id, number);
}

static void hang_first(const char *id, long number)
{
	(is_first(id, number) ? hang : pass)(id, number);
}

/* Fails first, and is skipped later. */
static void skip_later(const char *id, long number)
{
	(is_first(id, number) ? fail : skip)(id, number);
}

static const struct {
	const char *name;
	void (*act)(const char *id, long number);
} behaviours[] = {
	{"pass", pass},
	{"fail", fail},
	{"skip", skip},
	{"xfail", expected_failure},
	{"uxsuccess", unexpected_success},
	{"sleep", sleep_then_pass}, /* sleep100: 100 ms */
	{"hang", hang},
	{"hangon", hang_on},
	{"crash", crash},
	{"exit", exit_early}, /* exit3: with status 3 */
	{"silent", say_nothing_more},
	{"twice", report_twice},
	{"stranger", report_stranger},
	{"stderr", speak_to_stderr},
	{"stdout", speak_to_stdout},
	{"damage", damage},
	{"surroundings", show_surroundings},
	{"much", attach_much}, /* much5000: 5000 KiB */
	{"colour", colour},
	{"leak", leak}, /* leak30: for 30 s */
	{"poison", poison},
	{"victim", victim},    /* victim2: two poisons are needed */
	{"waver", waver},      /* waver3: not the third time */
	{"flaky", fail_first}, /* flaky2: fails twice */
	{"passfirst", pass_first},
	{"crashfirst", crash_first},
	{"hangfirst", hang_first},
	{"skiplater", skip_later},
};

/* ---- the runner ---- */

static void act_out(void (*act)(const char *id, long number), const char *id, long number)
{
	bool is_at_once = act == pass || act == fail;

	say(id, INPROGRESS);
	if (!is_at_once)
		write_out();
	act(id, number);
	if (!is_at_once)
		write_out();
}

/* "sleep100.a" is behaviour "sleep" with number 100. An id of no behaviour is never reported. */
static void run_test(const char *id)
{
	size_t name_length = strcspn(id, ".0123456789");
	char *end;
	long number = strtol(id + name_length, &end, 10);

	for (size_t i = 0; i < G_N_ELEMENTS(behaviours); i++) {
		if (strlen(behaviours[i].name) != name_length ||
		    strncmp(behaviours[i].name, id, name_length) != 0)
			continue;
		act_out(behaviours[i].act, id, end == id + name_length ? -1 : number);
		return;
	}
}

static void read_ids(GPtrArray *ids, const char *path)
{
	g_autofree char *content = NULL;
	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		fprintf(stderr, "runner: cannot read '%s'\n", path);
		exit(98);
	}
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (size_t i = 0; lines[i]; i++)
		if (lines[i][0] != '\0')
			g_ptr_array_add(ids, g_strdup(lines[i]));
}

static void log_execution(const GPtrArray *ids)
{
	const char *path = getenv("RUNNER_LOG");
	if (!path)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_printf(line, "%d:", (int)getpid());
	for (size_t i = 0; i < ids->len; i++)
		g_string_append_printf(line, " %s", (const char *)ids->pdata[i]);
	g_string_append_c(line, '\n');
	int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0 || write(log, line->str, line->len) != (ssize_t)line->len)
		exit(98);
	close(log);
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	bool is_listing = false;
	bool is_chosen = false;

	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0) {
			is_listing = true;
		} else if (strcmp(argv[i], "--load-list") == 0 && i + 1 < argc) {
			read_ids(ids, argv[++i]);
			is_chosen = true;
		} else {
			g_ptr_array_add(ids, g_strdup(argv[i]));
			is_chosen = true;
		}
	}
	if (!is_chosen && argc > 1)
		read_ids(ids, argv[1]);
	if (!is_listing)
		log_execution(ids);
	for (size_t i = 0; i < ids->len; i++) {
		if (is_listing)
			say(ids->pdata[i], EXISTS);
		else
			run_test(ids->pdata[i]);
	}
	write_out();
	return 0;
}
