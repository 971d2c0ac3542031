/*
 * ssh: instances are folders on other machines, reached by OpenSSH's client with the user's
 * configuration. Nothing needs to be installed there but a POSIX shell, tar, grep and setsid.
 */
#include "environments/ssh/ssh.h"
#include "environments/instance_tree.h"

#include <string.h>
#include <sys/wait.h>

#include "base/file.h"
#include "environments/program.h"
#include "environments/remote.h"
#include "environments/state_folder.h"
#include "environments/stdio_relay.h"

/* In the remote home; holds the folders of instances. */
#define REMOTE_FOLDER ".testr-instances"

enum {
	RETURN_US = 10 * G_USEC_PER_SEC, /* how long a server may take to be there again */
	AGAIN_US = G_USEC_PER_SEC / 5,   /* how often it is tried meanwhile */
};

/* Makes the instance's folder, of which the id is put in, and says where it is and whether rsync
 * is there. */
static const char make_script[] =
	"umask 077\n"
	"command -v setsid >/dev/null || { echo 'setsid is missing' >&2; exit 1; }\n"
	"mkdir -p \"$HOME/" REMOTE_FOLDER "/%s/files\" || exit 1\n"
	"cd \"$HOME/" REMOTE_FOLDER "/%s\" && mkdir -p source || exit 1\n"
	"cat >" REMOTE_WRAPPER_FILE " <<'END OF WRAPPER' || exit 1\n%sEND OF WRAPPER\n"
	"if command -v rsync >/dev/null; then echo rsync; else echo tar; fi\n"
	"pwd -P\n";

/* Empties the copy of the project, and says whether rsync is there. */
static const char empty_script[] = "cd \"$HOME/" REMOTE_FOLDER "/%s/source\" || exit 1\n"
				   "if command -v rsync >/dev/null; then echo rsync; exit; fi\n"
				   "chmod -R u+rwx . 2>/dev/null\n"
				   "rm -rf -- * .[!.]* ..?* && echo tar\n";

/* Removes it, after all processes that know of it. A process may start another one while it is
 * being looked for, so it takes more than one look. */
static const char remove_script[] =
	"cd \"$HOME/" REMOTE_FOLDER "/%s\" 2>/dev/null || exit 0\n"
	"folder=$(pwd -P)\n"
	"for look in 1 2 3 4 5; do\n"
	"  paths=$(echo \"$folder\" |\n"
	"    grep -lsaF -f - /proc/[0-9]*/environ /proc/[0-9]*/cmdline)\n"
	"  [ -n \"$paths\" ] || break\n"
	"  for path in $paths; do\n"
	"    path=${path#/proc/}\n"
	"    kill -s KILL \"${path%%%%/*}\" 2>/dev/null\n"
	"  done\n"
	"done\n"
	"cd /\n"
	"chmod -R u+rwx \"$folder\" 2>/dev/null\n"
	"exec rm -rf \"$folder\"\n";

extern const struct environment environment_ssh;

static const struct option ssh_options[] = {
	{"host", OPTION_TEXT, "[USER@]HOST[:PORT]", NULL, "A host to use. May be repeated."},
	{"hosts-file", OPTION_TEXT, "FILE", NULL,
	 "A file of hosts, one on a line; what follows # is a comment."},
	{"slots", OPTION_COUNT, "N", NULL,
	 "Have at most N instances on each host at a time, whichever runs they are of."},
	{"ssh-config", OPTION_TEXT, "FILE", NULL,
	 "Use this configuration instead of the user's and the system's."},
	{"ssh-option", OPTION_TEXT, "NAME=VALUE", NULL,
	 "A setting as ssh_config(5) has them, before all others. May be repeated."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* All hosts that the options name, in order. NULL with `error` if there are none. */
static GPtrArray *ssh_hosts(const struct option_values *given, GError **error)
{
	g_autoptr(GPtrArray) hosts = program_words(NULL, NULL);
	const char *file = option_values_get(given, "hosts-file");
	g_autofree char *content = NULL;

	program_append_all(hosts, option_values_all(given, "host"));
	if (file && !g_file_get_contents(file, &content, NULL, error)) {
		g_prefix_error(error, "--hosts-file: ");
		return NULL;
	}
	g_auto(GStrv) lines = g_strsplit(content ? content : "", "\n", -1);
	for (char **line = lines; *line; line++) {
		(*line)[strcspn(*line, "#")] = '\0';
		if (*g_strstrip(*line))
			program_add(hosts, g_strdup(*line));
	}
	for (size_t i = 0; i + 1 < hosts->len; i++)
		if (((char *)hosts->pdata[i])[0] == '-' || strpbrk(hosts->pdata[i], " \t\"\\"))
			g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
				    "'%s' is no host", (char *)hosts->pdata[i]);
	if (error && *error)
		return NULL;
	if (hosts->len == 1) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "no host is named: give --host or --hosts-file");
		return NULL;
	}
	return g_steal_pointer(&hosts);
}

