#include "cmd/run_options.h"

#include "report/message.h"
#include "run/run_selection.h"

/* Options that cannot be combined, or need each other. */
struct combination {
	bool is_wrong;
	const char *why;
};

static const char *first_wrong(const struct combination *combinations, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (combinations[i].is_wrong)
			return combinations[i].why;
	return NULL;
}

/* What is wrong with the options taken together, or NULL. */
static const char *find_fault(const struct setting_options *options)
{
	const struct run_choices *run = &options->asked->run;
	enum keep_instances keep = options->asked->instances.keep;
	bool is_wide = run->is_parallel || (run->concurrency >= 0 && run->concurrency != 1);
	bool is_dry_impossible =
		run->is_until_failure || run->is_analysis || run->is_subunit || run->is_forced;
	const struct combination combinations[] = {
		{run->is_serial && is_wide,
		 "--serial cannot be combined with --parallel or --concurrency"},
		{run->max_iterations >= 0 && !run->is_until_failure,
		 "--max-iterations needs --until-failure"},
		{run->is_until_failure && run->is_analysis,
		 "--until-failure cannot be combined with --analyze-isolation"},
		{run->is_dry && is_dry_impossible,
		 "--dry-run cannot be combined with --until-failure, --analyze-isolation, "
		 "--subunit or --force-init"},
		{run->is_fail_fast && setting_options_has(options, "max-failures"),
		 "--fail-fast cannot be combined with --max-failures: it is the same as "
		 "--max-failures=1"},
		{run->is_analysis && setting_options_has(options, "shard"),
		 "--shard cannot be combined with --analyze-isolation"},
		{keep != KEEP_NEVER && (run->is_analysis || run->is_dry),
		 "--keep-instances cannot be combined with --analyze-isolation or --dry-run"},
		{keep == KEEP_ALWAYS && run->is_until_failure,
		 "--keep-instances=always cannot be combined with --until-failure; "
		 "--keep-instances=failed can"},
	};

	return first_wrong(combinations, G_N_ELEMENTS(combinations));
}

bool run_options_parse(struct context *context, char **argv, struct setting_options *options,
		       struct arguments *arguments, int *status)
{
	/* Ended by an entry of zeros, as GLib wants it. */
	g_autoptr(GArray) entries = g_array_new(true, false, sizeof(GOptionEntry));
	g_autoptr(GError) error = NULL;

	setting_options_append(entries, options, NULL);
	if (!arguments_parse(context, (const GOptionEntry *)(void *)entries->data, argv, arguments,
			     status))
		return false;
	*status = EXIT_USAGE;
	if (!setting_options_settle(options, &error)) {
		message_usage("run", "%s", error->message);
		return false;
	}
	const char *fault = find_fault(options);
	if (!fault)
		fault = selection_request_fault(&options->asked->selection);
	if (fault)
		message_usage("run", "%s", fault);
	return !fault;
}
