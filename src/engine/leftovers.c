#include "engine/leftovers.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/process_identity.h"

/* A process that belongs to no execution; and one that shows no environment: it has none, or is
 * about to begin another program. */
#define EXECUTION_FOREIGN G_MININT
#define EXECUTION_UNCLEAR (G_MININT + 1)

/* How often, and after what pause, a process is asked again that is about to begin a program. */
#define ASKED_MAX 5
#define ASKED_AGAIN_US 1000

/* What is known of a process. */
struct known_process {
	int64_t start_time;
	int64_t parent;
	int64_t group;
	int execution;
	bool has_term; /* it has got SIGTERM, at */
	int64_t term_us;
	bool is_there; /* in the present look */
};

struct leftovers {
	int64_t grace_us;
	int64_t since;       /* processes that started before, in clock ticks, are no children */
	char *token;         /* what our marks begin with */
	GHashTable *known;   /* number of a process to struct known_process */
	GHashTable *running; /* number of the first process to that of its execution */
	GHashTable *firsts;  /* the same the other way round, also of those that have ended */
};

static void *key_of(int64_t number)
{
	return GINT_TO_POINTER((int)number);
}

char *leftovers_token(int pid)
{
	struct process process = {.pid = pid};

	(void)process_read(pid, &process);
	return g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/", process.pid,
			       process.start_time);
}

struct leftovers *leftovers_new(int64_t grace_us)
{
	struct leftovers *leftovers = g_new0(struct leftovers, 1);
	struct process self = {.pid = getpid()};

	(void)process_read(getpid(), &self);
	leftovers->grace_us = grace_us;
	leftovers->since = self.start_time;
	leftovers->token = leftovers_token(getpid());
	leftovers->known = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	leftovers->running = g_hash_table_new(NULL, NULL);
	leftovers->firsts = g_hash_table_new(NULL, NULL);
	return leftovers;
}

void leftovers_free(struct leftovers *leftovers)
{
	if (!leftovers)
		return;
	g_hash_table_unref(leftovers->known);
	g_hash_table_unref(leftovers->running);
	g_hash_table_unref(leftovers->firsts);
	g_free(leftovers->token);
	g_free(leftovers);
}

char *leftovers_mark(const struct leftovers *leftovers, int execution)
{
	const char *outer = g_getenv(PROCESS_MARK);

	if (!leftovers)
		return NULL;

	return g_strdup_printf("%s%s%s%d", outer ? outer : "", outer ? ":" : "", leftovers->token,
			       execution);
}

void leftovers_note_running(struct leftovers *leftovers, int execution, int pid)
{
	g_hash_table_insert(leftovers->running, key_of(pid), GINT_TO_POINTER(execution));
	g_hash_table_insert(leftovers->firsts, GINT_TO_POINTER(execution), key_of(pid));
}

/* ---- whose a process is ---- */

/* The value of `name` in the environment that a process was given, of `length` bytes; or NULL. */
static const char *find_variable(const char *environment, size_t length, const char *name)
{
	size_t name_length = strlen(name);

	for (const char *at = environment; at < environment + length; at += strlen(at) + 1)
		if (strncmp(at, name, name_length) == 0 && at[name_length] == '=')
			return at + name_length + 1;
	return NULL;
}

/* The execution that the mark of a process names; EXECUTION_FOREIGN if none of ours, or
 * EXECUTION_UNCLEAR. */
static int execution_of_mark(const char *token, int64_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/environ", pid);
	g_autofree char *environment = NULL;
	gsize length;

	if (!g_file_get_contents(path, &environment, &length, NULL))
		return EXECUTION_FOREIGN;
	if (length == 0)
		return EXECUTION_UNCLEAR;
	const char *mark = find_variable(environment, length, PROCESS_MARK);
	const char *own = mark ? strstr(mark, token) : NULL;
	if (!own || (own > mark && own[-1] != ':'))
		return EXECUTION_FOREIGN;
	return (int)g_ascii_strtoll(own + strlen(token), NULL, 10);
}

static bool is_ours(int execution)
{
	return execution != EXECUTION_FOREIGN && execution != EXECUTION_UNCLEAR;
}

/* The same, after a while if it is unclear at first. */
static int ask_for_execution(const char *token, int64_t pid)
{
	int execution = execution_of_mark(token, pid);

	for (int asked = 1; asked < ASKED_MAX && execution == EXECUTION_UNCLEAR; asked++) {
		g_usleep(ASKED_AGAIN_US);
		execution = execution_of_mark(token, pid);
	}
	return execution;
}

/* Enters a process that has been seen for the first time. */
static struct known_process *enter_process(struct leftovers *leftovers,
					   const struct process *process)
{
	struct known_process *known = g_new0(struct known_process, 1);
	void *execution;

	known->start_time = process->start_time;
	known->execution = EXECUTION_FOREIGN;
	if (g_hash_table_lookup_extended(leftovers->running, key_of(process->pid), NULL,
					 &execution))
		known->execution = GPOINTER_TO_INT(execution);
	else if (process->pid != getpid())
		known->execution = ask_for_execution(leftovers->token, process->pid);
	g_hash_table_insert(leftovers->known, key_of(process->pid), known);
	return known;
}