static bool ssh_is_usable(const struct option_values *given, GError **error)
{
	g_autoptr(GPtrArray) hosts = NULL;

	if (!program_find("ssh", "install OpenSSH's client (the package 'openssh-client')",
			  error) ||
	    !program_find("tar", "install it", error))
		return false;
	hosts = ssh_hosts(given, error);
	return hosts != NULL;
}

/* How many instances are on record for `host`, on this machine. */
static int ssh_load_of(const char *host)
{
	g_auto(GStrv) ids = instance_record_ids(&environment_ssh);
	int load = 0;

	for (char **id = ids; *id; id++) {
		scoped(instance_record) instance =
			instance_record_open(&environment_ssh, *id, NULL);
		g_autofree char *other = instance ? instance_record_get(instance, SSH_HOST) : NULL;
		load += g_strcmp0(other, host) == 0;
	}
	return load;
}

/* Gives the instance the host that has the fewest; others that choose wait meanwhile. */
static bool ssh_assign(struct instance_record *instance, GError **error)
{
	g_autoptr(GPtrArray) hosts = ssh_hosts(instance->options, error);
	g_autofree char *lock_path = state_folder_path("ssh.lock", NULL);
	scoped_fd lock = state_folder_lock(lock_path, error);
	const char *chosen = NULL;
	int least = G_MAXINT;

	for (size_t i = 0; lock >= 0 && hosts && i + 1 < hosts->len; i++) {
		int load = ssh_load_of(hosts->pdata[i]);
		if (load < least) {
			least = load;
			chosen = hosts->pdata[i];
		}
	}
	if (!chosen)
		return false;
	if (option_values_has(instance->options, "slots") &&
	    least >= option_values_get_count(instance->options, "slots")) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "all slots of all hosts are taken (--slots %s)",
			    option_values_get(instance->options, "slots"));
		return false;
	}
	return instance_record_set(instance, SSH_HOST, chosen, error);
}

static bool ssh_host_talks(const struct instance_record *instance)
{
	g_autofree char *talks = instance_record_get(instance, SSH_TALKS);

	return talks != NULL;
}

/* Copies the project to the instance's folder. */
static bool ssh_send_source(const struct instance_record *instance, const char *folder,
			    bool by_rsync, GError **error)
{
	g_autofree char *source = g_build_filename(folder, "source", NULL);
	/* rsync would take a shell's words for its other end's. */
	bool can_rsync = by_rsync && !ssh_host_talks(instance);
	g_autofree char *local_rsync = can_rsync ? g_find_program_in_path("rsync") : NULL;

	if (local_rsync)
		return ssh_synchronise(instance, source, error);
	struct remote remote = {
		.instance = instance, .folder = folder, .source = source, .words = ssh_words};
	bool is_sent = remote_send_project(&remote, source, error);
	if (!is_sent)
		ssh_add_hint(instance, error);
	return is_sent;
}

/* What ssh says of a server that is being started again, or is overloaded. */
static bool ssh_may_come_back(const GError *reason)
{
	static const char *const words[] = {"Connection refused", "Connection reset",
					    "Connection closed", "Not allowed at this time",
					    "Exceeded MaxStartups"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(reason->message, words[i]))
			return true;
	return false;
}

/* Runs `script` on the instance's host, which is given a while to come back, or to have room. Where
 * nobody listens at all that is waited for only if it `was_there`. */
static bool ssh_run_patiently(const struct instance_record *instance, const char *script,
			      bool was_there, GError **error)
{
	int64_t end_us = g_get_monotonic_time() + RETURN_US;

	for (;;) {
		GError *reason = NULL;
		if (ssh_run_script(instance, script, NULL, &reason))
			return true;
		bool is_worth_it = ssh_may_come_back(reason) &&
				   (was_there || !strstr(reason->message, "Connection refused"));
		if (!is_worth_it || g_get_monotonic_time() > end_us) {
			g_propagate_error(error, reason);
			return false;
		}
		g_error_free(reason);
		g_usleep(AGAIN_US);
	}
}

/* Makes the instance's folder. Returns what make_script says: its last two lines, as `*sender` and
 * the folder; NULL with `error`. Both owned by the caller. */
