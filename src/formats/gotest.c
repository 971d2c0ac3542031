/*
 * The format `gotest`: what `go test -json` prints, a JSON object a line. A test is PACKAGE.TEST.
 *
 * A package that failed although no test in it did has a result of its own, named PACKAGE: it did
 * not build, panicked before the first test, or its TestMain failed.
 *
 * Before go 1.20 a test can print what looks like the outcome of another: outcomes of tests that
 * did not begin are passed over.
 */
#include "formats/emitter.h"
#include "formats/format.h"
#include "formats/gotest_line.h"
#include "formats/gotest_listing.h"
#include "formats/iso_time.h"
#include "formats/lines.h"

/* Most output of a package, or of a test for the reason of a skip, that is held. */
#define GOTEST_PACKAGE_OUTPUT_MAX ((size_t)64 << 10)
#define GOTEST_LAST_LINE_MAX ((size_t)4 << 10)

/* Most packages, and most tests, that are open at one time; others are not read. */
#define GOTEST_OPEN_MAX 100000

/* A package that has not ended. */
struct gotest_package {
	GString *output; /* outside of tests */
	bool has_failed; /* a test in it has, or was left open */
	unsigned open;   /* tests that run */
};

struct gotest_reader {
	struct results_reader base;
	const struct format_options *options; /* borrowed */
	struct emitter emitter;
	struct line_cutter cutter;
	GHashTable *packages; /* of char * to struct gotest_package *: those that have not ended */
	GHashTable *tests;    /* of char *, the id, to GString *, the last line: those that run */
	bool is_recognized;
};

/* ---- packages ---- */

static void gotest_package_free(void *data)
{
	struct gotest_package *package = data;

	g_string_free(package->output, TRUE);
	g_free(package);
}

static struct gotest_package *gotest_package(struct gotest_reader *reader, const char *name)
{
	struct gotest_package *package = g_hash_table_lookup(reader->packages, name);

	if (package)
		return package;
	if (g_hash_table_size(reader->packages) >= GOTEST_OPEN_MAX)
		g_hash_table_remove_all(reader->packages);
	package = g_new0(struct gotest_package, 1);
	package->output = g_string_new(NULL);
	g_hash_table_insert(reader->packages, g_strdup(name), package);
	return package;
}

