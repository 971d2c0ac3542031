#include "engine/guardian_client.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/guardian_process.h"

struct guardian {
	struct process_groups *groups;
	struct shared_output *output;
	int pid;
	int socket; /* testr's end; -1: there is none */
};

static bool fail_to_start_guardian(GError **error, const char *what)
{
	g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FORK, "cannot start the guardian: %s: %s",
		    what, g_strerror(errno));
	return false;
}

/* Forks. No signal may come before the new process has left our handlers behind. */
static bool fork_guardian(struct guardian *guardian, const struct guardian_process_request *request,
			  int sockets[2], GError **error)
{
	sigset_t all, before;
	const int testr = getpid();

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	guardian->pid = fork();
	if (guardian->pid == 0)
		guardian_process_run(request, testr, sockets[1], &before);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	guardian->socket = sockets[0];
	(void)close(sockets[1]);
	return guardian->pid > 0 || fail_to_start_guardian(error, "fork");
}

struct guardian *guardian_start(const struct guardian_hooks *hooks, int64_t kill_grace_us,
				GError **error)
{
	scoped(guardian) guardian = g_new0(struct guardian, 1);
	int sockets[2];

	guardian->socket = -1;
	guardian->groups = process_groups_new(error);
	guardian->output = guardian->groups ? shared_output_new(error) : NULL;
	if (!guardian->output)
		return NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		fail_to_start_guardian(error, "socketpair");
		return NULL;
	}
	const struct guardian_process_request request = {*hooks, guardian->groups, guardian->output,
							 kill_grace_us};
	if (!fork_guardian(guardian, &request, sockets, error))
		return NULL;
	return g_steal_pointer(&guardian);
}

struct process_groups *guardian_groups(const struct guardian *guardian)
{
	return guardian ? guardian->groups : NULL;
}

struct shared_output *guardian_output(const struct guardian *guardian)
{
	return guardian ? guardian->output : NULL;
}

/*
 * With `count` of `descriptors`. One that does not take it is not there any more, or stopped: testr
 * does not wait for it.
 */
static void send_to_guardian(const struct guardian *guardian, struct guardian_message message,
			     struct guardian_descriptors descriptors, size_t count)
{
	const size_t length = count * sizeof(int);
	union guardian_control control = {0};
	struct iovec piece = {&message, sizeof message};
	struct msghdr header = {.msg_iov = &piece, .msg_iovlen = 1};

	if (count > 0) {
		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(length);
		struct cmsghdr *part = CMSG_FIRSTHDR(&header);
		part->cmsg_level = SOL_SOCKET;
		part->cmsg_type = SCM_RIGHTS;
		part->cmsg_len = CMSG_LEN(length);
		memcpy(CMSG_DATA(part), &descriptors, length);
	}
	(void)sendmsg(guardian->socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void guardian_hear(struct guardian *guardian, int64_t run, int out, int err)
{
	const struct guardian_message message = {GUARDIAN_HEAR, run};

	if (guardian)
		send_to_guardian(guardian, message, (struct guardian_descriptors){out, err}, 2);
}

void guardian_settle(struct guardian *guardian, const struct id_scanner *scanner)
{
	if (guardian)
		shared_output_settle(
			guardian->output,
			(struct bytes){(const uint8_t *)scanner->word->str, scanner->word->len});
}

void guardian_hear_no_more(struct guardian *guardian)
{
	if (!guardian)
		return;
	shared_output_settle(guardian->output, (struct bytes){NULL, 0});
	send_to_guardian(guardian, (struct guardian_message){GUARDIAN_HEAR_NO_MORE, 0},
			 (struct guardian_descriptors){-1, -1}, 0);
}

void guardian_hold(struct guardian *guardian, int descriptor)
{
	const struct guardian_message message = {GUARDIAN_HOLD, 0};

	if (guardian)
		send_to_guardian(guardian, message, (struct guardian_descriptors){descriptor, -1},
				 1);
}

int guardian_pid(const struct guardian *guardian)
{
	siginfo_t news = {0};

	if (!guardian ||
	    waitid(P_PID, (id_t)guardian->pid, &news, WEXITED | WNOHANG | WNOWAIT) != 0)
		return 0;
	return news.si_pid == 0 ? guardian->pid : 0;
}

void guardian_leave(struct guardian *guardian)
{
	if (!guardian)
		return;
	/* The socket is closed when testr is gone: until then the ledger is testr's. */
	shared_output_free(guardian->output);
	process_groups_free(guardian->groups);
	g_free(guardian);
}

void guardian_free(struct guardian *guardian)
{
	if (!guardian)
		return;
	/* It sleeps and has nothing to finish; and even one that is stopped dies of this. */
	if (guardian->pid > 0) {
		(void)kill(guardian->pid, SIGKILL);
		(void)waitpid(guardian->pid, NULL, 0);
	}
	if (guardian->socket >= 0)
		(void)close(guardian->socket);
	guardian_leave(guardian);
}
