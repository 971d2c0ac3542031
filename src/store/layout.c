#include "store/layout.h"

#include <glib.h>

char *layout_path(const char *folder, const char *name)
{
	return g_build_filename(folder, LAYOUT_FOLDER, name, NULL);
}
