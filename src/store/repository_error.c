/* The domain of the store's errors. */
#include "store/repository_error.h"

GQuark repository_error_quark(void)
{
	return g_quark_from_static_string("testr-repository-error");
}
