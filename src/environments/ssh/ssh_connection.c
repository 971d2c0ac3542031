/* An instance's connection to its host, by OpenSSH's client. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/quote.h"
#include "environments/error_hints.h"
#include "environments/file_tree.h"
#include "environments/instance_tree.h"
#include "environments/program.h"
#include "environments/ssh/ssh.h"

/* What OpenSSH and the host's programs say, and what helps. */
static const struct error_hint hints[] = {
	{"REMOTE HOST IDENTIFICATION HAS CHANGED", "the host shows another key than it is known "
						   "by: find out why before you remove the old one "
						   "with ssh-keygen -R"},
	{"Host key verification failed",
	 "the host's key is not known: make it known, for example by logging in once by hand"},
	{"Permission denied (",
	 "the login was refused: let ssh log in without being asked anything (a key without "
	 "passphrase, or in an agent)"},
	{"No space left on device", "the host's disk is full"},
	{"Disk quota exceeded", "the user's share of the host's disk is used up"},
	{"Could not resolve hostname", "the host's name is not known here"},
	{"Connection refused", "the host runs no ssh server there"},
	{"timed out", "the host does not answer"},
	{"setsid is missing", "install util-linux on the host"},
	{"", "run the same ssh command manually"},
};

/* The settings of testr's own. The first value that OpenSSH finds for a setting counts. */
static const char settings[] = "BatchMode yes\n"
			       "ControlMaster auto\n"
			       "ControlPersist 10m\n"
			       "ConnectTimeout 20\n"
			       "ServerAliveInterval 10\n"
			       "ServerAliveCountMax 2\n"
			       "ForwardAgent no\n"
			       "ForwardX11 no\n"
			       "ClearAllForwardings yes\n"
			       "RequestTTY no\n"
			       "LogLevel ERROR\n";

static void append_ssh_include(GString *config, const char *path)
{
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		g_string_append_printf(config, "Match all\nInclude \"%s\"\n", path);
}

/* [USER@]HOST[:PORT]; a HOST that has colons stands in brackets if a port follows. */
static void split_ssh_host(const char *given, char **user, char **host, char **port)
{
	const char *at = strrchr(given, '@');
	const char *name = at ? at + 1 : given;
	const char *colon = strrchr(name, ':');
	bool is_bracketed = name[0] == '[' && strchr(name, ']');

	if (is_bracketed)
		colon = strchr(name, ']')[1] == ':' ? strchr(name, ']') + 1 : NULL;
	else if (colon && strchr(name, ':') != colon) /* a bare IPv6 address */
		colon = NULL;
	*user = at ? g_strndup(given, (size_t)(at - given)) : NULL;
	*port = colon ? g_strdup(colon + 1) : NULL;
	*host = is_bracketed ? g_strndup(name + 1, strcspn(name + 1, "]"))
			     : g_strndup(name, colon ? (size_t)(colon - name) : strlen(name));
}

static char *ssh_config_text(const struct instance_record *instance, const char *sockets)
{
	GString *config = g_string_new(NULL);
	g_autofree char *given = instance_record_get(instance, SSH_HOST);
	g_autofree char *user = NULL;
	g_autofree char *host = NULL;
	g_autofree char *port = NULL;
	const char *chosen = option_values_get(instance->options, "ssh-config");

	split_ssh_host(given, &user, &host, &port);
	g_string_append_printf(config, "ControlPath \"%s/%%C\"\n%s", sockets, settings);
	if (user)
		g_string_append_printf(config, "User \"%s\"\n", user);
	if (port)
		g_string_append_printf(config, "Port %s\n", port);
	for (const char *const *option = option_values_all(instance->options, "ssh-option");
	     *option; option++)
		g_string_append_printf(config, "%s\n", *option);
	if (chosen) {
		append_ssh_include(config, chosen);
	} else {
		g_autofree char *own = g_build_filename(g_get_home_dir(), ".ssh", "config", NULL);
		append_ssh_include(config, own);
		append_ssh_include(config, "/etc/ssh/ssh_config");
	}
	return g_string_free(config, FALSE);
}