static char *ssh_make_folder(struct instance_record *instance, char **sender, GError **error)
{
	g_autofree char *script =
		g_strdup_printf(make_script, instance->id, instance->id, remote_wrapper());
	g_autofree char *output = NULL;

	if (!ssh_run_script(instance, script, &output, error))
		return NULL;
	/* What the login shell may have said comes first. */
	g_auto(GStrv) lines = g_strsplit(g_strchomp(output), "\n", -1);
	size_t count = g_strv_length(lines);
	if (count < 2 || lines[count - 1][0] != '/') {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_FAILED,
			    "the host's shell answered '%s', not with a folder", output);
		ssh_add_hint(instance, error);
		return NULL;
	}
	if (count > 2 && !instance_record_set(instance, SSH_TALKS, "yes", error))
		return NULL;
	*sender = g_strdup(lines[count - 2]);
	return g_strdup(lines[count - 1]);
}

static bool ssh_provision(struct instance_record *instance, GError **error)
{
	g_autofree char *sender = NULL;

	if (!ssh_configure(instance, error) ||
	    !ssh_run_patiently(instance, "exit 0\n", false, error) ||
	    !instance_record_set(instance, SSH_REACHED, "yes", error))
		return false;
	g_autofree char *folder = ssh_make_folder(instance, &sender, error);
	return folder && instance_record_set(instance, SSH_FOLDER, folder, error) &&
	       ssh_send_source(instance, folder, strcmp(sender, "rsync") == 0, error);
}

/* What the host's shell said last, after what the login shell may have said. */
static char *ssh_last_line(char *output)
{
	const char *newline = strrchr(g_strchomp(output), '\n');

	return g_strdup(newline ? newline + 1 : output);
}

static bool ssh_refresh(const struct instance_record *instance, GError **error)
{
	g_autofree char *folder = instance_record_get(instance, SSH_FOLDER);
	g_autofree char *script = g_strdup_printf(empty_script, instance->id);
	g_autofree char *output = NULL;

	if (!folder || !ssh_run_script(instance, script, &output, error))
		return false;
	g_autofree char *sender = ssh_last_line(output);
	return ssh_send_source(instance, folder, strcmp(sender, "rsync") == 0, error);
}

/* Runs `request`. Where the login shell prints, what it said before the command began is left out.
 */
static bool ssh_run_request(struct remote *remote, const struct request *request, int *wait_status,
			    GError **error)
{
	g_autofree char *mark = g_strdup_printf("testr-%x%x\n", g_random_int(), g_random_int());
	struct request marked = *request;

	if (!ssh_host_talks(remote->instance))
		return remote_execute(remote, request, "-", wait_status, error);
	scoped(stdio_relay) output = stdio_relay_open_after(request->output, mark, error);
	if (!output)
		return false;
	marked.output = output->input;
	remote->mark = mark;
	return remote_execute(remote, &marked, "-", wait_status, error);
}

static int ssh_execute(const struct instance_record *instance, const struct request *request,
		       GError **error)
{
	g_autofree char *host = instance_record_get(instance, SSH_HOST);
	g_autofree char *folder = instance_record_get(instance, SSH_FOLDER);
	int wait_status = 0;

	if (!folder) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
			    "'%s' was never ready", instance->id);
		return STATUS_LOST;
	}
	g_autofree char *source =
		g_strconcat(folder, "/source", instance_tree_place(instance), NULL);
	struct remote remote = {
		.instance = instance, .folder = folder, .source = source, .words = ssh_words};
	if (!ssh_run_request(&remote, request, &wait_status, error)) {
		ssh_add_hint(instance, error);
		return STATUS_LOST;
	}
	/* The wrapper never exits so; ssh does, whatever went wrong. */
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) != STATUS_LOST)
		return WEXITSTATUS(wait_status);
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "host %s: the connection was lost, or could not be made", host);
	return STATUS_LOST;
}

/* Removes the instance's folder from its host. */
static bool ssh_clear_host(const struct instance_record *instance, GError **error)
{
	g_autofree char *script = g_strdup_printf(remove_script, instance->id);

	return ssh_run_patiently(instance, script, true, error);
}

static bool ssh_dispose(const struct instance_record *instance, GError **error)
{
	g_autofree char *reached = instance_record_get(instance, SSH_REACHED);
	bool is_done = !reached || ssh_clear_host(instance, error);

	ssh_disconnect(instance);
	return is_done;
}

const struct environment environment_ssh = {
	.name = "ssh",
	.summary = "folders on other machines, by OpenSSH",
	.description =
		"Each instance has a folder of its own on one of the hosts, with a copy of the\n"
		"project, and a connection that is kept open. Instances are spread over the "
		"hosts.\n"
		"Logging in must need no answers: keys without passphrase or in an agent, host "
		"keys\n"
		"known. Instances on one host share its network, its /tmp and its home.\n",
	.options = ssh_options,
	.at_once = 4,
	.is_usable = ssh_is_usable,
	.assign = ssh_assign,
	.provision = ssh_provision,
	.execute = ssh_execute,
	.refresh = ssh_refresh,
	.dispose = ssh_dispose,
};
