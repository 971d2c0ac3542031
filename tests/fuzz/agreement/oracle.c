#include "oracle.h"

#include "model/event.h"

struct said {
	char *id;
	char *execution; /* "": none that was announced */
	char *rest;      /* of the route code */
	enum status status;
	bool is_lost, is_not_run, is_again, is_flaky, is_retry;
};

static void said_free(void *data)
{
	struct said *said = data;

	g_free(said->id);
	g_free(said->execution);
	g_free(said->rest);
	g_free(said);
}

static char *string_of(struct text text)
{
	return g_strndup(text.data ? text.data : "", text.length);
}

static bool is_announced(const struct oracle *oracle, const char *route)
{
	return g_ptr_array_find_with_equal_func(oracle->announced, route, g_str_equal, NULL);
}

/* "execution=N" in it, and nothing that is no number where one has to be. */
static bool makes_sense(const struct event *event)
{
	g_autofree char *content = g_strndup((const char *)event->file.data, event->file.length);

	return g_str_has_prefix(content, "execution=") || strstr(content, "\nexecution=");
}

static void split(const struct oracle *oracle, const struct event *event, struct said *said)
{
	g_autofree char *route = string_of(event->route_code);
	g_auto(GStrv) parts = g_strsplit(route, "/", 2);
	bool has_execution = parts[0] && event->route_code.data && is_announced(oracle, parts[0]);

	said->execution = g_strdup(has_execution ? parts[0] : "");
	said->rest = g_strdup(!has_execution ? route : parts[1] ? parts[1] : "");
}

static bool has(const struct event *event, const char *tag)
{
	bool is_found = false;

	for (size_t i = 0; i < event->tag_count; i++)
		is_found |= text_is(event->tags[i], tag);
	return is_found;
}

static bool oracle_hear(struct sink *sink, const struct event *event, GError **error)
{
	struct oracle *oracle = (struct oracle *)sink;

	(void)error;
	if (!event->test_id.data) {
		bool is_one = text_is(event->file_name, "testr.execution") && makes_sense(event);
		g_autofree char *route = string_of(event->route_code);
		if (is_one && event->route_code.data)
			g_ptr_array_add(oracle->announced, g_strdelimit(g_strdup(route), "/", 0));
		return true;
	}
	if (event->status == STATUS_EXISTS && !event->file_name.data)
		return true;
	struct said *said = g_new0(struct said, 1);
	said->id = string_of(event->test_id);
	said->status = event->status;
	said->is_lost = has(event, "testr.lost");
	said->is_not_run = has(event, "testr.not-run");
	said->is_again = has(event, "testr.again");
	said->is_flaky = has(event, "testr.flaky");
	said->is_retry = has(event, "testr.retry") || has(event, "testr.told-again");
	split(oracle, event, said);
	g_ptr_array_add(oracle->said, said);
	return true;
}

static bool ends(const struct said *said)
{
	return said->status >= STATUS_SUCCESS;
}

static bool fails(const struct said *said)
{
	return said->status == STATUS_FAIL || said->status == STATUS_UXSUCCESS;
}

static bool makes_good(const struct said *said)
{
	return (said->status == STATUS_SUCCESS || said->status == STATUS_XFAIL) && said->is_flaky;
}

/* What is said last of a test by its route code, from place `at` on, is that it runs. */
static bool is_left_running(const struct oracle *oracle, guint at)
{
	const struct said *start = oracle->said->pdata[at];

	for (guint i = at + 1; i < oracle->said->len; i++) {
		const struct said *later = oracle->said->pdata[i];
		bool is_same =
			strcmp(start->id, later->id) == 0 && strcmp(start->rest, later->rest) == 0;
		bool is_moved = is_same && strcmp(start->execution, later->execution) != 0;

		if (is_same && (ends(later) || is_moved))
			return false;
	}
	return true;
}

static bool has_failed(const struct oracle *oracle, const char *id, bool was_interrupted)
{
	bool is_failed = false; /* for good */
	bool is_not_good =
		false; /* there was a failure that was retried, and nothing made it good */

	for (guint i = 0; i < oracle->said->len; i++) {
		const struct said *said = oracle->said->pdata[i];

		if (strcmp(said->id, id) != 0)
			continue;
		if (fails(said) && said->is_retry)
			is_not_good = true;
		else if (fails(said))
			is_failed = true;
		else if (makes_good(said))
			is_not_good = false;
	}
	for (guint i = 0; i < oracle->said->len && !was_interrupted; i++) {
		const struct said *said = oracle->said->pdata[i];

		if (strcmp(said->id, id) == 0 && said->status == STATUS_INPROGRESS)
			is_failed |= is_left_running(oracle, i);
	}
	return is_failed || is_not_good;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *oracle_failing(const struct oracle *oracle, bool was_interrupted)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) failing = g_ptr_array_new();

	for (guint i = 0; i < oracle->said->len; i++) {
		const struct said *said = oracle->said->pdata[i];

		if (g_hash_table_add(seen, said->id) &&
		    has_failed(oracle, said->id, was_interrupted))
			g_ptr_array_add(failing, said->id);
	}
	g_ptr_array_sort(failing, compare_lines);
	g_ptr_array_add(failing, NULL);
	return g_strjoinv("\n", (char **)failing->pdata);
}

void oracle_init(struct oracle *oracle)
{
	*oracle = (struct oracle){
		.sink = {oracle_hear},
		.announced = g_ptr_array_new_with_free_func(g_free),
		.said = g_ptr_array_new_with_free_func(said_free),
	};
}

void oracle_clear(struct oracle *oracle)
{
	g_ptr_array_unref(oracle->announced);
	g_ptr_array_unref(oracle->said);
}
