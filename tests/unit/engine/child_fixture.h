/* What the tests of children share: a loop, its children, and what one of them said. */
#ifndef TESTS_UNIT_ENGINE_CHILD_FIXTURE_H
#define TESTS_UNIT_ENGINE_CHILD_FIXTURE_H

#include "engine/child.h"

#define MEGABYTE ((size_t)1000000)

/* What a child said and how it ended. */
struct heard {
	GString *out;
	GString *err;
	size_t out_length, err_length; /* all of it; `out` and `err` keep the beginning */
	struct ending ending;
	enum child_remains remains;
	int times_ended;
};

/* A loop with its children, for one test. */
struct fixture {
	uv_loop_t loop;
	struct children *children;
	struct heard heard;
	const char *folder;
};

static inline void hear(GString *kept, size_t *length, struct bytes bytes)
{
	*length += bytes.length;
	if (kept->len < MEGABYTE)
		g_string_append_len(kept, (const char *)bytes.data, (gssize)bytes.length);
}

static inline void on_output(void *data, struct bytes bytes)
{
	struct heard *heard = data;
	hear(heard->out, &heard->out_length, bytes);
}

static inline void on_errors(void *data, struct bytes bytes)
{
	struct heard *heard = data;
	hear(heard->err, &heard->err_length, bytes);
}

static inline void on_ended(void *data, struct ending ending, enum child_remains remains)
{
	struct heard *heard = data;

	heard->ending = ending;
	heard->remains = remains;
	heard->times_ended++;
}

static const struct child_listener listener = {on_output, on_errors, on_ended, NULL};

static inline void set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	g_assert_cmpint(uv_loop_init(&fixture->loop), ==, 0);
	fixture->children = children_new(&fixture->loop, 4);
	fixture->folder = g_get_tmp_dir();
	fixture->heard.out = g_string_new(NULL);
	fixture->heard.err = g_string_new(NULL);
}

static inline void tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	children_close(fixture->children);
	(void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
	children_free(fixture->children);
	g_assert_cmpint(uv_loop_close(&fixture->loop), ==, 0);
	g_string_free(fixture->heard.out, TRUE);
	g_string_free(fixture->heard.err, TRUE);
}

static inline void wait_for_end(struct fixture *fixture)
{
	while (fixture->heard.times_ended == 0)
		(void)uv_run(&fixture->loop, UV_RUN_ONCE);
}

static inline void wait_for_output(struct fixture *fixture)
{
	while (fixture->heard.out->len == 0)
		(void)uv_run(&fixture->loop, UV_RUN_ONCE);
}

static inline struct child *start(struct fixture *fixture, const char *command)
{
	struct child_request request = {.command = command, .folder = fixture->folder};

	return child_start(fixture->children, &request, &listener, &fixture->heard);
}

static inline void run(struct fixture *fixture, const char *command)
{
	(void)start(fixture, command);
	wait_for_end(fixture);
	g_assert_cmpint(fixture->heard.times_ended, ==, 1);
}

/* The command that becomes one of tests/child/. */
static inline char *program(const char *name)
{
	return g_strdup_printf("exec %s/child-%s", g_getenv("TESTR_CHILDREN"), name);
}

static inline void assert_ended(const struct fixture *fixture, enum ending_kind kind, int code)
{
	g_assert_cmpint(fixture->heard.ending.kind, ==, kind);
	g_assert_cmpint(fixture->heard.ending.code, ==, code);
}

static inline void assert_said(const struct fixture *fixture, const char *words)
{
	g_test_message("stdout: %s", fixture->heard.out->str);
	g_assert_nonnull(strstr(fixture->heard.out->str, words));
}

/* Adds `test`, a function of a fixture, under the name of the program's module. */
#define ADD(module, test)                                                                          \
	g_test_add("/engine/" module "/" #test, struct fixture, NULL, set_up, test, tear_down)

#endif
