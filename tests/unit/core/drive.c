#include "drive.h"

#include "sim/describe.h"

struct drive {
	struct coordinator *coordinator;
	int64_t now_us;
	GPtrArray *ids; /* of char *: the listing */
	GString *said;
	bool shows_notes; /* notes are said, too */
};

struct coordinator_options drive_local(int concurrency)
{
	return (struct coordinator_options){
		.concurrency = concurrency,
		.can_choose = true,
		.instances.replacements = -1,
		.limits.kill_grace_us = 5 * SECOND_US,
	};
}

struct coordinator_options drive_in_instances(int concurrency)
{
	struct coordinator_options options = drive_local(concurrency);

	options.uses_instances = true;
	return options;
}

/* ---- life ---- */

static void drain(struct drive *drive)
{
	struct action action;

	while (coordinator_next(drive->coordinator, &action))
		if (action.kind != ACTION_NOTE || drive->shows_notes)
			describe_action(drive->said, &action, drive->ids);
}

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
	drive_listed_in(drive, ids, 0, false);
}

void drive_listed_in(struct drive *drive, const char *ids, size_t max_bytes, bool all_are_free)
{
	g_auto(GStrv) words = g_strsplit(ids, " ", -1);
	g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) tests = g_array_new(false, false, sizeof(struct planned_test));

	for (char **word = words; *word && **word; word++) {
		struct planned_test test = {.id = *word, .duration_us = -1};
		test.group = group_of(*word);
		test.bytes = (uint32_t)strlen(*word);
		g_ptr_array_add(groups, (char *)test.group);
		g_array_append_val(tests, test);
		g_ptr_array_add(drive->ids, g_strdup(*word));
	}
	input(drive, &(struct input){.kind = INPUT_LISTED,
				     .tests = (const struct planned_test *)tests->data,
				     .test_count = tests->len,
				     .max_bytes = max_bytes,
				     .all_are_free = all_are_free});
}

void drive_listed_open(struct drive *drive)
{
	input(drive, &(struct input){.kind = INPUT_LISTED, .is_open = true});
}

void drive_listing_exited(struct drive *drive, int status)
{
	input(drive, &(struct input){.kind = INPUT_LISTING_FAILED, .ending = exited(status)});
}

void drive_listing_failed(struct drive *drive)
{
	drive_listing_exited(drive, 2);
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
