/*
 * slurm: instances are allocations of a cluster, each held by a batch job; commands run in it as
 * steps, by srun.
 *
 * srun has its own words for much: so its failures get a status that no command has, and commands
 * run under the wrapper of remote.h, which srun reaches through the step's stdin. Slurm hands on
 * what a command says line by line, unless it gives it a terminal (srun --unbuffered); the wrapper
 * takes that, and the command gets a pipe.
 */
#include <string.h>
#include <sys/wait.h>

#include "environments/instance_tree.h"
#include "environments/program.h"
#include "environments/remote.h"
#include "environments/slurm/slurm.h"

enum {
	NODES_TRIED_MAX = 3,   /* one after the other, if they do not answer */
	STATUS_DOUBTFUL = 128, /* from here on a status may tell of the wrapper's own end */
};

static const struct option slurm_options[] = {
	{"partition", OPTION_TEXT, "NAME", NULL, "The partition to take nodes of."},
	{"time", OPTION_TEXT, "TIME", NULL,
	 "How long an instance may live, as sbatch has it: 30:00, 2:00:00, 1-12. Then it is "
	 "lost."},
	{"account", OPTION_TEXT, "NAME", NULL, "The account that is charged."},
	{"qos", OPTION_TEXT, "NAME", NULL, "The quality of service."},
	{"slurm-option", OPTION_TEXT, "OPTION", NULL,
	 "An option for sbatch, as in --slurm-option=--mem=4G. May be repeated."},
	{"source", OPTION_CHOICE, "shared|copy", "shared",
	 "The project's folder itself, which nodes see at the same path; or a private copy of it, "
	 "sent to the node."},
	{"node-folder", OPTION_TEXT, "PATH", "/tmp",
	 "A folder of each node's own, in which the instance has one."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};

/* Fills the instance's folder $1 on its node, once the job has made it, which may begin later than
 * a step; $2, unless it is empty, is a folder that is to be there. The wrapper's text comes on
 * stdin.
 */
static const char prepare_script[] =
	"umask 077\n"
	"give_up()\n"
	"{\n"
	"  echo \"$1\" >&2\n"
	"  exit 1\n"
	"}\n"
	"command -v setsid >/dev/null || give_up 'setsid is missing'\n"
	"[ -z \"$2\" ] || [ -d \"$2\" ] || give_up 'it does not see the project'\n"
	"[ -w \"${1%/*}\" ] || give_up \"it cannot write to ${1%/*}\"\n"
	"looks=0\n"
	"until [ -d \"$1\" ]; do\n"
	"  [ \"$looks\" -lt 600 ] || give_up 'its job does not begin'\n"
	"  looks=$((looks + 1))\n"
	"  sleep 0.1\n"
	"done\n"
	"mkdir \"$1/files\" \"$1/source\" && exec cat >\"$1/" REMOTE_WRAPPER_FILE "\"\n";

/* Empties the copy of the project in the instance's folder $1. */
static const char empty_script[] = "cd \"$1/source\" && rm -rf -- * .[!.]* ..?*";

/* Runs the words after $0, the instance's folder, which is lost if it is not there. */
static const char enter_script[] = "unset SLURM_EXIT_ERROR; cd \"$0\" || exit 255; exec \"$@\"";

/* What srun says of a node that does not answer. */
static const char no_answer[] = "Application launch failed";

/* Where the instance's folder and the project will be on the node; whatever options an execution
 * is given, it finds them there. */
static bool slurm_assign(struct instance_record *instance, GError **error)
{
	const char *parent = option_values_get(instance->options, "node-folder");
	bool is_shared = strcmp(option_values_get(instance->options, "source"), "shared") == 0;
	g_autofree char *folder = g_build_filename(parent, instance->id, NULL);
	g_autofree char *copy = g_strconcat(folder, "/source", instance_tree_place(instance), NULL);

	return instance_record_set(instance, SLURM_FOLDER, folder, error) &&
	       instance_record_set(instance, SLURM_SOURCE, is_shared ? instance->project : copy,
				   error);
}

static bool slurm_is_usable(const struct option_values *given, GError **error)
{
	static const char *const programs[] = {"sbatch", "srun", "squeue", "scancel"};
	g_autoptr(GPtrArray) words = program_words("sinfo", "--noheader", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
		if (!program_find(programs[i],
				  "install slurm's client programs (the package 'slurm-client')",
				  error))
			return false;
	if (!g_path_is_absolute(option_values_get(given, "node-folder"))) {
		g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_UNUSABLE,
			    "--node-folder '%s' is not absolute",
			    option_values_get(given, "node-folder"));
		return false;
	}
	bool is_usable = program_run(words, NULL, error);
	if (!is_usable)
		slurm_add_hint(error);
	return is_usable;
}

/* The words that run `command` as a step of the instance's job, on its first node, wherever testr
 * itself runs. */
static GPtrArray *slurm_step_words(const struct instance_record *instance,
				   const char *const *command)
{
	g_autofree char *job = instance_record_get(instance, SLURM_JOB);
	GPtrArray *words =
		program_words("srun", "--overlap", "--nodes=1", "--ntasks=1", "--relative=0",
			      "--chdir=/", "--export=ALL", "--mpi=none", "--unbuffered", NULL);

	program_add(words, g_strconcat("--jobid=", job ? job : "none", NULL));
	program_append_all(words, command);
	return words;
}

/* As step_words, in the instance's folder, without what srun says beside failures. */
static GPtrArray *slurm_quiet_step_words(const struct instance_record *instance,
					 const char *const *command)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	const char *const enter[] = {"/bin/sh", "-c", enter_script, folder, NULL};
	GPtrArray *words = slurm_step_words(instance, enter);

	g_ptr_array_insert(words, 1, g_strdup("-QQ"));
	program_append_all(words, command);
	return words;
}

