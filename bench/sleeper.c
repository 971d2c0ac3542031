/*
 * A test runner whose tests sleep, so that many of them run on few processors.
 *
 *	sleeper SUITE [--list] [--load-list FILE]
 *
 * SUITE has a line "ID MICROSECONDS" for each test. Subunit v2 goes to stdout. In the environment:
 *
 *	SLEEPER_STARTUP_MS=N   it takes so long to start, for a listing, too
 *	SLEEPER_SLOWNESS=N     it and its tests take so many times as long
 *	SLEEPER_LOG=FILE       each execution appends a line "TESTS END", END being when its last
 *	                       test ended, in microseconds of the monotonic clock
 */
#include "subunit/writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sleeper {
	GHashTable *durations_us; /* of tests, by id */
	GPtrArray *ids;           /* in the order in which they run */
	bool is_listing;
	int64_t slowness;
};

static int64_t number_of(const char *variable, int64_t otherwise)
{
	const char *value = getenv(variable);

	return value ? g_ascii_strtoll(value, NULL, 10) : otherwise;
}

static void take_time(const struct sleeper *sleeper, int64_t duration_us)
{
	g_usleep((gulong)(duration_us * sleeper->slowness));
}

static void write_all(const char *path, int descriptor, const void *data, size_t length)
{
	if (write(descriptor, data, length) != (ssize_t)length) {
		fprintf(stderr, "sleeper: cannot write to %s\n", path);
		exit(98);
	}
}

static void say(const char *id, enum status status)
{
	g_autoptr(GByteArray) packet = g_byte_array_new();
	struct event event = EVENT_INIT;

	event.test_id = text_of(id);
	event.status = status;
	event.is_runnable = true;
	if (status != STATUS_EXISTS)
		event.time_ns = g_get_real_time() * 1000;
	writer_append(packet, &event, NULL);
	write_all("stdout", STDOUT_FILENO, packet->data, packet->len);
}

static GStrv read_lines(const char *path)
{
	g_autofree char *content = NULL;

	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		fprintf(stderr, "sleeper: cannot read '%s'\n", path);
		exit(98);
	}
	return g_strsplit(g_strchomp(content), "\n", -1);
}

/* Splits each line of the suite in place. */
static void load_suite(struct sleeper *sleeper, GStrv lines)
{
	for (size_t i = 0; lines[i]; i++) {
		char *blank = strchr(lines[i], ' ');
		if (!blank)
			continue;
		*blank = '\0';
		g_hash_table_insert(sleeper->durations_us, lines[i], blank + 1);
		g_ptr_array_add(sleeper->ids, lines[i]);
	}
}

static void choose(struct sleeper *sleeper, GStrv lines)
{
	g_ptr_array_set_size(sleeper->ids, 0);
	for (size_t i = 0; lines[i]; i++)
		g_ptr_array_add(sleeper->ids, lines[i]);
}

static void run_test(const struct sleeper *sleeper, const char *id)
{
	const char *duration_us = g_hash_table_lookup(sleeper->durations_us, id);

	if (!duration_us)
		return; /* a test of another suite: it is never reported */
	say(id, STATUS_INPROGRESS);
	take_time(sleeper, g_ascii_strtoll(duration_us, NULL, 10));
	say(id, STATUS_SUCCESS);
}

static void log_execution(const struct sleeper *sleeper)
{
	const char *path = getenv("SLEEPER_LOG");
	g_autofree char *line = NULL;
	int log;

	if (!path)
		return;
	line = g_strdup_printf("%u %" G_GINT64_FORMAT "\n", sleeper->ids->len,
			       g_get_monotonic_time());
	log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	write_all(path, log, line, strlen(line));
	close(log);
}

static void run(const struct sleeper *sleeper)
{
	for (unsigned i = 0; i < sleeper->ids->len; i++) {
		if (sleeper->is_listing)
			say(sleeper->ids->pdata[i], STATUS_EXISTS);
		else
			run_test(sleeper, sleeper->ids->pdata[i]);
	}
	if (!sleeper->is_listing)
		log_execution(sleeper);
}

int main(int argc, char **argv)
{
	struct sleeper sleeper = {
		.durations_us = g_hash_table_new(g_str_hash, g_str_equal),
		.ids = g_ptr_array_new(),
		.slowness = number_of("SLEEPER_SLOWNESS", 1),
	};
	g_auto(GStrv) suite = read_lines(argc > 1 ? argv[1] : "");
	g_auto(GStrv) chosen = NULL;

	load_suite(&sleeper, suite);
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0)
			sleeper.is_listing = true;
		else if (strcmp(argv[i], "--load-list") == 0 && i + 1 < argc && !chosen)
			choose(&sleeper, chosen = read_lines(argv[++i]));
	}
	take_time(&sleeper, number_of("SLEEPER_STARTUP_MS", 0) * 1000);
	run(&sleeper);
	g_ptr_array_unref(sleeper.ids);
	g_hash_table_unref(sleeper.durations_us);
	return 0;
}
