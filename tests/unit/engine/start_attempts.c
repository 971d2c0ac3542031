/* What becomes of a child while the machine has nothing left for it. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "child_fixture.h"

/* What a child that had to wait does about it, and how often it was told. */
struct scarcity {
	struct heard *heard; /* first: its other news go there */
	struct rlimit before;
	int times;
};

static void scarce_output(void *data, struct bytes bytes)
{
	on_output(((struct scarcity *)data)->heard, bytes);
}

static void scarce_ended(void *data, struct ending ending, enum child_remains remains)
{
	on_ended(((struct scarcity *)data)->heard, ending, remains);
}

static void leave_no_descriptor(struct scarcity *scarcity)
{
	int lowest = dup(STDIN_FILENO);
	struct rlimit none;

	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &scarcity->before), ==, 0);
	none = scarcity->before;
	none.rlim_cur = (rlim_t)lowest;
	g_assert_cmpint(close(lowest), ==, 0);
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &none), ==, 0);
}

static void end_scarcity(void *data, int error)
{
	struct scarcity *scarcity = data;

	g_assert_cmpint(error, ==, EMFILE);
	scarcity->times++;
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &scarcity->before), ==, 0);
}

static void waits_until_it_can_be_started(struct fixture *fixture, const void *data)
{
	static const struct child_listener patient = {scarce_output, scarce_output, scarce_ended,
						      end_scarcity};
	const char *const changes[] = {"WORD", "said", "GONE", NULL, NULL};
	char command[] = "echo $WORD${GONE-}";
	struct child_request request = {
		.command = command, .folder = fixture->folder, .environment = changes};
	struct scarcity scarcity = {.heard = &fixture->heard};

	(void)data;
	leave_no_descriptor(&scarcity);
	(void)child_start(fixture->children, &request, &patient, &scarcity);
	memset(command, 'x', sizeof command - 1); /* it is not needed after the call */
	wait_for_end(fixture);
	g_assert_cmpint(scarcity.times, ==, 1);
	assert_ended(fixture, ENDING_EXITED, 0);
	g_assert_cmpstr(fixture->heard.out->str, ==, "said\n");
}

static void keep_scarcity(void *data, int error)
{
	(void)error;
	((struct scarcity *)data)->times++;
}

static void can_be_stopped_while_it_waits(struct fixture *fixture, const void *data)
{
	static const struct child_listener patient = {scarce_output, scarce_output, scarce_ended,
						      keep_scarcity};
	const struct child_request request = {.command = "echo", .folder = fixture->folder};
	struct scarcity scarcity = {.heard = &fixture->heard};

	(void)data;
	leave_no_descriptor(&scarcity);
	struct child *child = child_start(fixture->children, &request, &patient, &scarcity);
	child_signal(child, SIGTERM);
	wait_for_end(fixture);
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &scarcity.before), ==, 0);
	assert_ended(fixture, ENDING_NOT_STARTED, EMFILE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("start_attempts", waits_until_it_can_be_started);
	ADD("start_attempts", can_be_stopped_while_it_waits);
	return g_test_run();
}