/* Lets srun not take what slurm told testr, if it runs in a job itself, for this step; and end with
 * STATUS_LOST if it fails. */
static void slurm_set_up_srun(void)
{
	g_auto(GStrv) names = g_listenv();

	for (char **name = names; *name; name++)
		if (g_str_has_prefix(*name, "SLURM_") && strcmp(*name, "SLURM_CONF") != 0)
			g_unsetenv(*name);
	g_setenv("SLURM_EXIT_ERROR", G_STRINGIFY(255), true);
}

/* Sends the project to the node, unless the node sees it. */
static bool slurm_send_source(const struct instance_record *instance, GError **error)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	g_autofree char *source = instance_record_get(instance, SLURM_SOURCE);
	struct remote remote = {.instance = instance,
				.folder = folder,
				.source = source,
				.words = slurm_step_words};

	g_autofree char *tree = g_build_filename(folder, "source", NULL);

	return strcmp(source, instance->project) == 0 || remote_send_project(&remote, tree, error);
}

/* Makes what commands need on the node. */
static bool slurm_prepare(const struct instance_record *instance, GError **error)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	g_autofree char *source = instance_record_get(instance, SLURM_SOURCE);
	bool is_shared = strcmp(source, instance->project) == 0;
	const char *const command[] = {
		"/bin/sh", "-c", prepare_script, "sh", folder, is_shared ? source : "", NULL};
	g_autoptr(GPtrArray) words = slurm_step_words(instance, command);

	return program_feed(words, remote_wrapper(), NULL, error) &&
	       slurm_send_source(instance, error);
}

/* Also where the node sees the project: then there is nothing to empty, and the step tells whether
 * the allocation is still there. */
static bool slurm_refresh(const struct instance_record *instance, GError **error)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	const char *const command[] = {"/bin/sh", "-c", empty_script, "sh", folder, NULL};
	g_autoptr(GPtrArray) words = slurm_step_words(instance, command);

	slurm_set_up_srun();
	return program_run(words, NULL, error) && slurm_send_source(instance, error);
}

/* Asks for an allocation but on the nodes `excluded`, and prepares it. `*node` is the one that it
 * got, if it got one. */
