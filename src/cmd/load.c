/* `testr load` */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/arguments.h"
#include "engine/event_tagger.h"
#include "report/failure_printer.h"
#include "report/message.h"
#include "run/project.h"
#include "run/stored_summary.h"
#include "run/subunit_output.h"
#include "subunit/reader.h"

#define CHUNK_SIZE ((size_t)64 << 10)

struct load_options {
	gboolean is_partial;
	gboolean is_subunit;
	gboolean is_forced;
	gboolean is_full; /* of old; means nothing */
};

/* One load on its way. */
struct load {
	struct context *context;
	const struct load_options *options;
	struct repository *repository;
	struct run_recorder *recorder;
	struct subunit_output subunit;
	struct results *results;
	char **filter_tags;
};

static void load_clear(struct load *load)
{
	subunit_output_clear(&load->subunit);
	results_free(load->results);
}

static bool read_descriptor(struct load *load, int fd, const char *name, struct reader *reader,
			    GError **error)
{
	g_autofree uint8_t *chunk = g_malloc(CHUNK_SIZE);

	for (;;) {
		ssize_t length = read(fd, chunk, CHUNK_SIZE);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0) {
			g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
				    "cannot read '%s': %s", name, g_strerror(errno));
			return false;
		}
		if (length == 0)
			return reader_end(reader, error);
		/* What has been read is stored and shown before more is waited for. */
		if (!reader_feed(reader, chunk, (size_t)length, error) ||
		    !run_recorder_flush(load->recorder, error))
			return false;
		output_flush(load->context->output);
	}
}

/* Reads the stream called `name`, "-" for stdin, the `position`-th of this load. */
static bool read_stream(struct load *load, const char *name, int position, GError **error)
{
	cleared(event_tagger) tagger = {0};
	struct sink *sinks[] = {
		run_recorder_sink(load->recorder),
		results_sink(load->results),
		&load->subunit.sink,
	};
	struct tee tee;
	bool is_stdin = strcmp(name, "-") == 0;

	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot open '%s': %s", name, g_strerror(errno));
		return false;
	}
	tee_init(&tee, sinks, load->options->is_subunit ? 3 : 2);
	event_tagger_init_loaded(&tagger, position, &tee.sink);
	scoped(reader) reader = reader_new(READER_RESULTS, &tagger.sink);
	bool is_read = read_descriptor(load, fd, is_stdin ? "standard input" : name, reader, error);
	if (!is_stdin)
		close(fd);
	return is_read;
}

static bool read_streams(struct load *load, char **names, GError **error)
{
	if (!names[0])
		return read_stream(load, "-", 0, error);
	for (int i = 0; names[i]; i++)
		if (!read_stream(load, names[i], i, error))
			return false;
	return true;
}

/* Told before anything is recorded, so that a mistyped name leaves no trace. */
static bool check_names(char **names)
{
	for (; *names; names++) {
		if (strcmp(*names, "-") != 0 && access(*names, R_OK) < 0) {
			message("cannot open '%s': %s", *names, g_strerror(errno));
			return false;
		}
	}
	return true;
}

static bool finish_load(struct load *load, bool is_complete, int64_t *run, GError **error)
{
	*run = run_recorder_number(load->recorder);
	results_end(load->results, !is_complete);
	return run_recorder_finish(load->recorder, is_complete ? RUN_ENDED : RUN_INTERRUPTED,
				   error);
}

static int conclude_load(struct load *load, int64_t number, GError **error)
{
	struct run run;
	const struct stored_summary summary = {
		.repository = load->repository,
		.run = number,
		.filter_tags = (const char *const *)load->filter_tags,
		.filtered = results_filtered(load->results),
	};

	if (!repository_run(load->repository, number, &run, error))
		return EXIT_CANNOT;
	if (!load->options->is_subunit && !stored_summary_show(load->context, &summary, error))
		return EXIT_CANNOT;
	return run_has_failed(&run) ? EXIT_TESTS_FAILED : EXIT_PASSED;
}

static int load_streams(struct load *load, char **names)
{
	const struct run_start start = {
		.is_partial = load->options->is_partial,
		.concurrency = 1,
		.command = "load",
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) finish_error = NULL;
	int status = EXIT_CANNOT;
	int64_t number;

	load->recorder = repository_record(load->repository, &start, &error);
	if (!load->recorder) {
		message_error(error);
		return EXIT_CANNOT;
	}
	bool is_complete = read_streams(load, names, &error);
	if (finish_load(load, is_complete, &number, &finish_error) && is_complete)
		status = conclude_load(load, number, &error);
	if (error)
		message_error(error);
	if (finish_error)
		message_error(finish_error);
	return status;
}

static int cmd_load(struct context *context, char **argv)
{
	struct load_options options = {0};
	const GOptionEntry entries[] = {
		{"partial", 0, 0, G_OPTION_ARG_NONE, &options.is_partial,
		 "The streams are of a run of some of the tests only.", NULL},
		{"force-init", 0, 0, G_OPTION_ARG_NONE, &options.is_forced,
		 "Create the repository if there is none.", NULL},
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &options.is_subunit,
		 "Show the results as a subunit stream.", NULL},
		{"full-results", 0, 0, G_OPTION_ARG_NONE, &options.is_full,
		 "Does nothing; accepted for scripts of old.", NULL},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	g_auto(GStrv) filter_tags = project_filter_tags(context);
	if (!filter_tags || !check_names(arguments.words))
		return EXIT_CANNOT;
	scoped(repository) repository = project_repository(
		context, options.is_forced ? REPOSITORY_FORCED : REPOSITORY_NEEDED);
	if (!repository)
		return EXIT_CANNOT;
	cleared(load) load = {
		.context = context,
		.options = &options,
		.repository = repository,
		.filter_tags = filter_tags,
	};
	subunit_output_init(&load.subunit, context->output);
	load.results = failure_printer_new(options.is_subunit ? NULL : context->output,
					   &context->style, filter_tags);
	return load_streams(&load, arguments.words);
}

const struct command command_load = {
	.name = "load",
	.summary = "Load a subunit stream into a repository.",
	.usage = "[options] [STREAM...]",
	.description = "Record results that come from elsewhere as one run: subunit, version 1 or "
		       "2, from the\n"
		       "files STREAM, or from standard input. Failures are shown as they come, and "
		       "how the\n"
		       "run ended.\n"
		       "\n"
		       "Without --partial, a test that failed before and is not in the streams is "
		       "no longer\n"
		       "failing.\n"
		       "\n"
		       "The exit status is 1 if a test failed, with --subunit too.",
	.words_max = WORDS_ANY,
	.run = cmd_load,
};
