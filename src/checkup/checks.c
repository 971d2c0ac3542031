#include "checkup/checks.h"

#include <signal.h>
#include <string.h>

#include "base/excerpt.h"
#include "checkup/trial_execution.h"
#include "engine/id_file.h"

#define MEGABYTE ((uint64_t)1000000)
#define MUCH_MEGABYTES 100

/* The first candidates that are tried: what comes after them is noise. */
#define CANDIDATES_MAX 8

/* A shell whose clock knows no tenths waits ten times as long. */
#define SLEEP_A_LITTLE "sleep 0.1 2>/dev/null || sleep 1"

static enum finding_kind finding_if(bool holds)
{
	return holds ? FINDING_HOLDS : FINDING_FAILS;
}

/* It is to say `wanted` on stdout and to end with status 0. */
static enum finding_kind expect_output(const struct one_shot *one_shot, const char *wanted,
				       GString *seen)
{
	struct text said = one_shot_said(one_shot);
	g_autofree char *how = ending_describe(one_shot->ending);
	g_autofree char *shown = excerpt(said);

	if (!ending_is_success(one_shot->ending))
		g_string_append_printf(seen, "it %s", how);
	else if (!text_is(said, wanted))
		g_string_append_printf(seen, "stdout was '%s'", shown);
	return finding_if(seen->len == 0);
}

/* ---- that it runs ---- */

/* Runs `true` in `instance`. */
static bool is_instance_usable(struct checkup_subject *subject, const char *instance, GString *seen)
{
	static const char *const words[] = {"true", NULL};
	const struct trial_execution_request request = {.instance = instance, .words = words};
	cleared(one_shot) one_shot = {0};

	g_string_truncate(seen, 0);
	return trial_execution_run(subject, &request, &one_shot, seen) &&
	       expect_output(&one_shot, "", seen) == FINDING_HOLDS;
}

static enum finding_kind try_command(struct checkup_subject *subject, GString *seen)
{
	const GPtrArray *candidates = subject->candidates;

	for (size_t i = 0; i < candidates->len && i < CANDIDATES_MAX && !subject->other; i++) {
		const char *id = candidates->pdata[i];
		if (!is_instance_usable(subject, id, seen))
			continue;
		if (subject->instance)
			subject->other = id;
		else
			subject->instance = id;
	}
	if (!subject->instance)
		return FINDING_FAILS;
	g_string_truncate(seen, 0);
	return FINDING_HOLDS;
}

static enum finding_kind try_second_execution(struct checkup_subject *subject, GString *seen)
{
	return finding_if(is_instance_usable(subject, subject->instance, seen));
}

static enum finding_kind try_words(struct checkup_subject *subject, GString *seen)
{
	static const char *const words[] = {
		"sh", "-c", "printf '<%s>' \"$@\"", "sh", "a b", "$HOME", "it's", "\"", "*", ";",
		"",   NULL};
	const struct trial_execution_request request = {.words = words};
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run(subject, &request, &one_shot, seen))
		return FINDING_FAILS;
	return expect_output(&one_shot, "<a b><$HOME><it's><\"><*><;><>", seen);
}

/* ---- how it ends ---- */

static void compare_status(struct checkup_subject *subject, int status, GString *seen)
{
	g_autofree char *code = g_strdup_printf("exit %d", status);
	g_autoptr(GString) why = g_string_new(NULL);
	cleared(one_shot) one_shot = {0};

	if (trial_execution_run_code(subject, code, &one_shot, why)) {
		if (one_shot.ending.kind == ENDING_EXITED && one_shot.ending.code == status)
			return;
		g_autofree char *how = ending_describe(one_shot.ending);
		g_string_append_printf(why, "the callout %s", how);
	}
	g_string_append_printf(seen, "%sfor %d %s", seen->len > 0 ? "; " : "", status, why->str);
}

static enum finding_kind try_statuses(struct checkup_subject *subject, GString *seen)
{
	static const int statuses[] = {0, 1, 3, 77, 127};

	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
		compare_status(subject, statuses[i], seen);
	return finding_if(seen->len == 0);
}

static enum finding_kind try_death(struct checkup_subject *subject, GString *seen)
{
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run_code(subject, "kill -KILL $$", &one_shot, seen))
		return FINDING_FAILS;
	g_autofree char *how = ending_describe(one_shot.ending);
	g_string_append_printf(seen, "the callout %s", how);
	return finding_if(
		(one_shot.ending.kind == ENDING_SIGNALLED && one_shot.ending.code == SIGKILL) ||
		(one_shot.ending.kind == ENDING_EXITED && one_shot.ending.code == 128 + SIGKILL));
}

