#include "config/settings.h"

#include <glib.h>

#include "config/config.h"

/* So that a number of failures, retries or replacements can be added up without care. */
#define COUNT_MAX 1000000

/* Where the value goes: who takes it, and the field of struct config. */
#define INTO(taker, field) .part = taker, .offset = offsetof(struct config, field)

static const char *const schedules[] = {"dynamic", "static", NULL};
static const char *const flaky_effects[] = {"pass", "fail", NULL};
static const char *const unreported_outcomes[] = {"fail", "skip", NULL};
static const char *const test_units[] = {"test", "file", NULL};
static const char *const keep_words[] = {"never", "failed", "always", NULL};

static const struct setting settings[] = {
	/* ---- the project ---- */
	{.key = "preset",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, preset),
	 .help = "What fills in the keys of a test runner, each of which may be given beside it. "
		 "`testr presets` lists them."},
	{.key = "test_command",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_command),
	 .help = "The shell command that runs the tests. $LISTOPT, $IDOPTION, $IDFILE and $IDLIST "
		 "in it are filled in; arguments after `--` are appended."},
	{.key = "test_id_option",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_id_option),
	 .help = "What $IDOPTION stands for when chosen tests are run. $IDFILE in it is a file "
		 "with one test id a line, $IDLIST the ids themselves."},
	{.key = "test_list_option",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_list_option),
	 .help = "What $LISTOPT stands for when the tests are listed instead of run. Needed to "
		 "run them in parallel."},
	{.key = "test_list_command",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, test_list_command),
	 .help = "The shell command that lists the tests, in place of `test_command` with "
		 "`test_list_option`."},
	{.key = "test_id_parts",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, test_id_parts),
	 .argument = "REGEX",
	 .help = "A Python regular expression that takes ids apart: `(?P<name>...)` is what the "
		 "test command is told, and each execution runs tests of one `(?P<group>...)` "
		 "only, which is $IDGROUP."},
	{.key = "test_id_pattern",
	 .type = SETTING_CHOICE,
	 INTO(PART_PROJECT, test_id_pattern),
	 .choices = id_dialect_names,
	 .initial = "none",
	 .help = "The dialect of $IDPATTERN, a pattern that matches the chosen tests and no "
		 "others."},
	{.key = "test_id_template",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, test_id_template),
	 .argument = "TEMPLATE",
	 .initial_meaning = "the format's own",
	 .help = "How ids are put together from the fields of a report: `{classname}.{name}`."},
	{.key = "test_unit",
	 .type = SETTING_CHOICE,
	 INTO(PART_PROJECT, test_unit),
	 .choices = test_units,
	 .initial = "test",
	 .help = "What an id of the listing stands for: a `test`, or a `file` with tests in it, "
		 "whose results are `FILE > NAME`."},
	{.key = "test_id_list_default",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_id_list_default),
	 .help = "What $IDLIST stands for when all tests are run."},
	{.key = "test_format",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_format),
	 .initial_meaning = "subunit",
	 .help = "The format in which the test command prints results: `subunit`, `tap`, `junit` "
		 "and others, which testr.conf(5) lists; `auto` finds out."},
	{.key = "test_list_format",
	 .type = SETTING_TEXT,
	 INTO(PART_PROJECT, test_list_format),
	 .initial_meaning = "subunit, or plain lines, one id each",
	 .help = "The format in which the test command lists the tests."},
	{.key = "test_run_concurrency",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, test_run_concurrency),
	 .initial_meaning = "one for each CPU",
	 .help = "A shell command that prints how many executions to run at once; 0 means one for "
		 "each test."},
	{.key = "environment",
	 .option = "environment",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, environment),
	 .argument = "ENVIRONMENT",
	 .help = "A built-in environment and its options, instead of the three callouts "
		 "below; a callout that is given overrides its part. `testr environment` "
		 "lists the environments."},
	{.key = "instance_provision",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, instance_provision),
	 .help = "A shell command that provisions $INSTANCE_COUNT instances and prints their ids "
		 "and nothing else."},
	{.key = "instance_execute",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, instance_execute),
	 .help = "A shell command that copies $FILES into the instance $INSTANCE_ID, runs "
		 "$COMMAND there, and ends with its exit status."},
	{.key = "instance_dispose",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, instance_dispose),
	 .help = "A shell command that disposes of the instances $INSTANCE_IDS."},
	{.key = "group_regex",
	 .type = SETTING_CALLOUT,
	 INTO(PART_PROJECT, group_regex),
	 .argument = "REGEX",
	 .help = "Tests whose ids begin with the same match of this Python regular expression run "
		 "in the same execution."},
	{.key = "filter_tags",
	 .type = SETTING_WORDS,
	 INTO(PART_PROJECT, filter_tags),
	 .help = "Tests with one of these tags are counted and reported only if they "
		 "failed."},

	/* ---- which tests ---- */
	{.option = "failing",
	 .type = SETTING_FLAG,
	 INTO(PART_SELECTION, selection.is_failing_only),
	 .help = "Run only failing tests."},
	{.option = "load-list",
	 .type = SETTING_TEXT,
	 INTO(PART_SELECTION, selection.load_list),
	 .argument = "FILE",
	 .help = "Run only the tests listed in FILE, one per line, in that order; - is "
		 "standard input."},
	{.option = "exclude",
	 .type = SETTING_LIST,
	 INTO(PART_SELECTION, selection.excludes),
	 .argument = "REGEX",
	 .help = "Leave out tests whose ids match the regular expression REGEX. May be "
		 "given several times."},
	{.option = "include-list",
	 .type = SETTING_LIST,
	 INTO(PART_SELECTION, selection.include_lists),
	 .argument = "FILE",
	 .help = "Read filters from FILE, one per line; # begins a comment. May be given "
		 "several times."},
	{.option = "exclude-list",
	 .type = SETTING_LIST,
	 INTO(PART_SELECTION, selection.exclude_lists),
	 .argument = "FILE",
	 .help = "Read expressions to exclude from FILE, one per line; # begins a comment. "
		 "May be given several times."},
	{.option = "shard",
	 .type = SETTING_TEXT,
	 INTO(PART_SELECTION, selection.shard),
	 .argument = "I/N",
	 .help = "Run only the I-th of N parts of about the same duration; other machines "
		 "run the others."},
	{.option = "shard-from",
	 .type = SETTING_TEXT,
	 INTO(PART_SELECTION, selection.shard_from),
	 .argument = "FILE",
	 .help = "With --shard, read the durations of tests from FILE, which stats "
		 "--durations writes."},

	/* ---- the run ---- */
	{.option = "parallel",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_parallel),
	 .help = "Run tests in parallel. This is the default for projects with instances."},
	{.option = "serial",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_serial),
	 .help = "Run one test after the other."},
	{.option = "concurrency",
	 .type = SETTING_NUMBER,
	 INTO(PART_RUN, run.concurrency),
	 .most = CONCURRENCY_MAX,
	 .help = "Run N test commands at once, at most 10000; implies --parallel. 0, the "
		 "default, takes the number from test_run_concurrency or from the "
		 "available CPUs."},
	{.option = "partial",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_partial),
	 .help = "Keep the state of tests that are not part of this run. Implied by all "
		 "options that leave tests out."},
	{.option = "subunit",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_subunit),
	 .help = "Show the results as a subunit stream."},
	{.option = "force-init",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_forced),
	 .help = "Ignored; the repository is created if there is none."},
	{.option = "full-results",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_full),
	 .help = "Ignored; kept for compatibility."},
	{.option = "until-failure",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_until_failure),
	 .help = "Repeat the run until a test fails."},
	{.option = "max-iterations",
	 .type = SETTING_NUMBER,
	 INTO(PART_RUN, run.max_iterations),
	 .least = 1,
	 .most = COUNT_MAX,
	 .help = "With --until-failure, run at most N times."},
	{.option = "fail-fast",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_fail_fast),
	 .help = "Stop after the first failure, like --max-failures=1; the two cannot be "
		 "combined."},
	{.option = "analyze-isolation",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_analysis),
	 .help = "Find out which tests of the last run make the failing ones fail."},
	{.option = "dry-run",
	 .type = SETTING_FLAG,
	 INTO(PART_RUN, run.is_dry),
	 .help = "Show what would be run, where and when. Only the listing is run."},

	/* ---- how tests are handed out ---- */
	{.key = "schedule",
	 .option = "schedule",
	 .type = SETTING_CHOICE,
	 INTO(PART_SCHEDULING, scheduling.schedule),
	 .choices = schedules,
	 .initial = "dynamic",
	 .help = "`dynamic` hands tests out during the run so that all workers finish together; "
		 "`static` gives each worker one batch."},
	{.key = "order",
	 .option = "order",
	 .type = SETTING_ORDER,
	 INTO(PART_SCHEDULING, scheduling.order),
	 .initial = "listed",
	 .help = "The order of tests in each batch: `listed`, `slowest`, `failed-first` or "
		 "`random:SEED`; the last two also say which are handed out first."},
	{.option = "isolated",
	 .type = SETTING_FLAG,
	 INTO(PART_SCHEDULING, scheduling.is_isolated),
	 .help = "Run each test in a test command of its own."},

	/* ---- failures ---- */
	{.key = "retries",
	 .option = "retries",
	 .type = SETTING_NUMBER,
	 INTO(PART_FAILURES, failures.retries),
	 .most = COUNT_MAX,
	 .initial = "0",
	 .help = "How often a failed test is run again, after the others."},
	{.key = "flaky",
	 .option = "flaky",
	 .type = SETTING_CHOICE,
	 INTO(PART_FAILURES, failures.flaky),
	 .choices = flaky_effects,
	 .initial = "pass",
	 .help = "Whether a flaky test, one that failed and passed when it was retried, "
		 "fails the run."},
	{.key = "unreported_tests",
	 .type = SETTING_CHOICE,
	 INTO(PART_FAILURES, failures.unreported),
	 .choices = unreported_outcomes,
	 .initial = "fail",
	 .help = "The outcome of a test that the runner did not report, if no other result "
		 "answers for it."},
	{.key = "max_failures",
	 .option = "max-failures",
	 .type = SETTING_NUMBER,
	 INTO(PART_FAILURES, failures.max_failures),
	 .most = COUNT_MAX,
	 .initial = "0",
	 .initial_meaning = "0, which is no limit",
	 .help = "Stop the run after this many failures."},

	/* ---- times ---- */
	{.key = "test_timeout",
	 .option = "test-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.test_timeout_us),
	 .initial = "0",
	 .help = "How long a test may run."},
	{.key = "no_output_timeout",
	 .option = "no-output-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.no_output_timeout_us),
	 .initial = "0",
	 .help = "How long an execution may print nothing."},
	{.key = "execute_timeout",
	 .option = "execute-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.execute_timeout_us),
	 .initial = "0",
	 .help = "How long one execution may take."},
	{.key = "provision_timeout",
	 .option = "provision-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.provision_timeout_us),
	 .initial = "0",
	 .help = "How long the provisioning callout may take."},
	{.key = "dispose_timeout",
	 .option = "dispose-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.dispose_timeout_us),
	 .initial = "5m",
	 .initial_meaning = "5m; 0 is no limit",
	 .help = "How long the disposing callout may take."},
	{.key = "run_timeout",
	 .option = "run-timeout",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.run_timeout_us),
	 .initial = "0",
	 .help = "How long the whole run may take."},
	{.key = "kill_grace",
	 .option = "kill-grace",
	 .type = SETTING_DURATION,
	 INTO(PART_LIMITS, limits.kill_grace_us),
	 .initial = "5s",
	 .help = "How long a command may take to end after the first signal before it is "
		 "killed."},

	/* ---- instances ---- */
	{.key = "provision_retries",
	 .option = "provision-retries",
	 .type = SETTING_NUMBER,
	 INTO(PART_INSTANCES, instances.provision_retries),
	 .most = COUNT_MAX,
	 .initial = "0",
	 .help = "How often a failed provisioning is tried again."},
	{.key = "instance_replacements",
	 .option = "instance-replacements",
	 .type = SETTING_NUMBER,
	 INTO(PART_INSTANCES, instances.replacements),
	 .most = COUNT_MAX,
	 .initial_meaning = "one for each worker",
	 .help = "How many lost instances may be replaced in a run."},
	{.option = "keep-instances",
	 .type = SETTING_CHOICE,
	 INTO(PART_INSTANCES, instances.keep),
	 .choices = keep_words,
	 .initial = "never",
	 .help = "Do not dispose of the instances that tests ran in: `failed`, of those where one "
		 "failed; `always`, of any."},
};

const struct setting *settings_all(size_t *count)
{
	*count = G_N_ELEMENTS(settings);
	return settings;
}

const struct setting *settings_find_key(const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_strcmp0(settings[i].key, key) == 0)
			return &settings[i];
	return NULL;
}

const struct setting *settings_find_option(const char *option)
{
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_strcmp0(settings[i].option, option) == 0)
			return &settings[i];
	return NULL;
}
