#include "engine/id_room.h"

#include <string.h>
#include <unistd.h>

#include "config/command_template.h"

/* MAX_ARG_STRLEN of Linux, in pages. */
#define ARGUMENT_PAGES 32

/* Left for what is not known: what programs on the way add to command and environment. */
#define SPARE_BYTES ((size_t)4 << 10)

/* As long as most ids of instances, and longer: so long may a host name be. */
#define INSTANCE_ID_LENGTH 255

/* What CTest 3.25 takes as a regular expression, less what it is wrapped in. */
#define CTEST_PATTERN_BYTES ((size_t)48 << 10)

/* The least room that is kept for ids where all else leaves less. */
#define ROOM_MIN_BYTES ((size_t)1)

/* A command that runs `ids`, in an instance if there are any; NULL if it cannot be made. */
static char *sample_command(const struct engine_request *request, const char *const *ids)
{
	g_autofree char *id_file =
		g_strdup_printf("%s/execution-%d.ids", request->private_folder, G_MAXINT);
	g_autofree char *instance = g_strnfill(INSTANCE_ID_LENGTH, 'i');
	const char *const files[] = {id_file, NULL};
	const struct test_command_request wanted = {
		.ids = ids,
		.id_count = g_strv_length((char **)ids),
		.id_file = id_file,
		.arguments = request->arguments,
	};
	g_autofree char *command = command_template_fill_test(request->config, &wanted, NULL);

	if (!command || !request->options.uses_instances)
		return g_steal_pointer(&command);
	return command_template_fill_execute(request->config, instance, files, command, NULL);
}

static size_t sample_length(const struct engine_request *request, const char *const *ids)
{
	g_autofree char *command = sample_command(request, ids);

	return command ? strlen(command) : 0;
}

/* What the environment takes beside arguments. */
static size_t environment_bytes(void)
{
	g_auto(GStrv) environment = g_get_environ();
	size_t bytes = 0;

	for (char **each = environment; *each; each++)
		bytes += strlen(*each) + 1 + sizeof(char *);
	return bytes;
}

/* The longest command that can be run. */
static size_t longest_command(const struct engine_request *request)
{
	size_t argument = (size_t)sysconf(_SC_PAGESIZE) * ARGUMENT_PAGES;
	size_t taken = environment_bytes();
	long all = sysconf(_SC_ARG_MAX);

	/* With a longer -R CTest says that there are no tests. */
	if (request->config->test_id_pattern == DIALECT_CMAKE)
		argument = MIN(argument, CTEST_PATTERN_BYTES);
	/* Built-in environments quote the command once more. */
	if (request->config->environment)
		argument /= 2;
	if (all <= 0)
		return argument;
	return MIN(argument, (size_t)all > taken ? (size_t)all - taken : 0);
}

/* What `id` takes beside `base`, which a command with the id "i" has. */
static size_t bytes_of_id(const struct engine_request *request, size_t base, const char *id)
{
	const char *const ids[] = {"i", id, NULL};
	size_t length = sample_length(request, ids);

	/* The program that is given it has a pointer to it, too. */
	return (length > base ? length - base : strlen(id)) + sizeof(char *);
}

/* True if all ids together leave the command short enough. */
static bool have_all_room(const struct engine_request *request, const GArray *plan, size_t longest)
{
	g_autofree const char **ids = g_new0(const char *, (size_t)plan->len + 1);

	for (guint i = 0; i < plan->len; i++)
		ids[i] = g_array_index(plan, struct planned_test, i).id;
	size_t length = sample_length(request, ids);
	return length > 0 && length + plan->len * sizeof(char *) + SPARE_BYTES <= longest;
}

size_t id_room_measure(const struct engine_request *request, GArray *plan)
{
	static const char *const one[] = {"i", NULL};
	size_t longest, base;

	if (!command_template_needs_id_list(request->config))
		return 0;
	longest = longest_command(request);
	if (have_all_room(request, plan, longest))
		return 0;
	base = sample_length(request, one);
	for (guint i = 0; i < plan->len; i++) {
		struct planned_test *test = &g_array_index(plan, struct planned_test, i);
		test->bytes = (uint32_t)MIN(bytes_of_id(request, base, test->id), UINT32_MAX);
	}
	return longest > base + SPARE_BYTES ? longest - base - SPARE_BYTES : ROOM_MIN_BYTES;
}
