#include "engine/guarding.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "engine/census.h"
#include "engine/child.h"

/* How often it is looked whether the groups that were told to end are gone. */
#define LOOK_MS 20

#define PIPE_BYTES ((size_t)64 << 10)

struct watch {
	const struct guarding *guarding;
	int testr;
	int death; /* a descriptor that is readable when testr is dead; -1: it may be already */
	int socket;
	int out, err; /* what the provisioning callout says; -1: there is none */
	int64_t run;  /* that it provisions for */
	struct ids ids;
};

/* ---- its own process ---- */

static void do_nothing(int number)
{
	(void)number;
}

/* Not SIG_IGN, which the callouts that it runs would inherit. */
static void leave_signals(const sigset_t *mask)
{
	static const int harmless[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGTSTP,
				       SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};
	const struct sigaction nothing = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};

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

static void drop(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

static struct guarding_descriptors descriptors_in(struct msghdr *header)
{
	const struct cmsghdr *part = CMSG_FIRSTHDR(header);
	struct guarding_descriptors descriptors = {-1, -1};

	if (part && part->cmsg_type == SCM_RIGHTS)
		memcpy(&descriptors, CMSG_DATA(part),
		       MIN(part->cmsg_len - CMSG_LEN(0), sizeof descriptors));
	return descriptors;
}

static void take(struct watch *watch, const struct guarding_message *message,
		 struct guarding_descriptors descriptors)
{
	/* What is held is held until this process ends. */
	if (message->news == GUARDING_HOLD)
		return;
	drop(&watch->out);
	drop(&watch->err);
	watch->out = descriptors.first;
	watch->err = descriptors.second;
	watch->run = message->run;
}

/* Takes the next message; false when testr is gone. */
static bool listen_to_testr(struct watch *watch)
{
	union guarding_control control;
	struct guarding_message message = {0};
	struct iovec piece = {&message, sizeof message};
	struct msghdr header = {.msg_iov = &piece,
				.msg_iovlen = 1,
				.msg_control = control.bytes,
				.msg_controllen = sizeof control.bytes};

	ssize_t length = recvmsg(watch->socket, &header, MSG_CMSG_CLOEXEC);
	if (length < 0)
		return errno == EINTR;
	if (length == 0)
		return false;
	take(watch, &message, descriptors_in(&header));
	return true;
}

/* ---- what the provisioning callout says ---- */

static void on_id(void *data, const char *id)
{
	const struct watch *watch = data;
	const struct guardian_hooks *hooks = &watch->guarding->hooks;

	hooks->add(hooks->self, watch->run, id);
}

/* Reads what `*pipe` holds into `bytes`. Returns how much: 0 when it held nothing or was closed. */
static size_t read_pipe(int *pipe, uint8_t bytes[PIPE_BYTES])
{
	if (*pipe < 0)
		return 0;
	ssize_t length = read(*pipe, bytes, PIPE_BYTES);
	if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR))
		drop(pipe);
	return length > 0 ? (size_t)length : 0;
}

/* Takes what it says, within `wait_ms`. False when that is nothing. */
static bool hear(struct watch *watch, int wait_ms)
{
	uint8_t bytes[PIPE_BYTES];
	/* Those that are -1 are passed over: then it only waits. */
	struct pollfd waiting[] = {{.fd = watch->out, .events = POLLIN},
				   {.fd = watch->err, .events = POLLIN}};

	if (poll(waiting, G_N_ELEMENTS(waiting), wait_ms) <= 0)
		return false;
	size_t printed = read_pipe(&watch->out, bytes);
	(void)ids_feed(&watch->ids, (struct bytes){bytes, printed});
	size_t said = read_pipe(&watch->err, bytes);
	/* Into the log, if there is one: nobody else listens. */
	(void)file_write_all(STDERR_FILENO, "stderr", (struct bytes){bytes, said}, NULL);
	return printed + said > 0;
}

/* Its callout has ended: what is left is what the pipe holds, and what others write who hold it. */
static void hear_rest(struct watch *watch)
{
	const int64_t deadline_us = g_get_monotonic_time() + (int64_t)CHILD_DRAIN_MS * 1000;

	while (hear(watch, 0) && g_get_monotonic_time() < deadline_us)
		continue;
	(void)ids_end(&watch->ids);
}

/* ---- the end of what runs ---- */

static bool are_gone(struct census *census, const GArray *groups, int64_t since_us)
{
	for (guint i = 0; i < groups->len; i++)
		if (census_has(census, g_array_index(groups, int, i), since_us))
			return false;
	return true;
}

static void signal_groups(const GArray *groups, int number)
{
	for (guint i = 0; i < groups->len; i++)
		(void)kill(-g_array_index(groups, int, i), number);
}

/* Waits until `groups` are gone, at most `patience_us`, and hears what is printed meanwhile. */
static void await(struct watch *watch, const GArray *groups, int64_t patience_us)
{
	const int64_t begun_us = g_get_monotonic_time();
	struct census census;

	census_init(&census);
	while (!are_gone(&census, groups, begun_us) &&
	       g_get_monotonic_time() < begun_us + patience_us)
		(void)hear(watch, LOOK_MS);
	census_clear(&census);
}

static void end_groups(struct watch *watch)
{
	wards_kill_unbegun(watch->guarding->wards);
	g_autoptr(GArray) killed = wards_groups(watch->guarding->wards, WARD_KILL);
	g_autoptr(GArray) ended = wards_groups(watch->guarding->wards, WARD_END);

	signal_groups(killed, SIGKILL);
	signal_groups(ended, SIGTERM);
	signal_groups(ended, SIGCONT);
	await(watch, ended, watch->guarding->kill_grace_us);
	signal_groups(ended, SIGKILL);
	await(watch, ended, (int64_t)CHILD_UNKILLABLE_MS * 1000);
	await(watch, killed, (int64_t)CHILD_UNKILLABLE_MS * 1000);
}

/* ---- testr is gone ---- */

/* A process that ends closes its descriptors, and is dead a moment later. */
static void await_death(const struct watch *watch)
{
	struct pollfd waiting = {.fd = watch->death, .events = POLLIN};

	if (watch->death >= 0)
		(void)poll(&waiting, 1, CHILD_UNKILLABLE_MS);
}

static void rescue(struct watch *watch)
{
	const struct guardian_hooks *hooks = &watch->guarding->hooks;

	await_death(watch);
	hooks->take_over(hooks->self, watch->testr);
	ids_init(&watch->ids, on_id, watch);
	printout_tell(watch->guarding->printout, &watch->ids);
	end_groups(watch);
	hear_rest(watch);
	ids_clear(&watch->ids);
	hooks->dispose(hooks->self);
}

void guarding_run(const struct guarding *guarding, int testr, int socket, const sigset_t *mask)
{
	struct watch watch = {.guarding = guarding, .testr = testr, .out = -1, .err = -1};

	(void)setsid();
	(void)prctl(PR_SET_NAME, "testr-guardian");
	leave_signals(mask);
	watch.socket = leave_descriptors(socket);
	watch.death = (int)syscall(SYS_pidfd_open, testr, 0);
	while (listen_to_testr(&watch))
		continue;
	rescue(&watch);
	_exit(0);
}