/* True for lines that only say how the package went. */
static bool gotest_is_summary(struct text text)
{
	static const char *const summaries[] = {"PASS\n", "FAIL\n",
						"FAIL\t", "ok  \t",
						"?   \t", "testing: warning: no tests to run\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(summaries); i++)
		if (text_has_prefix(text, summaries[i]))
			return true;
	return false;
}

static void gotest_take_package_output(struct gotest_reader *reader, const char *name,
				       struct text text)
{
	struct gotest_package *package = gotest_package(reader, name);

	if (gotest_is_summary(text))
		return;
	if (package->output->len + text.length > GOTEST_PACKAGE_OUTPUT_MAX) {
		emitter_output(&reader->emitter, (struct bytes){(uint8_t *)package->output->str,
								package->output->len});
		g_string_truncate(package->output, 0);
	}
	g_string_append_len(package->output, text.data, (ssize_t)text.length);
}

static void gotest_fail_package(struct gotest_reader *reader, const char *name, double elapsed_s,
				const GString *output)
{
	g_autofree char *id = emitter_id(text_of(name));
	struct test_end end = test_end_of(id, STATUS_FAIL);

	if (elapsed_s > 0)
		end.duration_ns = (int64_t)(elapsed_s * 1e9);
	if (output)
		emitter_attach(&reader->emitter, id, "traceback",
			       (struct text){output->str, output->len});
	emitter_finish(&reader->emitter, &end);
}

static void gotest_end_package(struct gotest_reader *reader, const struct gotest_line *line)
{
	struct gotest_package *package = gotest_package(reader, line->package);
	const GString *output = package->output;
	bool is_failure = strcmp(line->action, "fail") == 0;

	if (is_failure && !package->has_failed && package->open == 0)
		gotest_fail_package(reader, line->package, line->elapsed_s, output);
	else
		emitter_output(&reader->emitter,
			       (struct bytes){(const uint8_t *)output->str, output->len});
	g_hash_table_remove(reader->packages, line->package);
}

/* ---- tests ---- */

static void gotest_string_free(void *string)
{
	g_string_free(string, TRUE);
}

static void gotest_begin(struct gotest_reader *reader, const struct gotest_line *line,
			 const char *id)
{
	if (g_hash_table_size(reader->tests) >= GOTEST_OPEN_MAX)
		return;
	if (!g_hash_table_contains(reader->tests, id))
		gotest_package(reader, line->package)->open++;
	g_hash_table_insert(reader->tests, g_strdup(id), g_string_new(NULL));
	emitter_start(&reader->emitter, id);
}

/* True for lines with which go itself frames a test's output. */
static bool gotest_is_frame(struct text text)
{
	text = text_strip(text);
	return text_has_prefix(text, "=== RUN ") || text_has_prefix(text, "=== PAUSE ") ||
	       text_has_prefix(text, "=== CONT ") || text_has_prefix(text, "=== NAME ") ||
	       text_has_prefix(text, "--- PASS: ") || text_has_prefix(text, "--- FAIL: ") ||
	       text_has_prefix(text, "--- SKIP: ");
}

static void gotest_take_output(struct gotest_reader *reader, const struct gotest_line *line,
			       const char *id)
{
	struct text text = {line->output->str, line->output->len};
	GString *last = g_hash_table_lookup(reader->tests, id);

	if (gotest_is_frame(text))
		return;
	if (!last) {
		gotest_take_package_output(reader, line->package, text);
		return;
	}
	g_string_truncate(last, 0);
	g_string_append_len(last, text.data, (ssize_t)MIN(text.length, GOTEST_LAST_LINE_MAX));
	emitter_attach(&reader->emitter, id, "stdout", text);
}

/* Ends a test that runs; others were printed by a test. */
static void gotest_finish(struct gotest_reader *reader, const struct gotest_line *line,
			  const char *id, enum status status)
{
	const GString *last = g_hash_table_lookup(reader->tests, id);
	struct test_end end = test_end_of(id, status);

	if (!last)
		return;
	struct gotest_package *package = gotest_package(reader, line->package);
	package->open -= package->open > 0;
	package->has_failed |= status == STATUS_FAIL;
	/* It is rounded to 10 ms: what took less is told better by when its lines came. */
	if (line->elapsed_s > 0)
		end.duration_ns = (int64_t)(line->elapsed_s * 1e9);
	if (status == STATUS_SKIP)
		end.reason = text_strip((struct text){last->str, last->len});
	emitter_finish(&reader->emitter, &end);
	g_hash_table_remove(reader->tests, id);
}

static void gotest_take_test(struct gotest_reader *reader, const struct gotest_line *line)
{
	g_autofree char *name = g_strconcat(line->package, ".", line->test, NULL);
	g_autofree char *id = emitter_id(text_of(name));

	if (strcmp(line->action, "run") == 0)
		gotest_begin(reader, line, id);
	else if (strcmp(line->action, "output") == 0)
		gotest_take_output(reader, line, id);
	else if (strcmp(line->action, "pass") == 0 || strcmp(line->action, "bench") == 0)
		gotest_finish(reader, line, id, STATUS_SUCCESS);
	else if (strcmp(line->action, "fail") == 0)
		gotest_finish(reader, line, id, STATUS_FAIL);
	else if (strcmp(line->action, "skip") == 0)
		gotest_finish(reader, line, id, STATUS_SKIP);
}

/* ---- lines ---- */

static void gotest_take(struct gotest_reader *reader, const struct gotest_line *line)
{
	struct text output = {line->output->str, line->output->len};

	if (line->time && reader->options->is_stored)
		reader->emitter.now_ns = iso_time_parse(line->time);
	reader->is_recognized = true;
	if (line->package && line->test)
		gotest_take_test(reader, line);
	else if (line->package && strcmp(line->action, "output") == 0)
		gotest_take_package_output(reader, line->package, output);
	else if (line->package && strcmp(line->action, "start") == 0)
		gotest_package(reader, line->package);
	else if (line->package)
		gotest_end_package(reader, line);
	else
		emitter_output(&reader->emitter,
			       (struct bytes){(const uint8_t *)output.data, output.length});
}

/* "FAIL\tPACKAGE [build failed]": until go 1.24 that was not said in JSON. */
static bool gotest_take_build_failure(struct gotest_reader *reader, struct text text)
{
	const char *bracket;

	if (!text_has_prefix(text, "FAIL\t"))
		return false;
	g_autofree char *package = g_strndup(text.data + 5, text.length - 5);
	bracket = strstr(package, " [");
	if (!bracket || !g_str_has_suffix(package, " failed]"))
		return false;
	package[bracket - package] = '\0';
	gotest_fail_package(reader, package, 0, NULL);
	reader->is_recognized = true;
	return true;
}

static void gotest_take_line(const struct line_view *line, void *data)
{
	struct gotest_reader *reader = data;
	struct gotest_line parsed;

	if (line->is_whole && gotest_line_parse(line->text, &parsed)) {
		gotest_take(reader, &parsed);
		gotest_line_clear(&parsed);
		return;
	}
	if (line->is_whole)
		gotest_line_clear(&parsed);
	if (!line->is_whole || !gotest_take_build_failure(reader, line->text))
		emitter_output(&reader->emitter, line->raw);
}

/* ---- the reader ---- */

static bool gotest_feed(struct results_reader *base, struct bytes bytes, int64_t now_ns,
			GError **error)
{
	struct gotest_reader *reader = (struct gotest_reader *)base;

	reader->emitter.now_ns = now_ns;
	line_cutter_feed(&reader->cutter, bytes);
	return emitter_check(&reader->emitter, error);
}

static bool gotest_end(struct results_reader *base, const struct ending *ending, int64_t now_ns,
		       struct stream_end *end, GError **error)
{
	struct gotest_reader *reader = (struct gotest_reader *)base;

	(void)ending;
	reader->emitter.now_ns = now_ns;
	line_cutter_end(&reader->cutter);
	if (!emitter_check(&reader->emitter, error))
		return false;
	*end = (struct stream_end){0};
	if (g_hash_table_size(reader->tests) > 0) {
		end->completeness = STREAM_TEST_OPEN;
		end->why = g_strdup("it ends while a test is in progress");
	} else if (!reader->is_recognized) {
		end->completeness = STREAM_UNRECOGNIZED;
		end->why = g_strdup("there is no line of go test -json in it");
	} else if (g_hash_table_size(reader->packages) > 0) {
		end->completeness = STREAM_END_MISSING;
		end->why = g_strdup("the outcome of a package is missing");
	}
	return true;
}

static void gotest_free(struct results_reader *base)
{
	struct gotest_reader *reader = (struct gotest_reader *)base;

	emitter_clear(&reader->emitter);
	line_cutter_clear(&reader->cutter);
	g_hash_table_unref(reader->packages);
	g_hash_table_unref(reader->tests);
	g_free(reader);
}

static struct results_reader *gotest_new(const struct format_options *options, struct sink *sink)
{
	static const struct results_reader_methods methods = {
		.feed = gotest_feed, .end = gotest_end, .free = gotest_free};
	struct gotest_reader *reader = g_new0(struct gotest_reader, 1);

	reader->base.methods = &methods;
	reader->options = options;
	emitter_init(&reader->emitter, sink);
	line_cutter_init(&reader->cutter, gotest_take_line, reader);
	reader->packages =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, gotest_package_free);
	reader->tests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, gotest_string_free);
	return &reader->base;
}

static bool gotest_sniff(struct bytes bytes)
{
	g_autofree char *text = g_strndup((const char *)bytes.data, bytes.length);

	return g_str_has_prefix(text, "{\"Time\":") || strstr(text, "\n{\"Time\":") ||
	       g_str_has_prefix(text, "{\"Action\":") || g_str_has_prefix(text, "{\"ImportPath\":");
}

const struct format format_gotest = {
	.name = "gotest",
	.summary = "what `go test -json` prints",
	.new_results = gotest_new,
	.new_listing = gotest_listing_new,
	.sniff = gotest_sniff,
	.sniff_listing = gotest_sniff,
};
