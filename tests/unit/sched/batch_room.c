/* How many tests a batch holds if their ids stand in a command. */
#include "sched/batch_room.h"

#include "base/scoped.h"

/* Room for `max_bytes`, and a backlog, with tests that take so many bytes (0 ends them), grouped.
 */
struct scene {
	struct batch_room room;
	struct backlog backlog;
};

static void scene_init(struct scene *scene, size_t max_bytes, bool all_are_free)
{
	batch_room_init(&scene->room, max_bytes, all_are_free);
	backlog_init(&scene->backlog);
}

static void scene_clear(struct scene *scene)
{
	batch_room_clear(&scene->room);
	backlog_clear(&scene->backlog);
}

static void add(struct scene *scene, uint32_t bytes, const char *group)
{
	const struct planned_test test = {.id = "", .group = group, .bytes = bytes};

	batch_room_add(&scene->room, bytes);
	backlog_add(&scene->backlog, &test);
}

/* A batch of the first `count` tests. */
static GArray *batch_of(size_t count)
{
	GArray *batch = g_array_new(false, false, sizeof(size_t));

	for (size_t i = 0; i < count; i++)
		g_array_append_val(batch, i);
	return batch;
}

static size_t cut_to(const struct scene *scene, size_t count)
{
	g_autoptr(GArray) batch = batch_of(count);

	return batch_room_cut(&scene->room, &scene->backlog, batch);
}

static void a_batch_is_cut_to_what_has_room(void)
{
	cleared(scene) scene = {0};

	scene_init(&scene, 10, false);
	add(&scene, 4, NULL);
	add(&scene, 6, NULL);
	add(&scene, 1, NULL);
	g_assert_cmpuint(cut_to(&scene, 3), ==, 2);
	g_assert_cmpuint(cut_to(&scene, 2), ==, 2);
}

static void without_a_limit_all_have_room(void)
{
	cleared(scene) scene = {0};

	scene_init(&scene, 0, false);
	add(&scene, UINT32_MAX, NULL);
	add(&scene, UINT32_MAX, NULL);
	g_assert_cmpuint(cut_to(&scene, 2), ==, 2);
}

static void a_group_is_divided_only_if_it_has_no_room_alone(void)
{
	cleared(scene) scene = {0};

	scene_init(&scene, 10, false);
	add(&scene, 4, NULL);
	for (int i = 0; i < 5; i++)
		add(&scene, 3, "group");
	g_assert_cmpuint(cut_to(&scene, 6), ==, 1);

	cleared(scene) other = {0};
	scene_init(&other, 10, false);
	for (int i = 0; i < 5; i++)
		add(&other, 3, "group");
	g_assert_cmpuint(cut_to(&other, 5), ==, 3);
}

static void one_test_without_room_is_left_alone(void)
{
	cleared(scene) scene = {0};
	g_autoptr(GArray) batch = batch_of(2);

	scene_init(&scene, 10, false);
	add(&scene, 11, NULL);
	add(&scene, 1, NULL);
	g_assert_cmpuint(cut_to(&scene, 2), ==, 1);
	g_assert_cmpuint(batch_room_fitting(&scene.room, batch), ==, 0);
}

static void everything_in_listing_order_takes_no_room_if_it_is_named_by_none(void)
{
	cleared(scene) scene = {0};
	g_autoptr(GArray) batch = batch_of(2);

	scene_init(&scene, 1, true);
	add(&scene, 5, NULL);
	add(&scene, 5, NULL);
	batch_room_skip(&scene.room);
	g_assert_cmpuint(batch_room_fitting(&scene.room, batch), ==, 2);
	/* In what order they will run is not known when the batch is cut. */
	g_assert_cmpuint(batch_room_nameable(&scene.room, batch), ==, 0);
	g_assert_cmpuint(cut_to(&scene, 2), ==, 1);
	g_array_index(batch, size_t, 0) = 1;
	g_array_index(batch, size_t, 1) = 0;
	g_assert_cmpuint(batch_room_fitting(&scene.room, batch), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a batch is cut to what has room", a_batch_is_cut_to_what_has_room);
	g_test_add_func("/without a limit all have room", without_a_limit_all_have_room);
	g_test_add_func("/a group is divided only if it has no room alone",
			a_group_is_divided_only_if_it_has_no_room_alone);
	g_test_add_func("/one test without room is left alone",
			one_test_without_room_is_left_alone);
	g_test_add_func("/everything in listing order takes no room if it is named by none",
			everything_in_listing_order_takes_no_room_if_it_is_named_by_none);
	return g_test_run();
}
