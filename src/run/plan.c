#include "run/plan.h"

#include "base/pattern.h"
#include "config/id_parts.h"
#include "core/coordinator.h"
#include "select/durations.h"

/* More names than these are not told. */
#define NAMES_SHOWN 5

static GHashTable *read_durations(struct repository *repository, GError **error)
{
	if (repository)
		return repository_durations(repository, error);
	return durations_new();
}

/* The failing tests as a set, if the order of the tests depends on them; else NULL. */
static bool read_failing_if_wanted(struct repository *repository, const struct config *config,
				   GHashTable **failing, GError **error)
{
	*failing = NULL;
	if (config->scheduling.order.kind != ORDER_FAILED_FIRST || !repository)
		return true;
	*failing = repository_failing_set(repository, error);
	return *failing != NULL;
}

bool plan_init(struct plan *plan, const struct selection *selection, const struct config *config,
	       struct repository *repository, GError **error)
{
	g_autoptr(GRegex) group_regex = NULL;

	if (config->group_regex) {
		group_regex = pattern_compile(config->group_regex, error);
		if (!group_regex) {
			g_prefix_error(error, "%s: group_regex: ", config->path);
			return false;
		}
	}
	g_autoptr(GHashTable) failing = NULL;
	if (!read_failing_if_wanted(repository, config, &failing, error))
		return false;
	GHashTable *durations = read_durations(repository, error);
	if (!durations)
		return false;
	*plan = (struct plan){
		.selection = selection,
		.config = config,
		.durations = durations,
		.failing = g_steal_pointer(&failing),
		.group_regex = g_steal_pointer(&group_regex),
		.ids = g_ptr_array_new_with_free_func(g_free),
		.groups = g_ptr_array_new_with_free_func(g_free),
	};
	return true;
}

static void add_known(gpointer key, gpointer value, gpointer ids)
{
	(void)value;
	g_ptr_array_add(ids, key);
}

static int compare_chosen_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What stands for a listing when the tests cannot be listed: those asked for by id. */
static GPtrArray *asked_for(const struct selection *selection)
{
	if (selection->load_list)
		return g_ptr_array_ref(selection->load_list);
	GPtrArray *ids = g_ptr_array_new();
	g_hash_table_foreach(selection->only, add_known, ids);
	g_ptr_array_sort(ids, compare_chosen_ids);
	return ids;
}

static const char *group_of(struct plan *plan, const char *test_id)
{
	struct id_parts parts = id_parts_of(plan->config, test_id);
	char *group = plan->config->scheduling.is_isolated ? NULL : g_steal_pointer(&parts.group);

	id_parts_clear(&parts);
	if (!group && plan->group_regex)
		group = selection_group(plan->group_regex, test_id);

	if (group)
		g_ptr_array_add(plan->groups, group);
	return group;
}

static GArray *tests_of(struct plan *plan)
{
	GArray *tests = g_array_new(false, false, sizeof(struct planned_test));

	for (size_t i = 0; i < plan->ids->len; i++) {
		const char *id = plan->ids->pdata[i];
		const int64_t *duration_us = g_hash_table_lookup(plan->durations, id);
		struct planned_test test = {
			.id = id,
			.group = group_of(plan, id),
			.duration_us = duration_us ? planned_test_round(*duration_us) : -1,
			.has_failed = plan->failing && g_hash_table_contains(plan->failing, id),
		};
		g_array_append_val(tests, test);
	}
	return tests;
}

/* What `selection` makes of `candidates`, in this shard. */
static GPtrArray *choose_tests(struct plan *plan, const GPtrArray *candidates)
{
	const struct selection *selection = plan->selection;
	g_autoptr(GPtrArray) chosen = selection_apply(selection, candidates);

	plan->chosen = chosen->len;
	if (selection->shard.count == 0)
		return g_steal_pointer(&chosen);
	return shard_take(&selection->shard, chosen, plan->group_regex,
			  selection->shard_durations ? selection->shard_durations
						     : plan->durations);
}

bool plan_is_empty_shard(const struct plan *plan)
{
	return plan->chosen > 0 && plan->ids->len == 0;
}

GArray *plan_make(struct plan *plan, GPtrArray *listed, bool *is_open, GError **error)
{
	const struct selection *selection = plan->selection;

	*is_open = !listed && !selection->load_list && !selection->only;
	if (*is_open)
		return tests_of(plan);
	g_autoptr(GPtrArray) candidates = listed ? g_ptr_array_ref(listed) : asked_for(selection);
	if (!selection_check_words(selection, candidates, error))
		return NULL;
	g_autoptr(GPtrArray) chosen = choose_tests(plan, candidates);
	plan->listed = candidates->len;
	plan->missing = selection_missing(selection, candidates);
	plan->strays = selection_strays(selection, candidates);
	for (size_t i = 0; i < chosen->len; i++)
		g_ptr_array_add(plan->ids, g_strdup(chosen->pdata[i]));
	return tests_of(plan);
}

char *plan_describe_nothing(const struct plan *plan)
{
	const struct shard *shard = &plan->selection->shard;

	if (plan_is_empty_shard(plan))
		return g_strdup_printf("shard %d/%d is empty: there is nothing to run",
				       shard->number, shard->count);
	if (plan->listed > 0)
		return g_strdup_printf("none of the %zu listed tests is one of those that were "
				       "asked for",
				       plan->listed);
	return g_strdup("there are no tests: none was listed and none was run");
}

static void append_names(GString *line, const GPtrArray *names)
{
	for (size_t i = 0; i < names->len && i < NAMES_SHOWN; i++)
		g_string_append_printf(line, " %s", (const char *)names->pdata[i]);
	if (names->len > NAMES_SHOWN)
		g_string_append(line, " ...");
}

char *plan_describe_missing(const struct plan *plan)
{
	const GPtrArray *missing = plan->missing;
	g_autoptr(GString) line = g_string_new(NULL);

	if (!missing || missing->len == 0)
		return NULL;
	g_string_printf(line,
			missing->len == 1 ? "%u id in the load list matches no listed test:"
					  : "%u ids in the load list match no listed test:",
			missing->len);
	append_names(line, missing);
	return g_string_free(g_steal_pointer(&line), FALSE);
}

char *plan_describe_strays(const struct plan *plan)
{
	const GPtrArray *strays = plan->strays;
	g_autoptr(GString) line = g_string_new(NULL);

	if (!strays || strays->len == 0)
		return NULL;
	g_string_printf(line, "%u failing id%s no listed test:", strays->len,
			strays->len == 1 ? " is" : "s are");
	append_names(line, strays);
	g_string_append(line, "\n  `testr run`, of all tests, tells whether it still fails.");
	return g_string_free(g_steal_pointer(&line), FALSE);
}

void plan_clear(struct plan *plan)
{
	g_clear_pointer(&plan->durations, g_hash_table_unref);
	g_clear_pointer(&plan->failing, g_hash_table_unref);
	g_clear_pointer(&plan->group_regex, g_regex_unref);
	g_clear_pointer(&plan->ids, g_ptr_array_unref);
	g_clear_pointer(&plan->groups, g_ptr_array_unref);
	g_clear_pointer(&plan->missing, g_ptr_array_unref);
	g_clear_pointer(&plan->strays, g_ptr_array_unref);
}
