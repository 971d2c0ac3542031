/* `testr load`: stores a stream that comes from elsewhere as a run. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/arguments.h"
#include "engine/event_tagger.h"
#include "formats/stray_output.h"
#include "report/failure_printer.h"
#include "report/message.h"
#include "run/project.h"
#include "run/stored_summary.h"
#include "run/subunit_output.h"
#include "subunit/fitting.h"

#define CHUNK_SIZE ((size_t)64 << 10)

struct load_options {
	gboolean is_partial;
	gboolean is_subunit;
	gboolean is_forced;
	gboolean is_full; /* of old; means nothing */
	char *format;     /* a name; NULL: the default */
};

static void load_options_clear(struct load_options *options)
{
	g_free(options->format);
}

/* One load on its way. */
struct load {
	struct context *context;
	const struct load_options *options;
	const struct format *format; /* of the streams */
	bool is_incomplete;          /* one of the streams is */
	struct repository *repository;
	struct run_recorder *recorder;
	struct subunit_output subunit;
	struct results *results;
	struct skip_counts skips;
	char **filter_tags;
};

static void load_clear(struct load *load)
{
	subunit_output_clear(&load->subunit);
	results_free(load->results);
	skip_counts_clear(&load->skips);
}

static int64_t load_now_ns(void)
{
	return g_get_real_time() * 1000;
}

/* Reads `fd`, "standard input" or a file called `name`, to its end. */
static bool read_descriptor(struct load *load, int fd, const char *name,
			    struct results_reader *reader, GError **error)
{
	g_autofree uint8_t *chunk = g_malloc(CHUNK_SIZE);

	for (;;) {
		ssize_t length = read(fd, chunk, CHUNK_SIZE);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0) {
			g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
				    "cannot read %s: %s", name, g_strerror(errno));
			return false;
		}
		if (length == 0)
			return true;
		/* What has been read is stored and shown before more is waited for. */
		struct bytes bytes = {chunk, (size_t)length};
		if (!results_reader_feed(reader, bytes, load_now_ns(), error) ||
		    !results_reader_pause(reader, load_now_ns(), error) ||
		    !run_recorder_flush(load->recorder, error))
			return false;
		output_flush(load->context->output);
	}
}

/* Ends the stream called `name`, and tells the user what is wrong with it, if anything is. */
static bool end_loaded_stream(struct load *load, const char *name, struct results_reader *reader,
			      const struct stray_output *stray, GError **error)
{
	cleared(stream_end) end = {0};

	if (!results_reader_end(reader, NULL, load_now_ns(), &end, error))
		return false;
	uint64_t lines = stray_output_lines(stray);
	if (end.completeness == STREAM_UNRECOGNIZED && lines == 0 && load->format->is_open_ended)
		return true;
	if (end.completeness == STREAM_UNRECOGNIZED && lines > 0) {
		g_autofree char *what = stray_output_describe(stray, load->format, "--format=");
		message("no results in %s: it has %s", name, what);
	} else if (end.completeness != STREAM_COMPLETE) {
		message("%s is incomplete: %s", name, end.why);
	}
	if (end.failure)
		message("%s tells of a failure outside of any test: %s", name, end.failure);
	load->is_incomplete |= end.completeness != STREAM_COMPLETE || end.failure;
	return true;
}

/* Reads `fd`, which messages call `name`, the `position`-th stream of this load, and records it. */
static bool record_stream(struct load *load, int fd, const char *name, int position, GError **error)
{
	const struct format_options options = {.is_stored = true};
	cleared(event_tagger) tagger = {0};
	cleared(stray_output) stray;
	struct sink *sinks[] = {
		run_recorder_sink(load->recorder),
		results_sink(load->results),
		&stray.sink,
		&load->subunit.sink,
	};
	struct fitting fitting;
	struct tee tee;

	stray_output_init(&stray);
	tee_init(&tee, sinks, load->options->is_subunit ? 4 : 3);
	fitting_init(&fitting, &tee.sink);
	event_tagger_init_loaded(&tagger, position, &fitting.sink);
	scoped(results_reader) reader = format_results_new(load->format, &options, &tagger.sink);
	return read_descriptor(load, fd, name, reader, error) &&
	       end_loaded_stream(load, name, reader, &stray, error);
}

/* Reads the stream called `name`, "-" for stdin, the `position`-th of this load. */
static bool read_stream(struct load *load, const char *name, int position, GError **error)
{
	bool is_stdin = strcmp(name, "-") == 0;
	g_autofree char *shown =
		is_stdin ? g_strdup("standard input") : g_strdup_printf("'%s'", name);

	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
			    "cannot open '%s': %s", name, g_strerror(errno));
		return false;
	}
	bool is_read = record_stream(load, fd, shown, position, error);
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

