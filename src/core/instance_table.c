#include "core/instance_table.h"

#include "base/hash.h"
#include "base/instance_id.h"
#include "core/planted_bugs.h"

static void free_instance_entry(void *data)
{
	struct instance *instance = data;

	g_free(instance->id);
	g_free(instance);
}

void instance_table_init(struct instance_table *instances)
{
	*instances = (struct instance_table){
		.all = g_ptr_array_new_with_free_func(free_instance_entry),
		.by_id = g_hash_table_new(hash_string, g_str_equal),
	};
}

static void note_complaint(struct instance_table *instances, const char *id, const char *flaw)
{
	if (instances->complaint)
		return;
	g_autofree char *shown = instance_id_show(id);

	instances->complaint = g_strdup_printf("instance id %s %s", shown, flaw);
}

static struct instance *enter_instance(struct instance_table *instances, const char *id)
{
	struct instance *instance = g_new0(struct instance, 1);

	instance->id = g_strdup(id);
	instance->life = LIFE_EXTRA;
	task_init(&instance->probe, TIMER_PROBE, (int)instances->all->len);
	g_ptr_array_add(instances->all, instance);
	g_hash_table_replace(instances->by_id, instance->id, instance);
	instances->here_count++;
	instances->extra_count++;
	return instance;
}

struct instance *instance_table_add(struct instance_table *instances, const char *id)
{
	const struct instance *same = g_hash_table_lookup(instances->by_id, id);
	const char *flaw = instance_id_flaw(id);
	struct instance *instance = NULL;

	if (!flaw && (!same || same->life == LIFE_LEAVING))
		instance = enter_instance(instances, id);
	if (same)
		flaw = "was printed already: each instance needs an id of its own";
	if (flaw)
		note_complaint(instances, id, flaw);
	return flaw ? NULL : instance;
}

struct instance *instance_table_get(const struct instance_table *instances, int number)
{
	if (number < 0 || (size_t)number >= instances->all->len)
		return NULL;
	return instances->all->pdata[number];
}

void instance_table_note_use(struct instance_table *instances, int number)
{
	struct instance *instance = instance_table_get(instances, number);

	if (instance)
		instance->was_used = true;
}

void instance_table_note_failure(struct instance_table *instances, int number)
{
	struct instance *instance = instance_table_get(instances, number);

	if (instance)
		instance->has_failed = true;
}

static bool is_here(const struct instance *instance)
{
	return instance->life != LIFE_LEAVING && instance->life != LIFE_KEPT;
}

const char **instance_table_keep(struct instance_table *instances,
				 bool (*is_wanted)(const struct instance *instance))
{
	GPtrArray *ids = g_ptr_array_new();

	for (size_t i = 0; i < instances->all->len; i++) {
		struct instance *instance = instances->all->pdata[i];
		if (instance->life != LIFE_IN_USE || !is_wanted(instance))
			continue;
		g_ptr_array_add(ids, instance->id);
		if (PLANTED(BUG_DISPOSES_OF_KEPT))
			continue;
		instance->life = LIFE_KEPT;
		instances->here_count--;
	}
	g_ptr_array_add(ids, NULL);
	return (const char **)g_ptr_array_free(ids, false);
}

void instance_table_leave(struct instance_table *instances, struct instance *instance)
{
	g_assert(is_here(instance));
	instance->life = LIFE_LEAVING;
	instances->here_count--;
}

const char **instance_table_leave_all(struct instance_table *instances)
{
	GPtrArray *ids = g_ptr_array_new();

	for (size_t i = 0; i < instances->all->len; i++) {
		struct instance *instance = instances->all->pdata[i];
		if (!is_here(instance))
			continue;
		instance_table_leave(instances, instance);
		g_ptr_array_add(ids, instance->id);
	}
	g_ptr_array_add(ids, NULL);
	return (const char **)g_ptr_array_free(ids, false);
}

void instance_table_clear(struct instance_table *instances)
{
	g_clear_pointer(&instances->by_id, g_hash_table_unref);
	g_clear_pointer(&instances->all, g_ptr_array_unref);
	g_clear_pointer(&instances->complaint, g_free);
}
