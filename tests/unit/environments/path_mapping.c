#include "environments/path_mapping.h"

static const struct path_pair pairs[] = {
	{"/srv/me/project", "/far/source"},
	{"/srv/me/project/ids", "/far/files/ids"},
	{"/tmp/ids 1", "/far/ids 1"},
};

static void whole_paths_are_replaced_wherever_they_stand(void)
{
	static const struct {
		const char *word;
		const char *adjusted;
	} cases[] = {
		{"/srv/me/project", "/far/source"},
		{"/srv/me/project/", "/far/source/"},
		{"-I/srv/me/project/include", "-I/far/source/include"},
		{"--list=/srv/me/project/ids", "--list=/far/files/ids"},
		{"cat '/tmp/ids 1' >/srv/me/project/x", "cat '/far/ids 1' >/far/source/x"},
		{"/srv/me/project:/srv/me/project", "/far/source:/far/source"},
		{"/srv/me/project/ids.", "/far/files/ids."},
		{"/srv/me/project2", "/srv/me/project2"},
		{"/srv/me/project-old/x", "/srv/me/project-old/x"},
		{"/srv/me/projectä", "/srv/me/projectä"},
		{"/srv/me/project/ids_2", "/far/source/ids_2"},
		{"/srv/me", "/srv/me"},
		{"", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *adjusted =
			path_mapping_apply(cases[i].word, pairs, G_N_ELEMENTS(pairs));
		g_assert_cmpstr(adjusted, ==, cases[i].adjusted);
	}
}

static void what_is_put_in_is_not_looked_at_again(void)
{
	static const struct path_pair circle[] = {{"/a", "/b"}, {"/b", "/a"}};
	g_autofree char *adjusted = path_mapping_apply("/a /b", circle, G_N_ELEMENTS(circle));

	g_assert_cmpstr(adjusted, ==, "/b /a");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/path_mapping/replaced", whole_paths_are_replaced_wherever_they_stand);
	g_test_add_func("/path_mapping/once", what_is_put_in_is_not_looked_at_again);
	return g_test_run();
}
