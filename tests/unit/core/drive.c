#include "drive.h"

struct drive {
	struct coordinator *coordinator;
	int64_t now_us;
	GPtrArray *ids; /* of char *: the listing */
	GString *said;
};

struct coordinator_options drive_local(int concurrency)
{
	return (struct coordinator_options){
		.concurrency = concurrency,
		.can_choose = true,
		.instance_replacements = -1,
		.kill_grace_us = 5 * SECOND_US,
	};
}

struct coordinator_options drive_in_instances(int concurrency)
{
	struct coordinator_options options = drive_local(concurrency);

	options.uses_instances = true;
	return options;
}

/* ---- actions ---- */

static const char *reason_words(enum reason reason)
{
	static const char *const words[] = {
		[REASON_NONE] = "no reason",
		[REASON_NO_RESULT] = "no result",
		[REASON_NOT_REPORTED] = "not reported",
		[REASON_CRASHED] = "crashed",
		[REASON_NO_PROGRESS] = "no progress",
		[REASON_TIMED_OUT] = "timed out",
		[REASON_NO_OUTPUT] = "no output",
		[REASON_EXECUTION_TIMED_OUT] = "execution timed out",
		[REASON_KILLS_INSTANCES] = "kills instances",
		[REASON_NO_INSTANCE] = "no instance",
		[REASON_CANNOT_CHOOSE] = "cannot choose",
		[REASON_INTERRUPTED] = "interrupted",
		[REASON_RUN_TIMED_OUT] = "run timed out",
		[REASON_STOPPED] = "stopped",
	};
	return words[reason];
}

static const char *verdict_words(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_RUNNING] = "running",
		[VERDICT_INTERRUPTED] = "interrupted",
		[VERDICT_FAILED] = "failed",
		[VERDICT_PROVISIONING_FAILED] = "provisioning failed",
		[VERDICT_BAD_INSTANCES] = "bad instances",
		[VERDICT_LISTING_FAILED] = "listing failed",
		[VERDICT_RUN_TIMED_OUT] = "run timed out",
		[VERDICT_TESTS_FAILED] = "tests failed",
		[VERDICT_NO_TESTS] = "no tests",
		[VERDICT_PASSED] = "passed",
	};
	return words[verdict];
}

static const char *place(const struct action *action)
{
	return action->instance == INSTANCE_NONE ? "here" : action->instance_id;
}

static void say_execute(struct drive *drive, const struct action *action)
{
	g_string_append_printf(drive->said, "execute %d on worker-%d in %s:", action->execution,
			       action->worker, place(action));
	if (action->is_everything)
		g_string_append(drive->said, " everything");
	for (size_t i = 0; i < action->test_count && !action->is_everything; i++)
		g_string_append_printf(drive->said, " %s",
				       (char *)drive->ids->pdata[action->tests[i]]);
	if (action->attempt > 1)
		g_string_append_printf(drive->said, " (attempt %d)", action->attempt);
}

static void say_ids(struct drive *drive, const char *verb, const struct action *action)
{
	g_autofree char *ids = g_strjoinv(" ", (char **)action->instances);

	g_string_append_printf(drive->said, "%s %d: %s%s", verb, action->disposal, ids,
			       action->is_loss ? " (lost)" : "");
}

static void say_ending(struct drive *drive, const struct action *action)
{
	static const char *const words[] = {"exited", "signalled", "not started", "timed out"};

	if (action->execution >= 0)
		g_string_append_printf(drive->said, " (execution %d %s %d)", action->execution,
				       words[action->ending.kind], action->ending.code);
}

static void say_answer(struct drive *drive, const struct action *action)
{
	g_string_append_printf(drive->said, "answer %s: %s, %s", action->test_id,
			       outcome_name(action->outcome), reason_words(action->reason));
	say_ending(drive, action);
}

