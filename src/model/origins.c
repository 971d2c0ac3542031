#include "model/origins.h"

#include "base/hash.h"

static void announced_free(void *data)
{
	struct execution_announcement *execution = data;

	g_free((char *)execution->instance.data);
	g_free(execution);
}

void origins_announce(struct origins *origins, const struct event *event)
{
	struct text route = execution_route(event->route_code);
	struct execution_announcement announced;

	if (!execution_announcement_parse(event->file, &announced))
		return;
	struct execution_announcement *execution = g_new(struct execution_announcement, 1);
	*execution = announced;
	if (announced.instance.data)
		execution->instance.data =
			g_strndup(announced.instance.data, announced.instance.length);
	g_ptr_array_add(origins->executions, execution);
	char *name = route.data ? g_strndup(route.data, route.length) : NULL;
	g_ptr_array_add(origins->route_names, name);
	if (name)
		g_hash_table_replace(origins->by_route, name,
				     GUINT_TO_POINTER(origins->executions->len));
	origins->latest = -1;
}

/* The execution that was announced with `route`; -1: none. */
static int find_execution(struct origins *origins, struct text route)
{
	int latest = origins->latest;

	if (!route.data || origins->executions->len == 0)
		return -1;
	if (latest >= 0 && text_is(route, origins->route_names->pdata[latest]))
		return latest;
	g_autofree char *name = g_strndup(route.data, route.length);
	int found = (int)GPOINTER_TO_UINT(g_hash_table_lookup(origins->by_route, name)) - 1;
	if (found >= 0)
		origins->latest = found;
	return found;
}

/* The number of the runner's route code `route`; 0: there is none. */
static int route_number(struct origins *origins, struct text route)
{
	if (route.length == 0)
		return 0;
	if (origins->latest_route > 0 &&
	    text_is(route, origins->routes->pdata[origins->latest_route]))
		return origins->latest_route;
	g_autofree char *name = g_strndup(route.data, route.length);
	int number = GPOINTER_TO_INT(g_hash_table_lookup(origins->route_numbers, name));
	if (number == 0) {
		number = (int)origins->routes->len;
		g_hash_table_insert(origins->route_numbers, name, GINT_TO_POINTER(number));
		g_ptr_array_add(origins->routes, g_steal_pointer(&name));
	}
	origins->latest_route = number;
	return number;
}

struct origin origins_of(struct origins *origins, const struct event *event)
{
	struct text route = event->route_code;
	struct text first = execution_route(route);
	struct origin origin = {.execution = find_execution(origins, first)};

	if (origin.execution >= 0) {
		size_t skipped = MIN(first.length + 1, route.length);
		route = (struct text){route.data + skipped, route.length - skipped};
	}
	origin.route = route_number(origins, route);
	return origin;
}

bool origins_are_of_one_execution(const struct origins *origins, const struct origin *a,
				  const struct origin *b)
{
	void *const *names = origins->route_names->pdata;

	if (a->execution == b->execution)
		return true;
	return a->execution >= 0 && b->execution >= 0 &&
	       strcmp(names[a->execution], names[b->execution]) == 0;
}

const struct execution_announcement *origins_execution(const struct origins *origins,
						       const struct origin *origin)
{
	return origin->execution < 0 ? NULL : origins->executions->pdata[origin->execution];
}

char *origins_route(const struct origins *origins, const struct origin *origin)
{
	const char *name =
		origin->execution < 0 ? NULL : origins->route_names->pdata[origin->execution];

	const char *route = origins->routes->pdata[origin->route];

	if (name && route)
		return g_strconcat(name, "/", route, NULL);
	return g_strdup(name ? name : route);
}

void origins_init(struct origins *origins)
{
	*origins = (struct origins){
		.executions = g_ptr_array_new_with_free_func(announced_free),
		.route_names = g_ptr_array_new_with_free_func(g_free),
		.by_route = g_hash_table_new(hash_string, g_str_equal),
		.routes = g_ptr_array_new_with_free_func(g_free),
		.route_numbers = g_hash_table_new(hash_string, g_str_equal),
		.latest = -1,
	};
	g_ptr_array_add(origins->routes, NULL);
}

void origins_clear(struct origins *origins)
{
	if (!origins->executions)
		return;
	g_hash_table_unref(origins->by_route);
	g_hash_table_unref(origins->route_numbers);
	g_ptr_array_unref(origins->routes);
	g_ptr_array_unref(origins->route_names);
	g_ptr_array_unref(origins->executions);
	*origins = (struct origins){0};
}
