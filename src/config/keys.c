/* The table of all keys of `.testr.conf`, and the search for the one that was meant. */
#include <stddef.h>
#include <string.h>

#include "config/config.h"
#include "config/python_text.h"

#define KEY(key_name, key_type, field, key_help)                                                   \
	{                                                                                          \
		.name = key_name, .type = key_type, .offset = offsetof(struct config, field),      \
		.help = key_help                                                                   \
	}

static const struct config_key keys[] = {
	KEY("test_command", CONFIG_TEXT, test_command,
	    "The shell command that runs the tests. $LISTOPT, $IDOPTION, $IDFILE and $IDLIST in it "
	    "are filled in; arguments after `--` are appended."),
	KEY("test_id_option", CONFIG_TEXT, test_id_option,
	    "What $IDOPTION stands for when chosen tests are run. $IDFILE in it is a file with one "
	    "test id a line, $IDLIST the ids themselves."),
	KEY("test_list_option", CONFIG_TEXT, test_list_option,
	    "What $LISTOPT stands for when the tests are listed instead of run. Needed to run them "
	    "in parallel."),
	KEY("test_id_list_default", CONFIG_TEXT, test_id_list_default,
	    "What $IDLIST stands for when no tests were chosen."),
	KEY("test_format", CONFIG_TEXT, test_format,
	    "The format in which the test command prints results: `subunit` (the default), `tap`, "
	    "`junit` and others, which testr.conf(5) lists; `auto` finds out."),
	KEY("test_list_format", CONFIG_TEXT, test_list_format,
	    "The same for what it prints when the tests are listed; `subunit` is also for plain "
	    "lines, one id each."),
	KEY("test_run_concurrency", CONFIG_CALLOUT, test_run_concurrency,
	    "A shell command that prints how many executions to run at once; 0 means one for each "
	    "test. Default: one for each CPU."),
	KEY("environment", CONFIG_ENVIRONMENT, environment,
	    "A built-in environment and its options, in place of the three callouts below, each of "
	    "which it gives way to. `testr environment` lists them."),
	KEY("instance_provision", CONFIG_CALLOUT, instance_provision,
	    "A shell command that provisions $INSTANCE_COUNT instances and prints their ids and "
	    "nothing else."),
	KEY("instance_execute", CONFIG_CALLOUT, instance_execute,
	    "A shell command that copies $FILES into the instance $INSTANCE_ID, runs $COMMAND "
	    "there, and ends with its exit status."),
	KEY("instance_dispose", CONFIG_CALLOUT, instance_dispose,
	    "A shell command that disposes of the instances $INSTANCE_IDS."),
	KEY("group_regex", CONFIG_REGEX, group_regex,
	    "Tests whose ids begin with the same match of this Python regular expression run in "
	    "the same execution."),
	KEY("filter_tags", CONFIG_WORDS, filter_tags,
	    "Tests that bear one of these tags are counted and reported only if they failed."),
	KEY("schedule", CONFIG_SCHEDULE, schedule,
	    "`dynamic` (the default) hands tests out during the run so that all workers finish "
	    "together; `static` gives each worker one batch."),
	KEY("order", CONFIG_ORDER, order,
	    "The order of tests in each batch: `listed` (the default), `slowest`, `failed-first` "
	    "or "
	    "`random:SEED`; the last two also say which are handed out first."),
	KEY("retries", CONFIG_COUNT, retries,
	    "How often a test that fails is run again, after the others. Default: 0."),
	KEY("flaky", CONFIG_FLAKY, flaky_fails,
	    "What a test that failed and passed when it was run again does to the run: `pass` (the "
	    "default) or `fail`."),
	KEY("max_failures", CONFIG_COUNT, max_failures,
	    "The run is stopped after so many failures. Default: 0, which is no limit."),
	KEY("test_timeout", CONFIG_DURATION, test_timeout_us,
	    "How long a test may take from its start to its outcome. Default: no limit."),
	KEY("no_output_timeout", CONFIG_DURATION, no_output_timeout_us,
	    "How long an execution may say nothing. Default: no limit."),
	KEY("execute_timeout", CONFIG_DURATION, execute_timeout_us,
	    "How long one execution may take. Default: no limit."),
	KEY("provision_timeout", CONFIG_DURATION, provision_timeout_us,
	    "How long the provisioning callout may take. Default: no limit."),
	KEY("dispose_timeout", CONFIG_DURATION, dispose_timeout_us,
	    "How long the disposing callout may take. Default: 5m; 0 is no limit."),
	KEY("run_timeout", CONFIG_DURATION, run_timeout_us,
	    "How long the whole run may take. Default: no limit."),
	KEY("kill_grace", CONFIG_DURATION, kill_grace_us,
	    "How long a command that was told to end may take before it is killed. Default: 5s."),
	KEY("provision_retries", CONFIG_COUNT, provision_retries,
	    "How often a failed provisioning is tried again. Default: 0."),
	KEY("instance_replacements", CONFIG_COUNT, instance_replacements,
	    "How many lost instances may be replaced in a run. Default: one for each worker."),
};

const struct config_key *config_keys(size_t *count)
{
	*count = G_N_ELEMENTS(keys);
	return keys;
}

/* Levenshtein's: how many characters (bytes here) must be inserted, removed or changed. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t width = strlen(b) + 1;
	g_autofree size_t *row = g_new(size_t, width);

	for (size_t i = 0; i < width; i++)
		row[i] = i;
	for (; *a; a++) {
		size_t diagonal = row[0]++;
		for (size_t i = 1; i < width; i++) {
			size_t changed = diagonal + (*a != b[i - 1]);
			diagonal = row[i];
			row[i] = MIN(changed, MIN(row[i], row[i - 1]) + 1);
		}
	}
	return row[width - 1];
}

const char *config_nearest_key(const char *name)
{
	const char *nearest = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		bool is_begun = g_str_has_prefix(keys[i].name, name);
		size_t distance = is_begun ? 1 : edit_distance(name, keys[i].name);
		if (distance < least) {
			least = distance;
			nearest = keys[i].name;
		}
	}
	return nearest;
}