static void say_stop(struct drive *drive, const char *what, int number, int signal)
{
	g_string_append_printf(drive->said, "stop %s", what);
	if (number >= 0)
		g_string_append_printf(drive->said, " %d", number);
	g_string_append_printf(drive->said, ": %s", signal == 15 ? "TERM" : "KILL");
}

static void say(struct drive *drive, const struct action *action)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		g_string_append_printf(drive->said, "provision %d", action->count);
		break;
	case ACTION_STOP_PROVISIONING:
		say_stop(drive, "provisioning", -1, action->signal);
		break;
	case ACTION_LIST:
		g_string_append_printf(drive->said, "list in %s", place(action));
		break;
	case ACTION_EXECUTE:
		say_execute(drive, action);
		break;
	case ACTION_STOP_EXECUTION:
		say_stop(drive, "execution", action->execution, action->signal);
		break;
	case ACTION_STOP_LISTING:
		say_stop(drive, "listing", -1, action->signal);
		break;
	case ACTION_PROBE:
		g_string_append_printf(drive->said, "probe %s", place(action));
		break;
	case ACTION_STOP_PROBE:
		say_stop(drive, "probe", action->instance, action->signal);
		break;
	case ACTION_DISPOSE:
		say_ids(drive, "dispose", action);
		break;
	case ACTION_STOP_DISPOSING:
		say_stop(drive, "disposal", action->disposal, action->signal);
		break;
	case ACTION_UNGONE:
		say_ids(drive, "ungone", action);
		break;
	case ACTION_ANSWER:
		say_answer(drive, action);
		break;
	case ACTION_RETURNCODE:
		g_string_append_printf(drive->said, "returncode, %s", reason_words(action->reason));
		say_ending(drive, action);
		break;
	case ACTION_FINISH:
		g_string_append_printf(drive->said, "finish: %s",
				       verdict_words(coordinator_verdict(drive->coordinator)));
		break;
	}
	g_string_append_c(drive->said, '\n');
}

static void drain(struct drive *drive)
{
	struct action action;

	while (coordinator_next(drive->coordinator, &action))
		say(drive, &action);
}

/* ---- life ---- */

struct drive *drive_start(const struct coordinator_options *options)
{
	struct drive *drive = g_new0(struct drive, 1);

	drive->coordinator = coordinator_new(options);
	drive->ids = g_ptr_array_new_with_free_func(g_free);
	drive->said = g_string_new(NULL);
	coordinator_start(drive->coordinator, drive->now_us);
	drain(drive);
	return drive;
}

void drive_free(struct drive *drive)
{
	if (!drive)
		return;
	coordinator_free(drive->coordinator);
	g_ptr_array_unref(drive->ids);
	g_string_free(drive->said, true);
	g_free(drive);
}

struct coordinator *drive_coordinator(struct drive *drive)
{
	return drive->coordinator;
}

struct coordinator_summary drive_summary(const struct drive *drive)
{
	struct coordinator_summary summary;

	coordinator_summarise(drive->coordinator, &summary);
	return summary;
}

/* ---- inputs ---- */

static void input(struct drive *drive, const struct input *given)
{
	coordinator_input(drive->coordinator, drive->now_us, given);
	drain(drive);
}

void drive_instance(struct drive *drive, const char *id)
{
	input(drive, &(struct input){.kind = INPUT_INSTANCE, .instance_id = id});
}

static struct ending exited(int status)
{
	return (struct ending){ENDING_EXITED, status};
}

void drive_provisioned(struct drive *drive, int status)
{
	input(drive, &(struct input){.kind = INPUT_PROVISIONING_ENDED, .ending = exited(status)});
}

/* The part of an id before its first slash; NULL if it has none. Owned by the caller. */
static char *group_of(const char *id)
{
	const char *slash = strchr(id, '/');

	return slash ? g_strndup(id, (size_t)(slash - id)) : NULL;
}