/* ---- what flows ---- */

/* Shell code that prints each byte once. */
static char *code_of_all_bytes(void)
{
	g_autoptr(GString) code = g_string_new("printf %b \"");

	for (unsigned byte = 0; byte <= UINT8_MAX; byte++)
		g_string_append_printf(code, "\\0%03o", byte);
	g_string_append_c(code, '"');
	return g_string_free(g_steal_pointer(&code), false);
}

static enum finding_kind try_bytes(struct checkup_subject *subject, GString *seen)
{
	g_autofree char *code = code_of_all_bytes();
	cleared(one_shot) one_shot = {0};
	size_t same = 0;

	if (!trial_execution_run_code(subject, code, &one_shot, seen))
		return FINDING_FAILS;
	while (same < one_shot.said->len && one_shot.said->data[same] == same)
		same++;
	if (same <= UINT8_MAX)
		g_string_append_printf(seen, "byte %zu did not come as it was written", same);
	else if (one_shot.length > same)
		g_string_append_printf(seen, "%" G_GUINT64_FORMAT " bytes too many came",
				       one_shot.length - same);
	return finding_if(seen->len == 0);
}

static enum finding_kind try_input(struct checkup_subject *subject, GString *seen)
{
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run_code(subject, "dd bs=1 count=1 2>/dev/null | wc -c | tr -d ' '",
				      &one_shot, seen)) {
		g_string_append(seen, ": it waits for input");
		return FINDING_FAILS;
	}
	if (text_is(one_shot_said(&one_shot), "1\n")) {
		g_string_append(seen, "there was something to read");
		return FINDING_FAILS;
	}
	return expect_output(&one_shot, "0\n", seen);
}

static enum finding_kind try_files(struct checkup_subject *subject, GString *seen)
{
	static const char *const lines[] = {"the first line", "the second", NULL};
	g_autoptr(GError) error = NULL;
	char *path = id_file_write(subject->request->private_folder, 0, lines, &error);
	const char *const words[] = {"cat", path, NULL};
	const struct trial_execution_request request = {.file = path, .words = words};
	enum finding_kind kind = FINDING_FAILS;
	cleared(one_shot) one_shot = {0};

	if (!path) {
		g_string_append(seen, error->message);
		return FINDING_NOT_TRIED;
	}
	if (trial_execution_run(subject, &request, &one_shot, seen))
		kind = expect_output(&one_shot, "the first line\nthe second\n", seen);
	id_file_remove(&path);
	return kind;
}

static enum finding_kind try_errors(struct checkup_subject *subject, GString *seen)
{
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run_code(subject, "echo results; echo noise >&2", &one_shot, seen))
		return FINDING_FAILS;
	if (expect_output(&one_shot, "results\n", seen) == FINDING_HOLDS &&
	    !(subject->errors && strstr(subject->errors, "noise")))
		g_string_append(seen, "what was written to stderr did not come");
	return finding_if(seen->len == 0);
}

static enum finding_kind try_much(struct checkup_subject *subject, GString *seen)
{
	static const char *const words[] = {
		"sh", "-c", "dd if=/dev/zero bs=1000000 count=100 2>/dev/null", NULL};
	const struct trial_execution_request request = {.words = words, .is_long = true};
	cleared(one_shot) one_shot = {0};

	bool has_ended = trial_execution_run(subject, &request, &one_shot, seen);
	if (has_ended && one_shot.length == MUCH_MEGABYTES * MEGABYTE)
		return FINDING_HOLDS;
	g_string_append_printf(seen, "%s%" G_GUINT64_FORMAT " bytes came", has_ended ? "" : "; ",
			       one_shot.length);
	return FINDING_FAILS;
}

/* ---- what is left ---- */

static enum finding_kind try_background(struct checkup_subject *subject, GString *seen)
{
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run_code(subject, "sleep 600 & echo started", &one_shot, seen))
		return FINDING_FAILS;
	return expect_output(&one_shot, "started\n", seen);
}

static void stop_when_ready(struct one_shot *one_shot, struct bytes bytes)
{
	(void)bytes;
	if (one_shot->length == strlen("ready\n"))
		one_shot_stop(one_shot);
}

/*
 * Whether the command that removes the file `mark` is still there: it is given one, and time to
 * remove it.
 */