bool ssh_configure(struct instance_record *instance, GError **error)
{
	g_autofree char *sockets = g_dir_make_tmp("testr-XXXXXX", error);
	g_autofree char *path = instance_record_path(instance, "ssh_config");

	if (!sockets || !instance_record_set(instance, SSH_SOCKETS, sockets, error))
		return false;
	g_autofree char *config = ssh_config_text(instance, sockets);
	return g_file_set_contents(path, config, -1, error);
}

/* The folder for the socket goes with the first attempt to dispose of the instance, or, being a
 * temporary one, with the machine; what is there then in its place may be anybody's. */
static bool may_share_connection(const struct instance_record *instance)
{
	g_autofree char *sockets = instance_record_get(instance, SSH_SOCKETS);
	struct stat status;

	return sockets && lstat(sockets, &status) == 0 && S_ISDIR(status.st_mode) &&
	       status.st_uid == geteuid();
}

GPtrArray *ssh_words(const struct instance_record *instance, const char *const *command)
{
	g_autofree char *given = instance_record_get(instance, SSH_HOST);
	g_autofree char *user = NULL;
	g_autofree char *host = NULL;
	g_autofree char *port = NULL;
	g_autofree char *remote = command ? quote_words(command) : NULL;
	GPtrArray *words = program_words("ssh", "-F", NULL);

	split_ssh_host(given, &user, &host, &port);
	program_add(words, instance_record_path(instance, "ssh_config"));
	if (!may_share_connection(instance))
		program_append(words, "-o", "ControlPath=none", NULL);
	program_append(words, "--", host, remote, NULL);
	return words;
}

void ssh_add_hint(const struct instance_record *instance, GError **error)
{
	g_autofree char *host = instance_record_get(instance, SSH_HOST);

	error_hints_add(hints, error);
	g_prefix_error(error, "host %s: ", host);
}

bool ssh_run_script(const struct instance_record *instance, const char *script, char **output,
		    GError **error)
{
	static const char *const shell[] = {"/bin/sh", NULL};
	g_autoptr(GPtrArray) words = ssh_words(instance, shell);
	bool is_done = program_feed(words, script, output, error);

	if (!is_done)
		ssh_add_hint(instance, error);
	return is_done;
}

/* True if some files were gone when rsync came to them, and that is all: its status 24. */
static bool has_only_lost_files(const GError *reason)
{
	return g_error_matches(reason, PROGRAM_ERROR, PROGRAM_ERROR_FAILED) &&
	       g_str_has_prefix(reason->message, "rsync: exit status 24");
}

bool ssh_synchronise(const struct instance_record *instance, const char *folder, GError **error)
{
	g_autoptr(GPtrArray) words = ssh_words(instance, NULL);
	const char *host = words->pdata[words->len - 2];
	bool is_ipv6 = strchr(host, ':') != NULL;
	const char *const shell_words[] = {"ssh", "-F", words->pdata[2], NULL};
	g_autofree char *shell = quote_words(shell_words);
	g_autofree char *tree = instance_tree(instance);
	g_autoptr(GPtrArray) rsync =
		program_words("rsync", "--archive", "--protect-args", "--delete", "--checksum",
			      "-e", shell, "--", NULL);

	g_ptr_array_insert(
		rsync, 1,
		g_strconcat("--exclude=", instance_tree_place(instance), "/.testrepository", NULL));
	program_add(rsync, g_strconcat(tree, "/", NULL));
	program_add(rsync,
		    g_strconcat(is_ipv6 ? "[" : "", host, is_ipv6 ? "]:" : ":", folder, "/", NULL));
	g_autoptr(GError) reason = NULL;
	if (program_run(rsync, NULL, &reason) || has_only_lost_files(reason))
		return true;
	g_propagate_error(error, g_steal_pointer(&reason));
	ssh_add_hint(instance, error);
	return false;
}

void ssh_disconnect(const struct instance_record *instance)
{
	g_autofree char *sockets = instance_record_get(instance, SSH_SOCKETS);

	if (!may_share_connection(instance))
		return;
	g_autoptr(GPtrArray) words = ssh_words(instance, NULL);
	g_ptr_array_insert(words, 1, g_strdup("-O"));
	g_ptr_array_insert(words, 2, g_strdup("exit"));
	program_run(words, NULL, NULL);
	file_tree_remove(sockets, NULL);
}