void drive_listed(struct drive *drive, const char *ids)
{
	g_auto(GStrv) words = g_strsplit(ids, " ", -1);
	g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) tests = g_array_new(false, false, sizeof(struct core_test));

	for (char **word = words; *word && **word; word++) {
		struct core_test test = {.id = *word, .duration_us = -1};
		test.group = group_of(*word);
		g_ptr_array_add(groups, (char *)test.group);
		g_array_append_val(tests, test);
		g_ptr_array_add(drive->ids, g_strdup(*word));
	}
	input(drive, &(struct input){.kind = INPUT_LISTED,
				     .tests = (const struct core_test *)tests->data,
				     .test_count = tests->len});
}

void drive_listed_open(struct drive *drive)
{
	input(drive, &(struct input){.kind = INPUT_LISTED, .is_open = true});
}

void drive_listing_failed(struct drive *drive)
{
	input(drive, &(struct input){.kind = INPUT_LISTING_FAILED, .ending = exited(2)});
}

void drive_output(struct drive *drive, int execution)
{
	input(drive, &(struct input){.kind = INPUT_OUTPUT, .execution = execution});
}

void drive_started(struct drive *drive, int execution, const char *test)
{
	input(drive, &(struct input){.kind = INPUT_TEST_STARTED,
				     .execution = execution,
				     .test_id = text_of(test),
				     .time_ns = TIME_NONE});
}

void drive_ended(struct drive *drive, int execution, const char *test, enum status status)
{
	input(drive, &(struct input){.kind = INPUT_TEST_ENDED,
				     .execution = execution,
				     .test_id = text_of(test),
				     .status = status,
				     .time_ns = TIME_NONE});
}

void drive_passed(struct drive *drive, int execution, const char *tests)
{
	g_auto(GStrv) words = g_strsplit(tests, " ", -1);

	for (char **word = words; *word; word++) {
		drive_started(drive, execution, *word);
		drive_ended(drive, execution, *word, STATUS_SUCCESS);
	}
}

static void end(struct drive *drive, int execution, struct ending ending)
{
	input(drive, &(struct input){.kind = INPUT_EXECUTION_ENDED,
				     .execution = execution,
				     .ending = ending});
}

void drive_exited(struct drive *drive, int execution, int status)
{
	end(drive, execution, exited(status));
}

void drive_killed(struct drive *drive, int execution, int signal)
{
	end(drive, execution, (struct ending){ENDING_SIGNALLED, signal});
}

void drive_probed(struct drive *drive, int instance, bool is_alive)
{
	input(drive,
	      &(struct input){.kind = INPUT_PROBED, .instance = instance, .is_alive = is_alive});
}

void drive_disposed(struct drive *drive, int disposal, int status)
{
	input(drive, &(struct input){.kind = INPUT_DISPOSED,
				     .disposal = disposal,
				     .ending = exited(status)});
}

void drive_interrupted(struct drive *drive)
{
	input(drive, &(struct input){.kind = INPUT_INTERRUPTED});
}

void drive_failed(struct drive *drive)
{
	input(drive, &(struct input){.kind = INPUT_FAILED});
}

void drive_pass(struct drive *drive, int64_t duration_us)
{
	int64_t end_us = drive->now_us + duration_us;
	int64_t due_us;

	while ((due_us = coordinator_deadline_us(drive->coordinator)) <= end_us) {
		drive->now_us = due_us;
		input(drive, &(struct input){.kind = INPUT_TIME});
	}
	drive->now_us = end_us;
}

/* ---- expectations ---- */

void drive_expect_at(struct drive *drive, const char *lines, const char *file, int line)
{
	if (strcmp(drive->said->str, lines) != 0) {
		g_test_message("%s:%d: expected:\n%s\nbut it said:\n%s", file, line, lines,
			       drive->said->str);
		g_test_fail();
	}
	g_string_truncate(drive->said, 0);
}

void drive_skip(struct drive *drive)
{
	g_string_truncate(drive->said, 0);
}