static bool slurm_allocate(struct instance_record *instance, const char *excluded, char **node,
			   GError **error)
{
	if (!slurm_submit(instance, excluded, error))
		return false;
	scoped(slurm_job) job = slurm_await_grant(instance, error);
	if (!job)
		return false;
	*node = g_strdup(job->node);
	return instance_record_set(instance, SLURM_JOB, job->number, error) &&
	       slurm_prepare(instance, error);
}

static bool slurm_provision(struct instance_record *instance, GError **error)
{
	g_autoptr(GString) excluded = g_string_new(NULL);

	slurm_set_up_srun();
	if (!instance_record_set(instance, SLURM_ASKED, "yes", error))
		return false;
	for (int tried = 1;; tried++) {
		g_autoptr(GError) reason = NULL;
		g_autofree char *node = NULL;
		if (slurm_allocate(instance, excluded->len > 0 ? excluded->str : NULL, &node,
				   &reason))
			return true;
		bool is_dead = node && strstr(reason->message, no_answer);
		if (is_dead)
			slurm_cancel(instance, false, NULL);
		if (!is_dead || tried == NODES_TRIED_MAX) {
			g_propagate_error(error, g_steal_pointer(&reason));
			if (node) {
				g_prefix_error(error, "node %s: ", node);
				slurm_add_hint(error);
			}
			return false;
		}
		g_string_append_printf(excluded, "%s%s", excluded->len > 0 ? "," : "", node);
	}
}

/* The exit status that srun brought back, if it is one of the wrapper's. -1 if not. */
static int slurm_told_status(const struct remote *remote, const char *token, int wait_status)
{
	int status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_LOST;

	if (status >= STATUS_DOUBTFUL && !remote_confirms(remote, token, status))
		return -1;
	return status == STATUS_LOST ? -1 : status;
}

/* That the job is there is asked each time: when a node fails, srun may end with status 0. */
static int slurm_execute(const struct instance_record *instance, const struct request *request,
			 GError **error)
{
	g_autofree char *folder = instance_record_get(instance, SLURM_FOLDER);
	g_autofree char *source = instance_record_get(instance, SLURM_SOURCE);
	g_autofree char *token = g_strdup_printf("%x%x", g_random_int(), g_random_int());
	struct remote remote = {.instance = instance,
				.folder = folder,
				.source = source,
				.words = slurm_quiet_step_words};
	g_autoptr(GError) reason = NULL;
	int wait_status = 0;

	slurm_set_up_srun();
	bool has_run = remote_execute(&remote, request, token, &wait_status, &reason);
	if (slurm_was_lost(instance, error))
		return STATUS_LOST;
	int status = has_run ? slurm_told_status(&remote, token, wait_status) : -1;
	if (status >= 0)
		return status;
	g_set_error(error, ENVIRONMENT_ERROR, ENVIRONMENT_ERROR_LOST,
		    "the instance '%s' did not run the command to its end: its node does not "
		    "answer, or the step was cancelled%s%s",
		    instance->id, reason ? "\n  " : "", reason ? reason->message : "");
	return STATUS_LOST;
}

static bool slurm_dispose(const struct instance_record *instance, GError **error)
{
	g_autofree char *asked = instance_record_get(instance, SLURM_ASKED);

	return !asked || slurm_cancel(instance, true, error);
}

extern const struct environment environment_slurm;
const struct environment environment_slurm = {
	.name = "slurm",
	.summary = "allocations of a cluster, by slurm",
	.description =
		"Each instance is an allocation, held by a batch job of the instance's name until "
		"it\n"
		"is disposed of; commands run in it as steps, on its first node. All are asked for "
		"at\n"
		"once, and are ready as slurm grants them. Nodes see the project in a file system "
		"that\n"
		"is shared, or get a copy (--source copy).\n",
	.options = slurm_options,
	.at_once = 64,
	.is_usable = slurm_is_usable,
	.assign = slurm_assign,
	.provision = slurm_provision,
	.execute = slurm_execute,
	.refresh = slurm_refresh,
	.dispose = slurm_dispose,
};
