#include "engine/guardian_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "engine/child.h"
#include "engine/leftovers.h"
#include "engine/live_groups.h"

/* How often it is looked whether the groups that were told to end are gone. */
#define LOOK_MS 20

#define PIPE_BYTES ((size_t)64 << 10)

struct guardian_process {
	const struct guardian_process_request *request;
	int testr;
	char *token; /* of its marks (leftovers.h) */
	int death;   /* a descriptor that is readable when testr is dead; -1: it may be already */
	int socket;
	int out, err; /* what the provisioning callout says; -1: there is none */
	int64_t run;  /* that it provisions for */
	struct id_scanner scanner;
};

/* ---- its own process ---- */

static void ignore_signal(int number)
{
	(void)number;
}

/* Not SIG_IGN, which the callouts that it runs would inherit. */
static void leave_signals(const sigset_t *mask)
{
	static const int harmless[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGTSTP,
				       SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};
	const struct sigaction nothing = {.sa_handler = ignore_signal, .sa_flags = SA_RESTART};

	for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++)
		(void)sigaction(harmless[i], &nothing, NULL);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Keeps nothing of testr's open but `socket`. Returns what it is from now on. */
static int leave_descriptors(int socket)
{
	const int kept = STDERR_FILENO + 1;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; standard++)
		(void)dup2(nothing, standard);
	if (socket != kept)
		(void)dup3(socket, kept, O_CLOEXEC);
	closefrom(kept + 1);
	return kept;
}

/* ---- while testr lives ---- */

static void drop_descriptor(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

static struct guardian_descriptors descriptors_in(struct msghdr *header)
{
	const struct cmsghdr *part = CMSG_FIRSTHDR(header);
	struct guardian_descriptors descriptors = {-1, -1};

	if (part && part->cmsg_type == SCM_RIGHTS)
		memcpy(&descriptors, CMSG_DATA(part),
		       MIN(part->cmsg_len - CMSG_LEN(0), sizeof descriptors));
	return descriptors;
}

static void take_message(struct guardian_process *guardian, const struct guardian_message *message,
			 struct guardian_descriptors descriptors)
{
	/* What is held is held until this process ends. */
	if (message->news == GUARDIAN_HOLD)
		return;
	drop_descriptor(&guardian->out);
	drop_descriptor(&guardian->err);
	guardian->out = descriptors.first;
	guardian->err = descriptors.second;
	guardian->run = message->run;
}

/* Takes the next message; false when testr is gone. */
static bool listen_to_testr(struct guardian_process *guardian)
{
	union guardian_control control;
	struct guardian_message message = {0};
	struct iovec piece = {&message, sizeof message};
	struct msghdr header = {.msg_iov = &piece,
				.msg_iovlen = 1,
				.msg_control = control.bytes,
				.msg_controllen = sizeof control.bytes};

	ssize_t length = recvmsg(guardian->socket, &header, MSG_CMSG_CLOEXEC);
	if (length < 0)
		return errno == EINTR;
	if (length == 0)
		return false;
	take_message(guardian, &message, descriptors_in(&header));
	return true;
}

/* ---- what the provisioning callout says ---- */

static void guardian_on_id(void *data, const char *id)
{
	const struct guardian_process *guardian = data;
	const struct guardian_hooks *hooks = &guardian->request->hooks;

	hooks->add(hooks->self, guardian->run, id);
}

/* Reads what `*pipe` holds into `bytes`. Returns how much: 0 when it held nothing or was closed. */
static size_t read_pipe(int *pipe, uint8_t bytes[PIPE_BYTES])
{
	if (*pipe < 0)
		return 0;
	ssize_t length = read(*pipe, bytes, PIPE_BYTES);
	if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR))
		drop_descriptor(pipe);
	return length > 0 ? (size_t)length : 0;
}

/* Takes what it says, within `wait_ms`. False when that is nothing. */
static bool hear_callout(struct guardian_process *guardian, int wait_ms)
{
	uint8_t bytes[PIPE_BYTES];
	/* Those that are -1 are passed over: then it only waits. */
	struct pollfd waiting[] = {{.fd = guardian->out, .events = POLLIN},
				   {.fd = guardian->err, .events = POLLIN}};

	if (poll(waiting, G_N_ELEMENTS(waiting), wait_ms) <= 0)
		return false;
	size_t printed = read_pipe(&guardian->out, bytes);
	(void)id_scanner_feed(&guardian->scanner, (struct bytes){bytes, printed});
	size_t said = read_pipe(&guardian->err, bytes);
	/* Into the log, if there is one: nobody else listens. */
	(void)file_write_all(STDERR_FILENO, "stderr", (struct bytes){bytes, said}, NULL);
	return printed + said > 0;
}

