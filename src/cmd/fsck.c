/* `testr fsck`: checks that the repository is sound, and mends it on request. */
#include "cmd/repository_command.h"
#include "report/output.h"
#include "store/verification.h"

static void show_notices(struct context *context, const GPtrArray *lines)
{
	for (size_t i = 0; i < lines->len; i++) {
		g_autoptr(GString) line = g_string_new(NULL);
		terminal_append(line, text_of(lines->pdata[i]), &context->style);
		output_format(context->output, "%s\n", line->str);
	}
}

/* Shows what is wrong; EXIT_TESTS_FAILED if anything is. */
static int verify_repository(struct context *context, struct repository *repository, GError **error)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

	if (!repository_verify(repository, problems, error))
		return EXIT_CANNOT;
	show_notices(context, problems);
	if (problems->len > 0)
		return EXIT_TESTS_FAILED;
	if (!context->is_quiet)
		output_string(context->output, "The index agrees with the streams.\n");
	return EXIT_PASSED;
}

static bool repair_repository(struct context *context, struct repository *repository,
			      GError **error)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);
	bool is_done = repository_rebuild(repository, notices, error);

	show_notices(context, notices);
	return is_done;
}

static int fsck_repository(struct context *context, struct repository *repository,
			   const void *options, GError **error)
{
	const gboolean *wants_repair = options;

	if (*wants_repair && !repair_repository(context, repository, error))
		return EXIT_CANNOT;
	return verify_repository(context, repository, error);
}

static int cmd_fsck(struct context *context, char **argv)
{
	gboolean wants_repair = false;
	const GOptionEntry entries[] = {
		{"repair", 0, 0, G_OPTION_ARG_NONE, &wants_repair,
		 "Rebuild the index from the streams, then check it.", NULL},
		G_OPTION_ENTRY_NULL,
	};

	return repository_command_run(context, entries, argv, fsck_repository, &wants_repair);
}

const struct command command_fsck = {
	.name = "fsck",
	.summary = "Check that the repository is sound.",
	.usage = "[options]",
	.description =
		"Read every stream of the repository and compare the index with it. What is wrong "
		"is\n"
		"shown, a line each. Nothing is changed without --repair.\n"
		"\n"
		"The exit status is 1 if anything is wrong, with --repair if anything still is.",
	.run = cmd_fsck,
};
