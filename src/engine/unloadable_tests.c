#include "engine/unloadable_tests.h"

#include "base/hash.h"
#include "engine/tail.h"
#include "model/unloadable.h"

/* By id: a set that borrows them. */
static GHashTable *unloadable_by_id(const GPtrArray *unloadable)
{
	GHashTable *by_id = g_hash_table_new(hash_string, g_str_equal);

	for (guint i = 0; i < unloadable->len; i++) {
		struct unloadable *each = unloadable->pdata[i];
		g_hash_table_insert(by_id, each->id, each);
	}
	return by_id;
}

void unloadable_tests_offer(GPtrArray *listed, const GPtrArray *unloadable)
{
	g_autoptr(GHashTable) known = g_hash_table_new(hash_string, g_str_equal);

	for (guint i = 0; i < listed->len; i++)
		g_hash_table_add(known, listed->pdata[i]);
	for (guint i = 0; i < unloadable->len; i++) {
		struct unloadable *each = unloadable->pdata[i];
		if (g_hash_table_add(known, each->id))
			g_ptr_array_add(listed, g_strdup(each->id));
	}
}

static void tell_unloadable(struct driver *driver, const struct unloadable *unloadable)
{
	struct text why = {unloadable->why->str, unloadable->why->len};
	cleared(tail) tail = {0};

	tail_append(&tail, (struct bytes){(const uint8_t *)why.data, why.length});
	g_autofree char *said = tail_format(&tail, "    ");
	driver_warn(driver, "cannot load %s%s%s", unloadable->id, said ? ":\n" : "",
		    said ? said : "");
}

GPtrArray *unloadable_tests_leave_out(struct driver *driver, const GPtrArray *listed,
				      const GPtrArray *unloadable)
{
	g_autoptr(GHashTable) by_id = unloadable_by_id(unloadable);
	GPtrArray *left = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < unloadable->len; i++)
		tell_unloadable(driver, unloadable->pdata[i]);
	for (guint i = 0; i < listed->len; i++)
		if (!g_hash_table_contains(by_id, listed->pdata[i]))
			g_ptr_array_add(left, g_strdup(listed->pdata[i]));
	return left;
}

static void emit_unloadable(struct driver *driver, const struct unloadable *unloadable)
{
	struct event event = EVENT_INIT;

	event.test_id = text_of(unloadable->id);
	event.status = STATUS_FAIL;
	event.is_runnable = true;
	event.time_ns = g_get_real_time() * 1000;
	event.file_name = text_of("traceback");
	event.mime_type = text_of("text/plain;charset=utf8");
	event.file = (struct bytes){(const uint8_t *)unloadable->why->str, unloadable->why->len};
	event.is_end_of_file = true;
	(void)sink_event(&driver->sink, &event, NULL);
}

/* Names those that nobody asked for. */
static void tell_not_asked_for(struct driver *driver, const GPtrArray *unloadable)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < unloadable->len; i++) {
		const struct unloadable *each = unloadable->pdata[i];
		if (!unloadable_tests_have(driver, text_of(each->id)))
			g_string_append_printf(names, "\n    %s", each->id);
	}
	if (names->len > 0)
		driver_warn(driver, "cannot be loaded, and was not asked for:%s", names->str);
}

void unloadable_tests_fail(struct driver *driver, const GPtrArray *unloadable)
{
	g_autoptr(GHashTable) by_id = unloadable_by_id(unloadable);
	guint kept = 0;

	driver->told = g_hash_table_new_full(hash_string, g_str_equal, g_free, NULL);
	for (guint i = 0; i < driver->plan->len; i++) {
		struct planned_test test = g_array_index(driver->plan, struct planned_test, i);
		const struct unloadable *each = g_hash_table_lookup(by_id, test.id);
		if (!each) {
			g_array_index(driver->plan, struct planned_test, kept++) = test;
			continue;
		}
		emit_unloadable(driver, each);
		g_hash_table_add(driver->told, g_strdup(each->id));
	}
	g_array_set_size(driver->plan, kept);
	driver->unloadable = g_hash_table_size(driver->told);
	tell_not_asked_for(driver, unloadable);
}

bool unloadable_tests_have(const struct driver *driver, struct text test_id)
{
	if (!driver->told || !test_id.data)
		return false;
	g_autofree char *id = g_strndup(test_id.data, test_id.length);
	return g_hash_table_contains(driver->told, id);
}
