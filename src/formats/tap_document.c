#include "formats/tap_document.h"

#include "formats/lines.h"

struct tap_document *tap_document_new(const char *parent)
{
	struct tap_document *document = g_new0(struct tap_document, 1);

	document->parent = g_strdup(parent);
	document->prefix = parent ? g_strconcat(parent, " > ", NULL) : g_strdup("");
	document->next = 1;
	document->planned = TAP_UNNUMBERED;
	document->glued = g_string_new(NULL);
	return document;
}

void tap_document_free(struct tap_document *document)
{
	if (!document)
		return;
	tap_test_free(document->owner);
	g_string_free(document->glued, TRUE);
	g_free(document->parent);
	g_free(document->prefix);
	g_free(document);
}

bool tap_document_accepts(const struct tap_document *document, uint64_t number)
{
	if (number == TAP_UNNUMBERED)
		number = document->next;
	if (number < document->next)
		return false;
	if (document->planned != TAP_UNNUMBERED)
		return number <= document->planned;
	return number - document->next <= TAP_MISSING_MAX;
}

/* The glued result is the one with the next number. */
static void tap_document_use_glued(struct tap_document *document, const struct tap_dialect *dialect,
				   struct emitter *emitter)
{
	struct text text = {document->glued->str, document->glued->len};
	struct tap_line line = tap_line_parse(text, dialect);
	struct tap_test *test =
		tap_test_new(&line, dialect, document->prefix, document->next, emitter->now_ns);

	tap_test_emit(test, emitter);
	tap_test_free(test);
	g_string_truncate(document->glued, 0);
	document->next++;
}

/* No result came for the numbers from `next` up to, but not including, `end`. */
static void tap_document_miss(struct tap_document *document, uint64_t end,
			      const struct tap_dialect *dialect, struct emitter *emitter)
{
	if (document->next < end && document->glued->len > 0)
		tap_document_use_glued(document, dialect, emitter);
	g_string_truncate(document->glued, 0);
	if (document->next < end)
		document->missing += end - document->next;
	for (unsigned i = 0; document->next < end && i < TAP_MISSING_MAX; i++, document->next++) {
		g_autofree char *name = g_strdup_printf("%stest %" G_GUINT64_FORMAT,
							document->prefix, document->next);
		g_autofree char *id = emitter_unique_id(emitter, text_of(name));
		emitter_lose(emitter, id, "it was planned, and its result never came\n");
	}
	document->next = MAX(document->next, end);
}

uint64_t tap_document_advance(struct tap_document *document, uint64_t number,
			      const struct tap_dialect *dialect, struct emitter *emitter)
{
	if (number == TAP_UNNUMBERED)
		number = document->next;
	tap_document_miss(document, number, dialect, emitter);
	document->next = number + 1;
	return number;
}

void tap_document_find_glued(struct tap_document *document, struct text line,
			     const struct tap_dialect *dialect, struct emitter *emitter)
{
	uint64_t number = document->next + (document->glued->len > 0);
	size_t at = tap_line_find_glued(line, number);

	if (at == line.length || !tap_document_accepts(document, number))
		return;
	if (document->glued->len > 0)
		tap_document_use_glued(document, dialect, emitter);
	line = text_after(line, at);
	g_string_append_len(document->glued, line.data, (ssize_t)line.length);
}

void tap_document_close(struct tap_document *document, const struct tap_dialect *dialect,
			struct emitter *emitter)
{
	if (document->planned != TAP_UNNUMBERED)
		tap_document_miss(document, document->planned + 1, dialect, emitter);
}
