#include "formats/junit_case.h"

#include "formats/duration_text.h"
#include "formats/iso_time.h"
#include "formats/lines.h"
#include "formats/xml_stream.h"

/* How much text is put together before it is attached. */
#define JUNIT_TEXT_MAX ((size_t)64 << 10)

enum junit_detail junit_detail_of(const char *name)
{
	static const struct {
		const char *name;
		enum junit_detail detail;
	} table[] = {
		{"failure", JUNIT_FAILURE},   {"error", JUNIT_FAILURE},
		{"skipped", JUNIT_SKIPPED},   {"system-out", JUNIT_STDOUT},
		{"system-err", JUNIT_STDERR},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].detail;
	return JUNIT_NO_DETAIL;
}

/* What says, without an element, that a test did not run. */
static bool junit_is_disabled(const char **attributes)
{
	const char *status = xml_attribute(attributes, "status");
	const char *result = xml_attribute(attributes, "result");

	return g_strcmp0(status, "notrun") == 0 || g_strcmp0(status, "disabled") == 0 ||
	       g_strcmp0(result, "suppressed") == 0 || g_strcmp0(result, "skipped") == 0;
}

static char *junit_location(const char **attributes)
{
	const char *file = xml_attribute(attributes, "file");
	const char *line = xml_attribute(attributes, "line");

	return file && line ? g_strdup_printf("%s:%s", file, line) : g_strdup(file);
}

struct junit_case *junit_case_new(char *id, const char **attributes)
{
	struct junit_case *junit_case = g_new0(struct junit_case, 1);
	const char *seconds = xml_attribute(attributes, "time");

	junit_case->id = id;
	junit_case->is_skipped = junit_is_disabled(attributes);
	junit_case->duration_ns = duration_text_ns(text_of(seconds), NS_PER_SECOND);
	junit_case->started_ns = iso_time_parse(xml_attribute(attributes, "timestamp"));
	junit_case->location = junit_location(attributes);
	junit_case->reason = g_string_new(NULL);
	junit_case->text = g_string_new(NULL);
	return junit_case;
}

void junit_case_free(struct junit_case *junit_case)
{
	if (!junit_case)
		return;
	g_free(junit_case->id);
	g_free(junit_case->location);
	g_free(junit_case->message);
	g_string_free(junit_case->reason, TRUE);
	g_string_free(junit_case->text, TRUE);
	g_free(junit_case);
}

/* ---- details ---- */

void junit_case_begin_detail(struct junit_case *junit_case, enum junit_detail detail,
			     const char *message)
{
	junit_case->detail = detail;
	junit_case->has_failed |= detail == JUNIT_FAILURE;
	junit_case->is_skipped |= detail == JUNIT_SKIPPED;
	junit_case->message = g_strdup(message);
	junit_case->has_text = false;
}

static const char *junit_file_name(enum junit_detail detail)
{
	switch (detail) {
	case JUNIT_FAILURE:
		return "traceback";
	case JUNIT_STDERR:
		return "stderr";
	case JUNIT_NO_DETAIL:
	case JUNIT_SKIPPED:
	case JUNIT_STDOUT:
		break;
	}
	return "stdout";
}

/* The message of a failure is attached by itself only where the text does not have it. */
static void junit_attach_message(struct junit_case *junit_case, struct emitter *emitter)
{
	g_autofree char *message = g_steal_pointer(&junit_case->message);
	g_autofree char *text = g_strndup(junit_case->text->str, JUNIT_TEXT_MAX);

	if (!message || message[0] == '\0' || strstr(text, message))
		return;
	emitter_attach(emitter, junit_case->id, "message", text_of(message));
	emitter_attach(emitter, junit_case->id, "message", text_of("\n"));
}

static void junit_attach_text(struct junit_case *junit_case, struct emitter *emitter)
{
	struct text text = {junit_case->text->str, junit_case->text->len};

	junit_attach_message(junit_case, emitter);
	emitter_attach(emitter, junit_case->id, junit_file_name(junit_case->detail), text);
	junit_case->has_text = true;
	g_string_truncate(junit_case->text, 0);
}

void junit_case_add_text(struct junit_case *junit_case, struct emitter *emitter, struct text text)
{
	if (junit_case->detail == JUNIT_NO_DETAIL)
		return;
	g_string_append_len(junit_case->text, text.data, (ssize_t)text.length);
	/* A reason goes with the outcome, and is short. */
	if (junit_case->detail == JUNIT_SKIPPED)
		g_string_truncate(junit_case->text, MIN(junit_case->text->len, JUNIT_TEXT_MAX));
	else if (junit_case->text->len > JUNIT_TEXT_MAX)
		junit_attach_text(junit_case, emitter);
}

/* A skip's reason is its message, or its text. */
static void junit_end_skipped(struct junit_case *junit_case)
{
	struct text text = text_strip((struct text){junit_case->text->str, junit_case->text->len});

	if (junit_case->message && junit_case->message[0] != '\0')
		g_string_assign(junit_case->reason, junit_case->message);
	else
		g_string_append_len(junit_case->reason, text.data, (ssize_t)text.length);
}

/* Ends the text of a detail with a newline, for another may follow. */
static void junit_end_text(struct junit_case *junit_case, struct emitter *emitter)
{
	GString *text = junit_case->text;

	/* White space between tags is none of it. */
	while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
	size_t begin = junit_case->has_text ? 0 : strspn(text->str, "\r\n");
	g_string_erase(text, 0, (ssize_t)begin);
	if (text->len > 0 || junit_case->has_text)
		g_string_append_c(text, '\n');
	junit_attach_text(junit_case, emitter);
}

void junit_case_end_detail(struct junit_case *junit_case, struct emitter *emitter)
{
	if (junit_case->detail == JUNIT_SKIPPED)
		junit_end_skipped(junit_case);
	else
		junit_end_text(junit_case, emitter);
	junit_case->detail = JUNIT_NO_DETAIL;
	g_clear_pointer(&junit_case->message, g_free);
	g_string_truncate(junit_case->text, 0);
}

/* ---- the outcome ---- */

static enum status junit_status(const struct junit_case *junit_case)
{
	if (junit_case->has_failed)
		return junit_case->is_skipped ? STATUS_XFAIL : STATUS_FAIL;
	return junit_case->is_skipped ? STATUS_SKIP : STATUS_SUCCESS;
}

void junit_case_emit(struct junit_case *junit_case, struct emitter *emitter, int64_t ended_ns)
{
	struct test_end end = test_end_of(junit_case->id, junit_status(junit_case));

	end.duration_ns = junit_case->duration_ns;
	end.ended_ns = ended_ns;
	if (junit_case->reason->len > 0)
		end.reason = text_of(junit_case->reason->str);
	if (junit_case->has_failed)
		emitter_attach(emitter, junit_case->id, "location", text_of(junit_case->location));
	emitter_finish(emitter, &end);
}
