#include <string.h>

#include "environments/environments.h"

extern const struct environment environment_podman, environment_pool, environment_sandbox,
	environment_slurm, environment_ssh;

G_DEFINE_QUARK(testr_environment, environment_error)

const struct environment *const *environments(void)
{
	static const struct environment *const table[] = {
		&environment_podman, &environment_pool, &environment_sandbox,
		&environment_slurm,  &environment_ssh,  NULL,
	};

	return table;
}

const struct environment *environment_find(const char *name)
{
	for (const struct environment *const *each = environments(); *each; each++)
		if (strcmp((*each)->name, name) == 0)
			return *each;
	return NULL;
}

const struct option environment_options[] = {
	{"env", OPTION_TEXT, "NAME[=VALUE]", NULL,
	 "Give commands this variable; without a value, that which it has when they are executed. "
	 "May "
	 "be repeated."},
	{"push", OPTION_TEXT, "FILE", NULL,
	 "Make FILE present for each execution, as the id file is. May be repeated."},
	{"tree", OPTION_TEXT, "PATH", NULL,
	 "The folder around the project that instances see or get a copy of: the root of a larger "
	 "tree that the project is in. Without it that is the project's own folder."},
	{"pull", OPTION_TEXT, "GLOB", NULL,
	 "After each execution, fetch the files that GLOB names (in the project's folder, unless "
	 "it is absolute; ** is any number of folders) into a folder of its own in "
	 ".testrepository/runs/N/artifacts/INSTANCE/. May be repeated."},
	{"pull-limit", OPTION_SIZE, "SIZE", "1GiB",
	 "Fetch nothing after an execution whose files are larger than this together."},
	{NULL, OPTION_FLAG, NULL, NULL, NULL},
};
