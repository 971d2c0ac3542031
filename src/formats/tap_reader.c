#include "formats/tap_reader.h"

#include "formats/lines.h"
#include "formats/tap_stack.h"

struct tap_reader {
	struct results_reader base;
	const struct tap_dialect *dialect;
	struct emitter emitter;
	struct line_cutter cutter;
	struct tap_stack stack;
	bool has_version;
	bool has_seen_tests; /* a result or a plan */
	char *bail_out;      /* what was said then; NULL: it was not */
	char *skipped;       /* why nothing was run; NULL: something was */
};

/* ---- what lines say ---- */

static bool tap_take_result(struct tap_reader *reader, const struct tap_line *line, size_t depth)
{
	if (!tap_stack_reach(&reader->stack, depth, false) ||
	    !tap_document_accepts(tap_stack_at(&reader->stack, depth), line->number))
		return false;
	tap_stack_pop_to(&reader->stack, depth);
	tap_stack_settle(&reader->stack);
	g_clear_pointer(&reader->stack.announced, g_free);
	struct tap_document *document = tap_stack_at(&reader->stack, depth);
	uint64_t number =
		tap_document_advance(document, line->number, reader->dialect, &reader->emitter);
	reader->stack.held = tap_test_new(line, reader->dialect, document->prefix, number,
					  reader->emitter.now_ns);
	reader->has_seen_tests = true;
	return true;
}

static bool tap_take_plan(struct tap_reader *reader, const struct tap_line *line, size_t depth)
{
	if (!tap_stack_reach(&reader->stack, depth, true))
		return false;
	struct tap_document *document = tap_stack_at(&reader->stack, depth);
	bool is_second = document->planned != TAP_UNNUMBERED;
	/* A plan of fewer tests than there were already is none. */
	if (!is_second && line->number + 1 < document->next)
		return false;
	tap_stack_pop_to(&reader->stack, depth);
	tap_stack_settle(&reader->stack);
	if (is_second)
		tap_stack_restart(&reader->stack);
	tap_stack_at(&reader->stack, depth)->planned = line->number;
	if (depth == 0 && line->number == 0 && line->directive == TAP_SKIP && !reader->skipped)
		reader->skipped = g_strndup(line->reason.data, line->reason.length);
	reader->has_seen_tests = true;
	return true;
}

static bool tap_take_subtest(struct tap_reader *reader, const struct tap_line *line, size_t depth)
{
	g_autoptr(GString) name = tap_unescape(line->text, reader->dialect);

	if (depth > tap_stack_depth(&reader->stack) + 1 || depth > TAP_DEPTH_MAX)
		return false;
	if (depth == tap_stack_depth(&reader->stack) + 1 &&
	    !tap_stack_reach(&reader->stack, depth, false)) {
		/* Version 14 announces subtests on their own level. */
		tap_stack_push_subtests(&reader->stack, name->str);
		return true;
	}
	tap_stack_pop_to(&reader->stack, depth);
	tap_stack_settle(&reader->stack);
	g_free(reader->stack.announced);
	reader->stack.announced = g_strdup(name->str);
	reader->stack.announced_depth = depth;
	return true;
}

static bool tap_take_version(struct tap_reader *reader)
{
	if (reader->has_seen_tests) {
		tap_stack_pop_to(&reader->stack, 0);
		tap_stack_restart(&reader->stack);
	}
	return true;
}

static bool tap_take_bail_out(struct tap_reader *reader, const struct tap_line *line)
{
	if (!reader->bail_out)
		reader->bail_out = g_strdup_printf("bailed out: %.*s", TEXT_ARGS(line->text));
	return true;
}

static bool tap_take_block_end(struct tap_reader *reader, size_t depth)
{
	if (depth + 1 != tap_stack_depth(&reader->stack) ||
	    !tap_stack_at(&reader->stack, depth + 1)->owner)
		return false;
	tap_stack_pop(&reader->stack);
	return true;
}

/* True if `line` counts, by what it says and by its place. */
static bool tap_take(struct tap_reader *reader, const struct tap_line *line)
{
	size_t depth = line->indent / TAP_INDENT;

	if (line->kind == TAP_YAML && reader->stack.held &&
	    line->indent > reader->stack.held->indent) {
		reader->stack.held->yaml_indent = line->indent;
		return true;
	}
	if (line->indent % TAP_INDENT != 0)
		return false;
	switch (line->kind) {
	case TAP_RESULT:
		return tap_take_result(reader, line, depth);
	case TAP_PLAN:
		return tap_take_plan(reader, line, depth);
	case TAP_SUBTEST:
		return tap_take_subtest(reader, line, depth);
	case TAP_BAIL_OUT:
		return depth <= tap_stack_depth(&reader->stack) && tap_take_bail_out(reader, line);
	case TAP_BLOCK_END:
		return tap_take_block_end(reader, depth);
	case TAP_VERSION:
		return tap_take_version(reader);
	case TAP_YAML:
	case TAP_COMMENT:
	case TAP_OTHER:
		break;
	}
	return false;
}

