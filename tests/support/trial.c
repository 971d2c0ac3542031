#include "trial.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define PROVISION                                                                                  \
	"for i in $(seq $1); do\n"                                                                 \
	"  n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count\n"                       \
	"  mkdir instance-$n; echo instance-$n\n"                                                  \
	"done\n"

#define EXECUTE                                                                                    \
	"id=$1; shift\n"                                                                           \
	"while [ \"$1\" != -- ]; do shift; done; shift\n"                                          \
	"[ -d $id ] || { echo no such instance: $id >&2; exit 255; }\n"                            \
	"\"$@\"; status=$?\n"                                                                      \
	"[ -d $id ] || kill -KILL $$\n"                                                            \
	"exit $status\n"

#define DISPOSE                                                                                    \
	"echo \"$@\" >> disposed\n"                                                                \
	"rm -rf \"$@\"\n"

/* ---- the project ---- */

static void write_file(const struct trial *trial, const char *name, const char *content, int mode)
{
	g_autofree char *path = g_build_filename(trial->folder, name, NULL);

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
	g_assert_cmpint(chmod(path, (mode_t)mode), ==, 0);
}

void trial_script(const struct trial *trial, const char *name, const char *commands)
{
	g_autofree char *content = g_strconcat("#!/bin/sh\n", commands, NULL);

	write_file(trial, name, content, 0700);
}

static void write_project(const struct trial *trial, const char *suite)
{
	g_autofree char *tests = g_strdelimit(g_strdup(suite), " ", '\n');

	write_file(trial, "suite", tests, 0600);
	trial_script(trial, "provision", PROVISION);
	trial_script(trial, "execute", EXECUTE);
	trial_script(trial, "dispose", DISPOSE);
}

/* ---- what the engine is given ---- */

static bool write_ledger(struct trial *trial, const char *hook, const char *words, GError **error)
{
	g_string_append_printf(trial->ledger, "%s %s\n", hook, words);
	if (g_strcmp0(trial->ledger_fails, hook) != 0)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "cannot write the ledger: full");
	return false;
}

static bool intend(void *self, int count, GError **error)
{
	g_autofree char *words = g_strdup_printf("%d", count);
	return write_ledger(self, "intend", words, error);
}

static bool add(void *self, const char *const *ids, GError **error)
{
	for (; *ids; ids++)
		if (!write_ledger(self, "add", *ids, error))
			return false;
	return true;
}

static bool strike(void *self, const char *const *ids, GError **error)
{
	g_autofree char *words = g_strjoinv(" ", (char **)ids);
	return write_ledger(self, "strike", words, error);
}

static bool leave(void *self, const char *const *ids, GError **error)
{
	g_autofree char *words = g_strjoinv(" ", (char **)ids);
	return write_ledger(self, "leave", words, error);
}

static bool keep(void *self, const char *const *ids, GError **error)
{
	g_autofree char *words = g_strjoinv(" ", (char **)ids);
	return write_ledger(self, "keep", words, error);
}

static GArray *plan(void *data, GPtrArray *listed, bool *is_open, GError **error)
{
	struct trial *trial = data;
	GArray *tests = g_array_new(FALSE, FALSE, sizeof(struct planned_test));

	(void)error;
	*is_open = !listed;
	trial->listed = listed ? g_ptr_array_ref(listed) : NULL;
	for (guint i = 0; listed && i < listed->len; i++) {
		struct planned_test test = {.id = listed->pdata[i], .duration_us = -1};
		g_array_append_val(tests, test);
	}
	return tests;
}

static bool flush(void *data, GError **error)
{
	struct trial *trial = data;

	(void)error;
	trial->flushes++;
	return true;
}

static void notice(void *data, enum notice_kind kind, struct text text)
{
	struct trial *trial = data;
	GString *kept = kind == NOTICE_STDERR    ? trial->errors
			: kind == NOTICE_COMMAND ? trial->commands
						 : trial->warnings;

	if (kept->len < (gsize)1 << 20)
		g_string_append_len(kept, text.data, (gssize)text.length);
	if (kind != NOTICE_STDERR)
		g_string_append_c(kept, '\n');
}

static bool take_event(struct sink *sink, const struct event *event, GError **error)
{
	struct trial *trial = (void *)((char *)sink - offsetof(struct trial, sink));

	if (trial->sink_fails_after > 0 && trial->transcript.events >= trial->sink_fails_after) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "cannot store: full");
		return false;
	}
	return sink_event(&trial->transcript.sink, event, error) &&
	       sink_event(collector_sink(trial->collector), event, error);
}

static bool take_result(const struct result *result, void *data, GError **error)
{
	struct trial *trial = data;
	struct trial_result *kept = g_new0(struct trial_result, 1);
	const struct attachment *reason = result_attachment(result, "reason");

	(void)error;
	kept->test_id = g_strdup(result->test_id);
	kept->outcome = result->outcome;
	g_ptr_array_add(result->tags, NULL);
	kept->tags = g_strjoinv(" ", (char **)result->tags->pdata);
	(void)g_ptr_array_remove_index(result->tags, result->tags->len - 1);
	if (reason)
		kept->reason = g_strndup((const char *)reason->content->data, reason->content->len);
	g_ptr_array_add(trial->results, kept);
	return true;
}

