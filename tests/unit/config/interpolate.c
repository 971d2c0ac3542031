#include "config/interpolate.h"

#include <string.h>

#include "config/ini.h"

/* The values of this test: pairs of key and value, ended by NULL. */
static const char *look_up(const void *data, const char *key)
{
	for (const char *const *pair = data; *pair; pair += 2)
		if (strcmp(pair[0], key) == 0)
			return pair[1];
	return NULL;
}

static const char *const values[] = {
	"a",         "1",   "b", "%(a)s2", "loop",  "%(loop)s", "ping",   "x%(pong)s", "pong",
	"y%(ping)s", "bad", "%", "c d",    "blank", "\xc3\xa4", "umlaut", NULL,
};

static void assert_becomes(const char *value, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *result = interpolate(value, look_up, values, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(result, ==, expected);
}

static void assert_refused(const char *value, const char *message)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(interpolate(value, look_up, values, &error));
	g_assert_error(error, INI_ERROR, INI_ERROR_INTERPOLATION);
	g_assert_cmpstr(error->message, ==, message);
}

static void test_references_and_percent_signs(void)
{
	assert_becomes("", "");
	assert_becomes("plain", "plain");
	assert_becomes("100%%", "100%");
	assert_becomes("%%(a)s", "%(a)s");
	assert_becomes("<%(a)s>", "<1>");
	assert_becomes("%(b)s%(A)s", "121");
	assert_becomes("%(c d)s", "blank");
	assert_becomes("%(\xc3\x84)s", "umlaut");
}

static void test_anything_else_behind_a_percent_sign_is_refused(void)
{
	assert_refused("5%", "write %% for a percent sign: '%'");
	assert_refused("date +%s", "write %% for a percent sign: '%s'");
	assert_refused("%%%", "write %% for a percent sign: '%'");
	assert_refused("%(a)", "'%(' must begin a reference such as %(name)s: '%(a)'");
	assert_refused("%(a)d", "'%(' must begin a reference such as %(name)s: '%(a)d'");
	assert_refused("%()s", "'%(' must begin a reference such as %(name)s: '%()s'");
	assert_refused("%(a", "'%(' must begin a reference such as %(name)s: '%(a'");
	assert_refused("%(none)s", "there is no such key to refer to: 'none'");
	assert_refused("%(bad)s", "write %% for a percent sign: '%'");
}

static void test_references_without_end_are_refused(void)
{
	assert_refused("%(loop)s", "references are nested too deeply: '%(loop)s'");
	assert_refused("%(ping)s", "references are nested too deeply: '%(ping)s'");
}

/* k0 = %(k1)s, k1 = %(k2)s, ... to `count` levels with a percent sign, then a plain value. */
static const char *nested(const void *data, const char *key)
{
	int level = (int)g_ascii_strtoll(key + 1, NULL, 10);
	const char *const *levels = data;

	return levels[level];
}

static void test_ten_levels_are_allowed(void)
{
	const char *const ten[] = {"%(k1)s", "%(k2)s", "%(k3)s", "%(k4)s", "%(k5)s",
				   "%(k6)s", "%(k7)s", "%(k8)s", "%(k9)s", "end"};
	const char *const eleven[] = {"%(k1)s", "%(k2)s", "%(k3)s", "%(k4)s", "%(k5)s",
				      "%(k6)s", "%(k7)s", "%(k8)s", "%(k9)s", "%%"};
	g_autofree char *result = interpolate("%(k0)s", nested, ten, NULL);

	g_assert_cmpstr(result, ==, "end");
	g_assert_null(interpolate("%(k0)s", nested, eleven, NULL));
}

/* Each level refers to the next ten times: ten thousand million in all. */
static const char *laughs(const void *data, const char *key)
{
	(void)data;
	static const char *const levels[] = {
		"%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s",
		"%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s",
		"%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s",
		"%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s",
		"%(f)s%(f)s%(f)s%(f)s%(f)s%(f)s%(f)s%(f)s%(f)s%(f)s",
		"%(g)s%(g)s%(g)s%(g)s%(g)s%(g)s%(g)s%(g)s%(g)s%(g)s",
		"%(h)s%(h)s%(h)s%(h)s%(h)s%(h)s%(h)s%(h)s%(h)s%(h)s",
		"%(i)s%(i)s%(i)s%(i)s%(i)s%(i)s%(i)s%(i)s%(i)s%(i)s",
		"",
	};

	return levels[key[0] - 'a'];
}

static void test_references_that_multiply_are_bounded(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(interpolate("%(a)s", laughs, NULL, &error));
	g_assert_error(error, INI_ERROR, INI_ERROR_INTERPOLATION);
	g_assert_cmpstr(error->message, ==, "too many references: 'i'");
}

static void test_references_are_found_without_following_them(void)
{
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	interpolate_references("%(One)s %%(two)s %%%(three)s 100% %(four", keys);
	g_assert_true(g_hash_table_contains(keys, "one"));
	g_assert_false(g_hash_table_contains(keys, "two"));
	g_assert_true(g_hash_table_contains(keys, "three"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/interpolate/references_and_percent_signs",
			test_references_and_percent_signs);
	g_test_add_func("/interpolate/anything_else_is_refused",
			test_anything_else_behind_a_percent_sign_is_refused);
	g_test_add_func("/interpolate/references_without_end_are_refused",
			test_references_without_end_are_refused);
	g_test_add_func("/interpolate/ten_levels_are_allowed", test_ten_levels_are_allowed);
	g_test_add_func("/interpolate/references_that_multiply_are_bounded",
			test_references_that_multiply_are_bounded);
	g_test_add_func("/interpolate/references_are_found",
			test_references_are_found_without_following_them);
	return g_test_run();
}
