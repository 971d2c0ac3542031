#include "environments/instance_tree.h"

#include <string.h>

char *instance_tree(const struct instance_record *instance)
{
	char *recorded = instance_record_get(instance, INSTANCE_RECORD_TREE);

	return recorded ? recorded : g_strdup(instance->project);
}

const char *instance_tree_place(const struct instance_record *instance)
{
	g_autofree char *tree = instance_tree(instance);

	return instance->project + strlen(tree);
}