/* ---- text ---- */

/* A line that is no TAP, or does not count. */
static void tap_take_text(struct tap_reader *reader, const struct line_view *line,
			  const struct tap_line *parsed)
{
	struct tap_test *held = reader->stack.held;
	bool is_about = parsed->kind == TAP_COMMENT || parsed->indent > (held ? held->indent : 0) ||
			line->text.length == 0;

	if (held && tap_test_is_failure(held) && is_about && line->is_whole) {
		bool is_comment = parsed->kind == TAP_COMMENT;

		tap_test_add_text(held, &reader->emitter, is_comment ? parsed->text : line->text);
		return;
	}
	tap_stack_settle(&reader->stack);
	if (line->is_whole)
		tap_document_find_glued(
			tap_stack_at(&reader->stack, tap_stack_depth(&reader->stack)), line->text,
			reader->dialect, &reader->emitter);
	emitter_output(&reader->emitter, line->raw);
}

/* True if `line` is the next result, which ends a block of YAML that has no end. */
static bool tap_is_next_result(const struct tap_reader *reader, const struct tap_line *line)
{
	size_t depth = tap_stack_depth(&reader->stack);

	return line->kind == TAP_RESULT && line->indent == depth * TAP_INDENT &&
	       line->number == tap_stack_at(&reader->stack, depth)->next;
}

static void tap_take_line(const struct line_view *line, void *data)
{
	struct tap_reader *reader = data;
	struct text before;

	if (reader->dialect->awaits_version && !reader->has_version) {
		reader->has_version = tap_line_ends_in_version(line->text, &before);
		if (!reader->has_version)
			before = (struct text){(const char *)line->raw.data, line->raw.length};
		emitter_output(&reader->emitter,
			       (struct bytes){(const uint8_t *)before.data, before.length});
		return;
	}
	struct tap_line parsed = tap_line_parse(line->text, reader->dialect);
	if (reader->stack.held && reader->stack.held->yaml_indent != SIZE_MAX) {
		if (!tap_is_next_result(reader, &parsed)) {
			tap_test_add_yaml(reader->stack.held, &reader->emitter, line->text);
			return;
		}
		reader->stack.held->yaml_indent = SIZE_MAX;
	}
	if (!line->is_whole || !tap_take(reader, &parsed))
		tap_take_text(reader, line, &parsed);
}

/* ---- the reader ---- */

static bool tap_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
		     GError **error)
{
	struct tap_reader *reader = (struct tap_reader *)base;

	reader->emitter.now_ns = now_ns;
	line_cutter_feed(&reader->cutter, bytes);
	return emitter_check(&reader->emitter, error);
}

static void tap_judge(const struct tap_reader *reader, bool has_plan, struct stream_end *end)
{
	const char *why = NULL;

	if (reader->stack.is_open) {
		end->completeness = STREAM_TEST_OPEN;
		why = "it ends within a subtest";
	} else if (!reader->has_seen_tests) {
		end->completeness = STREAM_UNRECOGNIZED;
		why = "there is no TAP in it";
	} else if (reader->stack.is_incomplete) {
		end->completeness = STREAM_TESTS_LOST;
		why = "tests that were planned did not run";
	} else if (!has_plan) {
		end->completeness = STREAM_END_MISSING;
		why = "the plan (1..N) is missing";
	}
	end->why = g_strdup(why);
	end->failure = g_strdup(reader->bail_out);
	end->skipped = g_strdup(reader->skipped);
}

static bool tap_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		    struct stream_end *end, GError **error)
{
	struct tap_reader *reader = (struct tap_reader *)base;

	(void)ending;
	reader->emitter.now_ns = now_ns;
	line_cutter_end(&reader->cutter);
	bool has_plan = tap_stack_end(&reader->stack);
	if (!emitter_check(&reader->emitter, error))
		return false;
	*end = (struct stream_end){0};
	tap_judge(reader, has_plan, end);
	return true;
}

static void tap_free(struct results_reader *base)
{
	struct tap_reader *reader = (struct tap_reader *)base;

	emitter_clear(&reader->emitter);
	line_cutter_clear(&reader->cutter);
	tap_stack_clear(&reader->stack);
	g_free(reader->bail_out);
	g_free(reader->skipped);
	g_free(reader);
}

struct results_reader *tap_reader_new(const struct tap_dialect *dialect, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = tap_feed, .end = tap_end, .free = tap_free};
	struct tap_reader *reader = g_new0(struct tap_reader, 1);

	reader->base.methods = &methods;
	reader->dialect = dialect;
	emitter_init(&reader->emitter, sink);
	line_cutter_init(&reader->cutter, tap_take_line, reader);
	tap_stack_init(&reader->stack, dialect, &reader->emitter);
	return &reader->base;
}