/* Its callout has ended: what is left is what the pipe holds, and what others write who hold it. */
static void hear_rest_of_callout(struct guardian_process *guardian)
{
	const int64_t deadline_us = g_get_monotonic_time() + (int64_t)CHILD_DRAIN_MS * 1000;

	while (hear_callout(guardian, 0) && g_get_monotonic_time() < deadline_us)
		continue;
	(void)id_scanner_end(&guardian->scanner);
}

/* ---- the end of what runs ---- */

static bool are_gone(struct live_groups *live, const GArray *groups, int64_t since_us)
{
	for (guint i = 0; i < groups->len; i++)
		if (live_groups_has(live, g_array_index(groups, int, i), since_us))
			return false;
	return true;
}

static void signal_groups(const GArray *groups, int number)
{
	for (guint i = 0; i < groups->len; i++)
		(void)kill(-g_array_index(groups, int, i), number);
}

/* Waits until `groups` are gone, at most `patience_us`, and hears what is printed meanwhile. */
static void await_groups(struct guardian_process *guardian, const GArray *groups,
			 int64_t patience_us)
{
	const int64_t begun_us = g_get_monotonic_time();
	struct live_groups live;

	live_groups_init(&live);
	while (!are_gone(&live, groups, begun_us) &&
	       g_get_monotonic_time() < begun_us + patience_us)
		(void)hear_callout(guardian, LOOK_MS);
	live_groups_clear(&live);
}

static void end_groups(struct guardian_process *guardian)
{
	process_groups_kill_unstarted(guardian->request->groups);
	g_autoptr(GArray) killed = process_groups_remaining(guardian->request->groups, GROUP_KILL);
	g_autoptr(GArray) ended = process_groups_remaining(guardian->request->groups, GROUP_END);

	signal_groups(killed, SIGKILL);
	signal_groups(ended, SIGTERM);
	signal_groups(ended, SIGCONT);
	await_groups(guardian, ended, guardian->request->kill_grace_us);
	signal_groups(ended, SIGKILL);
	await_groups(guardian, ended, (int64_t)CHILD_UNKILLABLE_MS * 1000);
	await_groups(guardian, killed, (int64_t)CHILD_UNKILLABLE_MS * 1000);
}

/* ---- testr is gone ---- */

/* A process that ends closes its descriptors, and is dead a moment later. */
static void await_death_of_testr(const struct guardian_process *guardian)
{
	struct pollfd waiting = {.fd = guardian->death, .events = POLLIN};

	if (guardian->death >= 0)
		(void)poll(&waiting, 1, CHILD_UNKILLABLE_MS);
}

static void clean_up_after_testr(struct guardian_process *guardian)
{
	const struct guardian_hooks *hooks = &guardian->request->hooks;

	await_death_of_testr(guardian);
	hooks->take_over(hooks->self, guardian->testr);
	id_scanner_init(&guardian->scanner, guardian_on_id, guardian);
	shared_output_read(guardian->request->output, &guardian->scanner);
	end_groups(guardian);
	leftovers_kill(guardian->token);
	hear_rest_of_callout(guardian);
	id_scanner_clear(&guardian->scanner);
	hooks->dispose(hooks->self);
}

void guardian_process_run(const struct guardian_process_request *request, int testr, int socket,
			  const sigset_t *mask)
{
	struct guardian_process guardian = {
		.request = request, .testr = testr, .out = -1, .err = -1};

	(void)setsid();
	(void)prctl(PR_SET_NAME, "testr-guardian");
	leave_signals(mask);
	guardian.socket = leave_descriptors(socket);
	guardian.token = leftovers_token(testr);
	guardian.death = (int)syscall(SYS_pidfd_open, testr, 0);
	while (listen_to_testr(&guardian))
		continue;
	clean_up_after_testr(&guardian);
	_exit(0);
}
