/* What ids take in a command, and how much room there is. */
#include "engine/id_room.h"

#include <string.h>
#include <unistd.h>

#define MANY 3000

static struct config plain(void)
{
	return (struct config){
		.test_command = "run $IDOPTION",
		.test_id_option = "-- $IDLIST",
	};
}

static GArray *plan_of(size_t count, const char *id)
{
	GArray *plan = g_array_new(false, true, sizeof(struct planned_test));

	for (size_t i = 0; i < count; i++) {
		const struct planned_test test = {.id = id, .duration_us = -1};
		g_array_append_val(plan, test);
	}
	return plan;
}

static size_t measure(const struct config *config, bool uses_instances, GArray *plan)
{
	const struct engine_request request = {
		.config = config,
		.private_folder = "/tmp/folder",
		.options.uses_instances = uses_instances,
	};

	return id_room_measure(&request, plan);
}

static size_t bytes_of_first(const GArray *plan)
{
	return g_array_index(plan, struct planned_test, 0).bytes;
}

#define LONG_ID "a.module.with.a.long.name.of.more.than.sixty.characters.in.all.test_it"

static void what_has_room_and_what_names_no_id_has_no_limit(void)
{
	g_autoptr(GArray) few = plan_of(10, LONG_ID), many = plan_of(MANY, LONG_ID);
	struct config config = plain();

	g_assert_cmpuint(measure(&config, false, few), ==, 0);
	config.test_id_option = "--load-list $IDFILE";
	g_assert_cmpuint(measure(&config, false, many), ==, 0);
}

static void ids_take_what_they_take_and_the_pointer_to_them(void)
{
	g_autoptr(GArray) many = plan_of(MANY, LONG_ID);
	const struct config config = plain();
	size_t room = measure(&config, false, many);

	g_assert_cmpuint(bytes_of_first(many), ==, strlen(LONG_ID) + 1 + sizeof(char *));
	g_assert_cmpuint(room, >, 0);
	g_assert_cmpuint(room, <, (size_t)sysconf(_SC_PAGESIZE) * 32);
}

static void quotes_and_each_repetition_take_room(void)
{
	g_autoptr(GArray) many = plan_of(2 * MANY, "it's one of 'these' parametrised [tests]");
	struct config config = plain();
	size_t once;

	config.instance_execute = "in $INSTANCE_ID $COMMAND";
	config.test_command = "a=b; run $IDOPTION"; /* goes into the instance as sh -c '...' */
	(void)measure(&config, false, many);
	once = bytes_of_first(many);
	g_assert_cmpuint(once, >,
			 strlen("'it'\\''s one of '\\''these'\\'' parametrised [tests]' "));
	(void)measure(&config, true, many);
	g_assert_cmpuint(bytes_of_first(many), >, once + 12);
	config.test_id_option = "$IDLIST -- $IDLIST";
	(void)measure(&config, false, many);
	g_assert_cmpuint(bytes_of_first(many), >=, 2 * (once - sizeof(char *)));
}

static void built_in_environments_have_less_room(void)
{
	g_autoptr(GArray) many = plan_of(MANY, LONG_ID);
	struct config config = plain();
	size_t room = measure(&config, false, many);

	config.environment = "ssh";
	g_assert_cmpuint(measure(&config, false, many), <, room);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/what has room and what names no id has no limit",
			what_has_room_and_what_names_no_id_has_no_limit);
	g_test_add_func("/ids take what they take and the pointer to them",
			ids_take_what_they_take_and_the_pointer_to_them);
	g_test_add_func("/quotes and each repetition take room",
			quotes_and_each_repetition_take_room);
	g_test_add_func("/built-in environments have less room",
			built_in_environments_have_less_room);
	return g_test_run();
}
