#include "formats/tap_test.h"

#include "formats/duration_text.h"
#include "formats/lines.h"
#include "formats/location.h"

/* How much text is put together before it is attached. */
#define TAP_TEXT_MAX ((size_t)64 << 10)

/* TODO tests do not fail a run, whatever they do; skipped ones neither, even if `not ok`. */
static enum status tap_status(const struct tap_line *line)
{
	if (line->directive == TAP_SKIP)
		return STATUS_SKIP;
	if (line->is_ok)
		return STATUS_SUCCESS;
	return line->directive == TAP_TODO ? STATUS_XFAIL : STATUS_FAIL;
}

struct tap_test *tap_test_new(const struct tap_line *line, const struct tap_dialect *dialect,
			      const char *prefix, uint64_t number, int64_t now_ns)
{
	struct tap_test *test = g_new0(struct tap_test, 1);

	test->name = tap_unescape(line->text, dialect);
	if (test->name->len == 0)
		g_string_printf(test->name, "test %" G_GUINT64_FORMAT, number);
	g_string_prepend(test->name, prefix);
	test->indent = line->indent;
	test->may_open_block = line->may_open_block;
	test->end = test_end_of(NULL, tap_status(line));
	test->end.ended_ns = now_ns;
	test->end.duration_ns = line->duration_ns;
	if (line->directive != TAP_NO_DIRECTIVE)
		test->reason = g_strndup(line->reason.data, line->reason.length);
	test->text = g_string_new(NULL);
	test->yaml_indent = SIZE_MAX;
	return test;
}

void tap_test_free(struct tap_test *test)
{
	if (!test)
		return;
	g_string_free(test->name, TRUE);
	g_string_free(test->text, TRUE);
	g_free(test->id);
	g_free(test->reason);
	g_free(test->location);
	g_free(test);
}

const char *tap_test_id(struct tap_test *test, struct emitter *emitter)
{
	if (!test->id)
		test->id =
			emitter_unique_id(emitter, (struct text){test->name->str, test->name->len});
	return test->id;
}

bool tap_test_is_failure(const struct tap_test *test)
{
	return test->end.status == STATUS_FAIL || test->end.status == STATUS_XFAIL;
}

/* ---- what follows ---- */

static void tap_test_attach_text(struct tap_test *test, struct emitter *emitter)
{
	const char *file_name = tap_test_is_failure(test) ? "traceback" : "details";

	emitter_attach(emitter, tap_test_id(test, emitter), file_name,
		       (struct text){test->text->str, test->text->len});
	g_string_truncate(test->text, 0);
}

void tap_test_add_text(struct tap_test *test, struct emitter *emitter, struct text line)
{
	if (!test->location)
		test->location = location_find(line);
	g_string_append_len(test->text, line.data, (ssize_t)line.length);
	g_string_append_c(test->text, '\n');
	if (test->text->len > TAP_TEXT_MAX)
		tap_test_attach_text(test, emitter);
}

/* The value of `key` in the line `key: value`, without quotes; absent if it is another line. */
static struct text yaml_value(struct text line, const char *key)
{
	if (!text_has_prefix(line, key))
		return (struct text){0};
	struct text value = text_strip(text_after(line, strlen(key)));
	if (value.length >= 2 && (value.data[0] == '\'' || value.data[0] == '"') &&
	    value.data[value.length - 1] == value.data[0])
		value = (struct text){value.data + 1, value.length - 2};
	return value;
}

/* Takes what is known by its key at the top of the block; false if it is nothing such. */
static bool tap_test_take_key(struct tap_test *test, struct text line)
{
	struct text duration = yaml_value(line, "duration_ms:");
	struct text location = yaml_value(line, "location:");

	if (!location.data)
		location = yaml_value(line, "at:");
	if (location.length > 0 && !test->location)
		test->location = g_strndup(location.data, location.length);
	if (duration.data && test->end.duration_ns == DURATION_NONE)
		test->end.duration_ns = duration_text_ns(duration, NS_PER_MS);
	return duration.data != NULL;
}

bool tap_test_add_yaml(struct tap_test *test, struct emitter *emitter, struct text line)
{
	size_t indent = 0;

	while (indent < line.length && indent < test->yaml_indent && line.data[indent] == ' ')
		indent++;
	line = text_after(line, indent);
	bool is_at_top = indent == test->yaml_indent;
	if (is_at_top && text_is(text_strip(line), "...") && line.data[0] == '.') {
		test->yaml_indent = SIZE_MAX;
		return false;
	}
	if (!is_at_top || !tap_test_take_key(test, line))
		tap_test_add_text(test, emitter, line);
	return true;
}

void tap_test_emit(struct tap_test *test, struct emitter *emitter)
{
	if (test->may_open_block)
		g_string_append(test->name, " {");
	test->end.id = tap_test_id(test, emitter);
	test->end.reason = text_of(test->reason);
	tap_test_attach_text(test, emitter);
	if (tap_test_is_failure(test))
		emitter_attach(emitter, test->id, "location", text_of(test->location));
	emitter_finish(emitter, &test->end);
}