static void see_process(void *data, const struct process *process)
{
	struct leftovers *leftovers = data;
	struct known_process *known;

	if (process->start_time < leftovers->since || !process->is_running)
		return;
	known = g_hash_table_lookup(leftovers->known, key_of(process->pid));
	if (!known || known->start_time != process->start_time)
		known = enter_process(leftovers, process);
	else if (known->execution == EXECUTION_UNCLEAR)
		known->execution = execution_of_mark(leftovers->token, process->pid);
	known->parent = process->parent;
	known->group = process->group;
	known->is_there = true;
}

static gboolean is_gone(void *pid, void *process, void *data)
{
	struct known_process *known = process;
	bool is_there = known->is_there;

	(void)pid;
	(void)data;
	known->is_there = false;
	return !is_there;
}

/* What has no mark has its parent's execution. Returns true if that is news of any. */
static bool inherit_executions(struct leftovers *leftovers)
{
	GHashTableIter each;
	void *process;
	bool is_news = false;

	g_hash_table_iter_init(&each, leftovers->known);
	while (g_hash_table_iter_next(&each, NULL, &process)) {
		struct known_process *known = process;
		const struct known_process *parent =
			g_hash_table_lookup(leftovers->known, key_of(known->parent));
		if (is_ours(known->execution) || !parent || !is_ours(parent->execution))
			continue;
		known->execution = parent->execution;
		is_news = true;
	}
	return is_news;
}

/* ---- ending them ---- */

static char *read_command(int pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/cmdline", pid);
	char *command = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &command, &length, NULL))
		return g_strdup("");
	for (gsize i = 0; i + 1 < length; i++)
		if (command[i] == '\0')
			command[i] = ' ';
	return command;
}

/* The group of an execution's first process is ended with it: that is no leftover. */
static bool is_left(const struct leftovers *leftovers, const struct known_process *known)
{
	const void *execution = GINT_TO_POINTER(known->execution);
	void *first = g_hash_table_lookup(leftovers->firsts, execution);

	return is_ours(known->execution) && key_of(known->group) != first &&
	       !g_hash_table_contains(leftovers->running, first);
}

/* What a leftover has started itself is not told of. */
static bool is_of_leftover(const struct leftovers *leftovers, const struct known_process *known)
{
	const struct known_process *parent =
		g_hash_table_lookup(leftovers->known, key_of(known->parent));

	return parent && parent->execution == known->execution && is_left(leftovers, parent);
}

/* Ends a leftover; `found` is told of it the first time. */
static void end_leftover(const struct leftovers *leftovers, struct known_process *known, int pid,
			 int64_t now_us, leftover_fn found, void *data)
{
	if (known->has_term) {
		if (now_us - known->term_us >= leftovers->grace_us)
			(void)kill(pid, SIGKILL);
		return;
	}
	known->has_term = true;
	known->term_us = now_us;
	if (!is_of_leftover(leftovers, known)) {
		g_autofree char *command = read_command(pid);
		found(data, known->execution, pid, command);
	}
	(void)kill(pid, SIGTERM);
	/* One that is stopped would take it only when it is continued. */
	(void)kill(pid, SIGCONT);
}

static void see_all(struct leftovers *leftovers)
{
	process_each(see_process, leftovers);
	(void)g_hash_table_foreach_remove(leftovers->known, is_gone, NULL);
	while (inherit_executions(leftovers))
		continue;
}

size_t leftovers_look(struct leftovers *leftovers, int64_t now_us, leftover_fn found, void *data)
{
	GHashTableIter each;
	void *pid, *known;
	size_t left = 0;

	see_all(leftovers);
	g_hash_table_iter_init(&each, leftovers->known);
	while (g_hash_table_iter_next(&each, &pid, &known)) {
		if (!is_left(leftovers, known))
			continue;
		left++;
		end_leftover(leftovers, known, GPOINTER_TO_INT(pid), now_us, found, data);
	}
	g_hash_table_remove_all(leftovers->running);
	return left;
}

/* ---- when testr is gone ---- */

/* Whose processes are to be killed: none of them started before `since`. */
struct kill_order {
	const char *token;
	int64_t since;
};

static void kill_if_marked(void *data, const struct process *process)
{
	const struct kill_order *order = data;

	if (process->start_time >= order->since && process->is_running &&
	    process->pid != getpid() && is_ours(ask_for_execution(order->token, process->pid)))
		(void)kill((pid_t)process->pid, SIGKILL);
}

void leftovers_kill(const char *token)
{
	const char *start = strchr(token, '-');
	struct kill_order order = {token, start ? g_ascii_strtoll(start + 1, NULL, 10) : 0};

	/* What has been started meanwhile, too. */
	for (int times = 0; times < 2; times++)
		process_each(kill_if_marked, &order);
}