/*
 * What an incomplete stream lacks is not known to pass: nothing is forgotten. A test in progress at
 * its end has failed, and fails the load; without one the load is an interrupted run, which has
 * failed whatever the results say.
 */
static enum run_end end_of_load(const struct load *load, bool is_read)
{
	if (is_read && !load->is_incomplete)
		return RUN_ENDED;
	return is_read && run_recorder_has_running(load->recorder) ? RUN_CUT_SHORT
								   : RUN_INTERRUPTED;
}

static bool finish_load(struct load *load, bool is_read, int64_t *run, GError **error)
{
	enum run_end end = end_of_load(load, is_read);

	*run = run_recorder_number(load->recorder);
	results_end(load->results, end == RUN_INTERRUPTED);
	return run_recorder_finish(load->recorder, end, error);
}

static int conclude_load(struct load *load, int64_t number, GError **error)
{
	struct run run;
	const struct stored_summary summary = {
		.repository = load->repository,
		.run = number,
		.filter_tags = (const char *const *)load->filter_tags,
		.filtered = results_filtered(load->results),
		.skips = load->context->is_verbose ? &load->skips : NULL,
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
	bool is_read = read_streams(load, names, &error);
	if (finish_load(load, is_read, &number, &finish_error) && is_read)
		status = conclude_load(load, number, &error);
	if (error)
		message_error(error);
	if (finish_error)
		message_error(finish_error);
	return status;
}

/* Sets the format that the user named. False, after having told him, if it is none. */
static bool choose_load_format(const struct load_options *options, const struct format **format)
{
	const char *name = options->format;
	const struct format *chosen = name ? format_find(name) : format_default();
	g_autofree char *names = format_names();

	if (chosen && !chosen->is_of_units) {
		*format = chosen;
		return true;
	}
	if (chosen)
		message_usage("load", "%s is the format of programs, not of streams", name);
	else
		message_usage("load", "--format is one of %s, not '%s'", names, name);
	return false;
}

static int cmd_load(struct context *context, char **argv)
{
	cleared(load_options) options = {0};
	const GOptionEntry entries[] = {
		{"format", 0, 0, G_OPTION_ARG_STRING, &options.format,
		 "The format of the streams: subunit (the default), tap, junit and others, which "
		 "testr.conf(5) lists; auto finds out.",
		 "NAME"},
		{"partial", 0, 0, G_OPTION_ARG_NONE, &options.is_partial,
		 "The streams contain only some of the tests.", NULL},
		{"force-init", 0, 0, G_OPTION_ARG_NONE, &options.is_forced,
		 "Create the repository if there is none.", NULL},
		{"subunit", 0, 0, G_OPTION_ARG_NONE, &options.is_subunit,
		 "Show the results as a subunit stream.", NULL},
		{"full-results", 0, 0, G_OPTION_ARG_NONE, &options.is_full,
		 "Ignored; kept for compatibility.", NULL},
		G_OPTION_ENTRY_NULL,
	};
	cleared(arguments) arguments = {0};
	const struct format *format;
	int status;

	if (!arguments_parse(context, entries, argv, &arguments, &status))
		return status;
	if (!choose_load_format(&options, &format))
		return EXIT_USAGE;
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
		.format = format,
		.repository = repository,
		.filter_tags = filter_tags,
	};
	subunit_output_init(&load.subunit, context->output);
	load.results = failure_printer_new(options.is_subunit ? NULL : context->output,
					   &context->style, filter_tags);
	skip_counts_init(&load.skips);
	results_count_skips(load.results, &load.skips);
	return load_streams(&load, arguments.words);
}

const struct command command_load = {
	.name = "load",
	.summary = "Load results into a repository.",
	.usage = "[options] [STREAM...]",
	.description =
		"Record results of another tool as one run, from the files STREAM or from\n"
		"standard input. Failures are shown as soon as they are read, and a summary at\n"
		"the end.\n"
		"\n"
		"An incomplete stream is recorded as an interrupted run, and a message says so.\n"
		"\n"
		"Without --partial, tests that are not in the streams are no longer failing.\n"
		"\n"
		"The exit status is 1 if a test failed or a stream is incomplete, also with\n"
		"--subunit.",
	.words_max = WORDS_ANY,
	.run = cmd_load,
};
