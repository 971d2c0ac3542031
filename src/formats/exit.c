/*
 * The format `exit`: a program's exit status is its result, and what it prints is kept. By the
 * convention of Automake 77 is a skip; all but 0 and 77 are failures. It has a result only for a
 * unit (format_options.unit), which the reader of units gives it.
 */
#include "formats/emitter.h"
#include "formats/format.h"

#define STATUS_OF_SKIP 77

struct exit_reader {
	struct results_reader base;
	struct emitter emitter;
};

static bool exit_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
		      GError **error)
{
	struct exit_reader *reader = (struct exit_reader *)base;

	reader->emitter.now_ns = now_ns;
	emitter_output(&reader->emitter, bytes);
	return emitter_check(&reader->emitter, error);
}

static bool exit_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		     struct stream_end *end, GError **error)
{
	(void)base;
	(void)now_ns;
	(void)error;
	*end = (struct stream_end){0};
	if (!ending) {
		end->completeness = STREAM_END_MISSING;
		end->why = g_strdup("how the program ended is not known");
	} else if (ending->kind == ENDING_EXITED && ending->code == STATUS_OF_SKIP) {
		end->skipped = ending_describe(*ending);
	}
	return true;
}

static void exit_free(struct results_reader *base)
{
	struct exit_reader *reader = (struct exit_reader *)base;

	emitter_clear(&reader->emitter);
	g_free(reader);
}

static struct results_reader *exit_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = exit_feed, .end = exit_end, .free = exit_free};
	struct exit_reader *reader = g_new0(struct exit_reader, 1);

	(void)options;
	reader->base.methods = &methods;
	emitter_init(&reader->emitter, sink);
	return &reader->base;
}

const struct format format_exit = {
	.name = "exit",
	.summary = "the exit status of a program: 0 passes, 77 is a skip, all else fails",
	.new_results = exit_new,
	.is_of_units = true,
};