static enum finding_kind ask_whether_gone(struct checkup_subject *subject, GString *seen)
{
	g_autofree char *code = g_strdup_printf(
		"echo >%s; n=0; while [ -e %s ] && [ $n -lt 20 ]; do n=$((n+1)); " SLEEP_A_LITTLE
		"; done; if [ -e %s ]; then rm %s; echo gone; else echo there; fi",
		subject->mark, subject->mark, subject->mark, subject->mark);
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run_code(subject, code, &one_shot, seen))
		return FINDING_FAILS;
	if (text_is(one_shot_said(&one_shot), "there\n")) {
		g_string_append(seen, "the command in the instance goes on");
		return FINDING_FAILS;
	}
	return expect_output(&one_shot, "gone\n", seen);
}

static enum finding_kind try_term(struct checkup_subject *subject, GString *seen)
{
	g_autofree char *code =
		g_strdup_printf("echo ready; until [ -e %s ]; do " SLEEP_A_LITTLE "; done; rm %s",
				subject->mark, subject->mark);
	const char *const words[] = {"sh", "-c", code, NULL};
	const struct trial_execution_request request = {.words = words, .output = stop_when_ready};
	cleared(one_shot) one_shot = {0};

	if (!trial_execution_run(subject, &request, &one_shot, seen))
		return FINDING_FAILS;
	if (one_shot.was_killed)
		g_string_append(seen, "the callout did not end, and was killed; ");
	if (ask_whether_gone(subject, seen) == FINDING_FAILS || one_shot.was_killed)
		return FINDING_FAILS;
	return FINDING_HOLDS;
}

static enum finding_kind try_apart(struct checkup_subject *subject, GString *seen)
{
	g_autofree char *make = g_strdup_printf("echo >%s", subject->mark);
	g_autofree char *drop = g_strdup_printf("rm -f %s", subject->mark);
	g_autofree char *look = g_strdup_printf(
		"if [ -e %s ]; then echo seen; else echo unseen; fi", subject->mark);
	const char *const words[] = {"sh", "-c", look, NULL};
	const struct trial_execution_request there = {.instance = subject->other, .words = words};
	cleared(one_shot) making = {0};
	cleared(one_shot) looking = {0};
	cleared(one_shot) dropping = {0};

	if (!subject->other) {
		g_string_append(seen, "there is only one instance");
		return FINDING_NOT_TRIED;
	}
	bool has_looked = trial_execution_run_code(subject, make, &making, seen) &&
			  trial_execution_run(subject, &there, &looking, seen);
	(void)trial_execution_run_code(subject, drop, &dropping, seen);
	if (has_looked && text_is(one_shot_said(&looking), "seen\n")) {
		g_string_append(seen, "a file that one made was there in the other");
		return FINDING_FAILS;
	}
	return has_looked ? expect_output(&looking, "unseen\n", seen) : FINDING_FAILS;
}

/* ---- all of them ---- */

static const struct check checks[] = {
	{"a command runs in an instance", true, true, try_command,
	 "instance_execute must run $COMMAND in $INSTANCE_ID, and print nothing of its own."},
	{"a second execution works", true, true, try_second_execution,
	 "An instance serves many executions: leave it as it was, and dispose of it only in "
	 "instance_dispose."},
	{"the words of a command arrive as they are", true, false, try_words,
	 "Quote once more where another shell comes between (ssh), and pass on \"$@\", not $*."},
	{"exit status 0, 1, 3, 77 and 127 come back", true, false, try_statuses,
	 "End with the status of the command: run it last, with exec, or `exit $?`."},
	{"death by a signal comes back", true, false, try_death,
	 "Run the command with exec, or end with 128 + the number of the signal."},
	{"every byte value passes through stdout", true, false, try_bytes,
	 "Let no terminal (-t) and no filter stand between the command and stdout."},
	{"stdin is empty", true, false, try_input, "Give the command </dev/null."},
	{"$FILES arrive with their content", true, false, try_files,
	 "Copy $FILES into the instance, to the same path, readable for whoever runs the command."},
	{"stderr stays apart", true, false, try_errors,
	 "Leave stderr what it is: no 2>&1, and no terminal (-t)."},
	{"100 MB of output flow", true, false, try_much,
	 "Pass output on as it comes; do not collect it, and do not limit it."},
	{"a background process does not hang the callout", true, false, try_background,
	 "End when the command does, whoever else holds its output; end what it left behind."},
	{"TERM to the callout ends the command inside", true, false, try_term,
	 "Run the command with exec, or pass TERM on to it and wait for it."},
	{"two instances do not see each other's /tmp", false, false, try_apart,
	 "Give each instance a /tmp of its own if tests write there: environment=sandbox does."},
};

const struct check *checks_all(size_t *count)
{
	*count = G_N_ELEMENTS(checks);
	return checks;
}