static void trial_result_free(void *data)
{
	struct trial_result *result = data;

	g_free(result->test_id);
	g_free(result->tags);
	g_free(result->reason);
	g_free(result);
}

/* ---- the trial ---- */

void trial_init(struct trial *trial, const char *config, const char *suite)
{
	static struct instance_ledger hooks;
	g_autoptr(GError) error = NULL;
	g_autofree char *runner = g_build_filename(g_getenv("TESTR_CHILDREN"), "runner", NULL);

	*trial = (struct trial){0};
	(void)g_setenv("RUNNER", runner, TRUE);
	trial->folder = g_dir_make_tmp("testr-trial-XXXXXX", NULL);
	g_assert_nonnull(trial->folder);
	write_project(trial, suite);
	g_autofree char *content = g_strconcat("[DEFAULT]\n", config, NULL);
	trial->config = config_parse(".testr.conf", content, strlen(content), &error);
	g_assert_no_error(error);
	transcript_init(&trial->transcript);
	trial->results = g_ptr_array_new_with_free_func(trial_result_free);
	trial->collector = collector_new(take_result, trial);
	trial->ledger = g_string_new(NULL);
	trial->errors = g_string_new(NULL);
	trial->commands = g_string_new(NULL);
	trial->warnings = g_string_new(NULL);
	trial->sink = (struct sink){take_event};
	hooks = (struct instance_ledger){trial, intend, add, strike, leave, keep};
	trial->request = (struct engine_request){
		.config = trial->config,
		.folder = trial->folder,
		.private_folder = trial->folder,
		.run = 7,
		.options =
			{
				.uses_instances = trial->config->instance_provision != NULL,
				.can_choose = config_can_choose(trial->config),
				.instances.replacements = -1,
				.probe_timeout_us = 10 * G_USEC_PER_SEC,
				.limits.kill_grace_us = G_USEC_PER_SEC / 10,
			},
		.sink = &trial->sink,
		.flush = flush,
		.ledger = &hooks,
		.plan = plan,
		.notice = notice,
		.data = trial,
	};
}

void trial_run(struct trial *trial, int concurrency)
{
	trial->request.options.concurrency = concurrency;
	trial->is_carried_through = engine_run(&trial->request, &trial->report, &trial->error);
	g_assert_true(trial->is_carried_through == (trial->error == NULL));
	g_assert_true(collector_end(trial->collector, false, NULL));
}

const struct trial_result *trial_result(const struct trial *trial, const char *test_id)
{
	const struct trial_result *found = NULL;

	for (guint i = 0; i < trial->results->len; i++) {
		const struct trial_result *result = trial->results->pdata[i];
		if (strcmp(result->test_id, test_id) != 0)
			continue;
		g_assert_null(found);
		found = result;
	}
	g_assert_nonnull(found);
	return found;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *trial_outcomes(const struct trial *trial)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < trial->results->len; i++) {
		const struct trial_result *result = trial->results->pdata[i];
		g_ptr_array_add(lines, g_strdup_printf("%s %s\n", result->test_id,
						       outcome_name(result->outcome)));
	}
	g_ptr_array_sort(lines, compare_lines);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("", (char **)lines->pdata);
}

char *trial_read(const struct trial *trial, const char *name)
{
	g_autofree char *path = g_build_filename(trial->folder, name, NULL);
	char *content = NULL;

	return g_file_get_contents(path, &content, NULL, NULL) ? content : g_strdup("");
}

/* How often `word` stands behind `hook` in the ledger. */
static int count_entries(const struct trial *trial, const char *hook, const char *word)
{
	g_auto(GStrv) lines = g_strsplit(trial->ledger->str, "\n", -1);
	int count = 0;

	for (char **line = lines; *line; line++) {
		g_auto(GStrv) words = g_strsplit(*line, " ", -1);
		for (char **each = words; *each; each++)
			count += each > words && strcmp(words[0], hook) == 0 &&
				 strcmp(*each, word) == 0;
	}
	return count;
}

void trial_assert_all_gone(const struct trial *trial)
{
	g_auto(GStrv) lines = g_strsplit(trial->ledger->str, "\n", -1);
	g_autoptr(GDir) folder = g_dir_open(trial->folder, 0, NULL);
	const char *name;

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "add "))
			g_assert_cmpint(count_entries(trial, "strike", *line + strlen("add ")), ==,
					1);
	while ((name = g_dir_read_name(folder)))
		g_assert_false(g_str_has_prefix(name, "instance-"));
}

static void remove_folder(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *member = g_build_filename(path, name, NULL);
		if (g_file_test(member, G_FILE_TEST_IS_DIR))
			remove_folder(member);
		else
			(void)g_remove(member);
	}
	(void)g_rmdir(path);
}

void trial_clear(struct trial *trial)
{
	if (!trial->folder)
		return;
	remove_folder(trial->folder);
	g_free(trial->folder);
	config_free(trial->config);
	collector_free(trial->collector);
	transcript_clear(&trial->transcript);
	g_ptr_array_unref(trial->results);
	g_clear_pointer(&trial->listed, g_ptr_array_unref);
	(void)g_string_free(trial->ledger, TRUE);
	(void)g_string_free(trial->errors, TRUE);
	(void)g_string_free(trial->commands, TRUE);
	(void)g_string_free(trial->warnings, TRUE);
	g_clear_error(&trial->error);
}
