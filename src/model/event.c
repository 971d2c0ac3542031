#include "model/event.h"

static const char *const names[] = {
	[STATUS_NONE] = "",
	[STATUS_EXISTS] = "exists",
	[STATUS_INPROGRESS] = "inprogress",
	[STATUS_SUCCESS] = "success",
	[STATUS_UXSUCCESS] = "uxsuccess",
	[STATUS_SKIP] = "skip",
	[STATUS_FAIL] = "fail",
	[STATUS_XFAIL] = "xfail",
};

const char *status_name(enum status status)
{
	return names[status];
}

bool status_is_final(enum status status)
{
	return status >= STATUS_SUCCESS;
}
